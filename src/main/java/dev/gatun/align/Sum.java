package dev.gatun.align;

/**
 * A sum of values with their number and the sum of their squares: what a mean and its standard
 * error need, and what adds up over micro-batches and processes of any size.
 */
public record Sum(double total, double squares, long count) {
  public static final Sum NONE = new Sum(0, 0, 0);

  /** Of all values; what is not a number makes the sum not a number. */
  public static Sum of(double... values) {
    var sum = NONE;
    for (var value : values) sum = sum.plus(new Sum(value, value * value, 1));
    return sum;
  }

  public Sum plus(Sum other) {
    return new Sum(total + other.total, squares + other.squares, count + other.count);
  }

  /** 0 when there are no values. */
  public double mean() {
    return count == 0 ? 0 : total / count;
  }

  /** Of the mean: the sample's standard deviation over the root of its size; NaN below two. */
  public double standardError() {
    if (count < 2) return Double.NaN;
    var variance = Math.max(0, squares - total * total / count) / (count - 1);
    return Math.sqrt(variance / count);
  }
}
