package dev.gatun.torch;

/** One place of an indexing expression, see {@link Tensor#index}. */
public sealed interface Index {
  /** x[i]: the dimension goes. */
  record At(long index) implements Index {}

  /** x[start:end:step]. */
  record Range(long start, long end, long step) implements Index {}

  /** x[indices]: the slices at indices, int64 (n). */
  record Picked(Tensor indices) implements Index {}

  /** x[None]: a new dimension of length 1. */
  record NewAxis() implements Index {}

  /** x[...]: the dimensions that the places after it leave over. */
  record Ellipsis() implements Index {}

  static Index at(long index) {
    return new At(index);
  }

  static Index range(long start, long end) {
    return new Range(start, end, 1);
  }

  /** From start to the end. */
  static Index from(long start) {
    return new Range(start, Long.MAX_VALUE, 1);
  }

  static Index all() {
    return new Range(0, Long.MAX_VALUE, 1);
  }

  static Index picked(Tensor indices) {
    return new Picked(indices);
  }

  static Index newAxis() {
    return new NewAxis();
  }

  static Index ellipsis() {
    return new Ellipsis();
  }
}
