package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;

/** A number as the native library takes it: its kind, and its 64 bits. */
public record Scalar(int kind, long bits) {
  public static Scalar of(double value) {
    return new Scalar(Gatun.GT_SCALAR_DOUBLE(), Double.doubleToRawLongBits(value));
  }

  public static Scalar of(long value) {
    return new Scalar(Gatun.GT_SCALAR_INT64(), value);
  }

  public static Scalar of(boolean value) {
    return new Scalar(Gatun.GT_SCALAR_BOOL(), value ? 1 : 0);
  }
}
