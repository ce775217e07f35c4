package dev.gatun.torch;

import dev.gatun.ffi.AmpCalls;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** The type of a tensor's elements, with PyTorch's names. */
public enum DType {
  UINT8(0, 1),
  INT8(1, 1),
  INT16(2, 2),
  INT32(3, 4),
  INT64(4, 8),
  FLOAT16(5, 2),
  FLOAT32(6, 4),
  FLOAT64(7, 8),
  COMPLEX64(9, 8),
  COMPLEX128(10, 16),
  BOOL(11, 1),
  BFLOAT16(15, 2);

  /** The number for "no dtype": keep the input's. */
  static final int NONE = -1;

  private final int number;
  private final int bytes;

  DType(int number, int bytes) {
    this.number = number;
    this.bytes = bytes;
  }

  /** The number of libtorch's ScalarType. */
  public int number() {
    return number;
  }

  /** Size of one element. */
  public int bytes() {
    return bytes;
  }

  public boolean isFloatingPoint() {
    return this == FLOAT16 || this == FLOAT32 || this == FLOAT64 || this == BFLOAT16;
  }

  public boolean isComplex() {
    return this == COMPLEX64 || this == COMPLEX128;
  }

  /**
   * Converts elements from one segment to another, as {@link Tensor#to(DType)} does: to bfloat16
   * and float16 rounded to the nearest, ties to even; too large a number becomes infinite. A NaN
   * stays a NaN, whose other bits may change.
   *
   * @param from elements of dtype {@code fromType}
   * @param to as many elements of dtype {@code toType}; any kind of segment, native ones aligned
   * @throws IllegalArgumentException when the segments overlap, or the one to write is read-only
   * @throws dev.gatun.ffi.TorchException.Value when they do not hold the same number of elements
   */
  public static void convert(MemorySegment from, DType fromType, MemorySegment to, DType toType) {
    if (to.isReadOnly()) throw new IllegalArgumentException("the segment to write is read-only");
    if (from.asOverlappingSlice(to).isPresent()) {
      throw new IllegalArgumentException("the segments overlap");
    }
    // Native code does not see the Java heap: its segments go through memory that it sees.
    try (var arena = Arena.ofConfined()) {
      var source = from.isNative() ? from : arena.allocate(from.byteSize(), 16).copyFrom(from);
      var target = to.isNative() ? to : arena.allocate(to.byteSize(), 16);
      AmpCalls.convert(target, toType.number, source, fromType.number);
      if (!to.isNative()) to.copyFrom(target);
    }
  }

  static DType ofNumber(int number) {
    for (var dtype : values()) {
      if (dtype.number == number) return dtype;
    }
    throw new IllegalStateException("libtorch dtype " + number + " has no Java counterpart");
  }
}
