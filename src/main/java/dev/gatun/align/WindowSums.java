package dev.gatun.align;

/**
 * What the rows of an optimizer window have in common, without gradient. Every part is a sum, so
 * that micro-batches, and processes, of any size add up to the same window.
 *
 * @param prompts the divisor of the window's loss: single rows, pairs, or sets of responses
 * @param rows responses of all prompts together
 * @param weights sum of the prompts' weights, class weights included
 * @param desirableTokens predicted tokens of desirable responses
 * @param mismatched log-ratios u of mismatched pairs
 * @param desirable log-ratios u of desirable rows that are finite numbers, where the objective
 *     asked for them
 * @param undesirable as {@code desirable}, of undesirable rows
 */
public record WindowSums(
    long prompts,
    long rows,
    double weights,
    long desirableTokens,
    Sum mismatched,
    Sum desirable,
    Sum undesirable) {
  public static final WindowSums NONE = new WindowSums(0, 0, 0, 0, Sum.NONE, Sum.NONE, Sum.NONE);

  /** What the rows themselves say, without log-ratios. */
  public static WindowSums of(long prompts, long rows, double weights, long desirableTokens) {
    return new WindowSums(prompts, rows, weights, desirableTokens, Sum.NONE, Sum.NONE, Sum.NONE);
  }

  public WindowSums plus(WindowSums other) {
    return new WindowSums(
        prompts + other.prompts,
        rows + other.rows,
        weights + other.weights,
        desirableTokens + other.desirableTokens,
        mismatched.plus(other.mismatched),
        desirable.plus(other.desirable),
        undesirable.plus(other.undesirable));
  }

  /** Adds mismatched pairs' log-ratios. */
  public WindowSums plusMismatched(double... ratios) {
    return plus(new WindowSums(0, 0, 0, 0, Sum.of(ratios), Sum.NONE, Sum.NONE));
  }

  /** Adds a matched row's log-ratio to its class, unless it is infinite or not a number. */
  public WindowSums plusMatched(boolean isDesirable, double ratio) {
    if (!Double.isFinite(ratio)) return this;
    var sum = Sum.of(ratio);
    return plus(
        new WindowSums(
            0, 0, 0, 0, Sum.NONE, isDesirable ? sum : Sum.NONE, isDesirable ? Sum.NONE : sum));
  }

  /**
   * KTO's z0 = max(0, mean of u over the mismatched pairs); the clamp comes last. Not a number
   * stays so, and is seen in the loss rather than hidden by the clamp.
   */
  public double referencePoint() {
    var raw = mismatched.mean();
    return Double.isNaN(raw) ? raw : Math.max(0, raw);
  }
}
