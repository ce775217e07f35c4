package dev.gatun.ffi;

import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.function.ToIntFunction;

/**
 * One owned native object other than a tensor (an event, a graph, a DLPack capsule, an opaque value
 * of an operator). Any thread may use it; a {@link #close} during another thread's call takes
 * effect when that call ends. Should it become unreachable unclosed, the cleaner frees it and
 * reports a leak.
 */
public final class NativeObject {
  private final String what;
  private final MemorySegment address;
  private final FreeHandle handle;

  NativeObject(String what, MemorySegment address, ToIntFunction<MemorySegment> free) {
    this.what = what;
    this.address = address;
    handle = new FreeHandle(address, free, what);
    handle.watch(this);
  }

  /** A call with the native handle; returns its status. */
  int call(ToIntFunction<MemorySegment> function) {
    if (!handle.hold()) throw closed();
    try {
      return function.applyAsInt(address);
    } finally {
      handle.letGo();
      Reference.reachabilityFence(this);
    }
  }

  MemorySegment address() {
    return address;
  }

  /** Keeps it alive until {@link FreeHandle#letGo}: for {@link Call#object}. */
  FreeHandle hold() {
    if (!handle.hold()) throw closed();
    return handle;
  }

  public boolean isClosed() {
    return handle.isClosed();
  }

  /**
   * Gives it back.
   *
   * @throws IllegalStateException when it is closed
   */
  public void close() {
    if (!handle.close()) throw closed();
  }

  /**
   * The native object, which belongs to the caller from now on; this one is closed.
   *
   * @throws IllegalStateException when it is closed
   */
  MemorySegment handOver() {
    if (!handle.handOver()) throw closed();
    return address;
  }

  private IllegalStateException closed() {
    return new IllegalStateException("this " + what + " is closed");
  }
}
