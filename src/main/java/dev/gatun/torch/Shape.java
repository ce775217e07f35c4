package dev.gatun.torch;

import java.util.Arrays;

/** The lengths of a tensor's dimensions. Immutable. */
public final class Shape {
  /** The shape of a single number. */
  public static final Shape SCALAR = new Shape();

  private final long[] sizes;

  private Shape(long... sizes) {
    this.sizes = sizes;
  }

  public static Shape of(long... sizes) {
    return new Shape(sizes.clone());
  }

  /** Number of dimensions. */
  public int dim() {
    return sizes.length;
  }

  /**
   * Length of a dimension; negative ones count from the end. IndexOutOfBoundsException when there
   * is no such dimension.
   */
  public long size(int dim) {
    if (dim < -sizes.length || dim >= sizes.length) {
      throw new IndexOutOfBoundsException("shape " + this + " has no dimension " + dim);
    }
    return sizes[dim < 0 ? dim + sizes.length : dim];
  }

  /** Number of elements. ArithmeticException when it does not fit into a long. */
  public long numel() {
    if (Arrays.stream(sizes).anyMatch(size -> size == 0)) return 0;
    return Arrays.stream(sizes).reduce(1, Math::multiplyExact);
  }

  public long[] toArray() {
    return sizes.clone();
  }

  /** The array itself, for calls that only read it. */
  long[] sizes() {
    return sizes;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Shape shape && Arrays.equals(sizes, shape.sizes);
  }

  @Override
  public int hashCode() {
    return Arrays.hashCode(sizes);
  }

  /** As {@code (2, 3)}. */
  @Override
  public String toString() {
    return Arrays.toString(sizes).replace('[', '(').replace(']', ')');
  }
}
