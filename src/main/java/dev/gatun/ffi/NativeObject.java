package dev.gatun.ffi;

import java.lang.foreign.MemorySegment;

/**
 * One owned reference to a value that only operators know (object.h). Any thread may use it; {@link
 * #close} frees it, and waits for no call: one in flight keeps the value until it ends.
 */
public final class NativeObject {
  private final MemorySegment address;
  private final FreeHandle free;

  NativeObject(MemorySegment address) {
    this.address = address;
    this.free = FreeHandle.ofObject(address);
    free.watch(this);
  }

  MemorySegment address() {
    return address;
  }

  /** Keeps it alive until {@link FreeHandle#letGo}. */
  FreeHandle hold() {
    if (!free.hold()) throw closed();
    return free;
  }

  public void close() {
    if (!free.close()) throw closed();
  }

  private static TensorClosedException closed() {
    return new TensorClosedException("this object is closed");
  }
}
