package dev.gatun.torch;

import dev.gatun.ffi.NativeObject;
import dev.gatun.ffi.ObjectCalls;

/**
 * A value that only operators know, as one gave it: a storage, packed weights, an object of a
 * TorchScript class. It can be passed to operators, and has to be closed.
 */
public sealed class Opaque implements AutoCloseable permits Generator {
  final NativeObject handle;

  Opaque(NativeObject handle) {
    this.handle = handle;
  }

  static Opaque of(NativeObject handle) {
    return ObjectCalls.type(handle).equals("Generator")
        ? new Generator(handle)
        : new Opaque(handle);
  }

  /** Its type as schemas write it, {@code Storage}. */
  public final String type() {
    return ObjectCalls.type(handle);
  }

  @Override
  public final void close() {
    handle.close();
  }
}
