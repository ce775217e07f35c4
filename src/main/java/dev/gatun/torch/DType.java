package dev.gatun.torch;

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

  static DType ofNumber(int number) {
    for (var dtype : values()) {
      if (dtype.number == number) return dtype;
    }
    throw new IllegalStateException("libtorch dtype " + number + " has no Java counterpart");
  }
}
