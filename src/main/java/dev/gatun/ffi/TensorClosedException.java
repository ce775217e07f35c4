package dev.gatun.ffi;

/** A tensor or scope was used, or closed again, after it had been closed. */
public final class TensorClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  TensorClosedException(String message) {
    super(message);
  }
}
