package dev.gatun.align;

/**
 * KTO's z0 = max(0, mean of u over the mismatched pairs of an optimizer window), from sums and
 * counts so that micro-batches, and processes, of any size add up to the same.
 */
public final class ReferencePoint {
  private double sum;
  private long count;

  /** Adds mismatched pairs' log-ratios, given as their sum and number. */
  public void add(double sum, long count) {
    this.sum += sum;
    this.count += count;
  }

  /** The mean before the clamp; 0 when there are no pairs. */
  public double raw() {
    return count == 0 ? 0 : sum / count;
  }

  /** z0. Not a number stays so, and is seen in the loss rather than hidden by the clamp. */
  public double value() {
    return Double.isNaN(raw()) ? Double.NaN : Math.max(0, raw());
  }
}
