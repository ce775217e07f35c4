package dev.gatun.optim;

import java.util.Locale;

/**
 * Learning rate as a share of the full one, step by step, with transformers' names and formulas.
 */
public enum LearningRateSchedule {
  /** 1 throughout; warm-up, when asked for, comes first. */
  CONSTANT,
  /** Down to 0 in a straight line. */
  LINEAR,
  /** Down to 0 along half a cosine. */
  COSINE,
  /**
   * Down with the square root of the steps, measured in warm-ups (10,000 steps without one), and
   * for ever.
   */
  INVERSE_SQRT;

  private static final long TIMESCALE_WITHOUT_WARMUP = 10_000;

  /**
   * Factor on the learning rate of optimizer step {@code step}, from 0.
   *
   * @param warmupSteps over which the factor rises from 0 in a straight line
   * @param totalSteps of the whole run
   */
  public double factor(long step, long warmupSteps, long totalSteps) {
    if (step < warmupSteps) return (double) step / warmupSteps;
    var remaining = Math.max(1, totalSteps - warmupSteps);
    return switch (this) {
      case CONSTANT -> 1;
      case LINEAR -> Math.max(0, (double) (totalSteps - step) / remaining);
      case INVERSE_SQRT -> {
        var timescale = warmupSteps > 0 ? warmupSteps : TIMESCALE_WITHOUT_WARMUP;
        yield 1 / Math.sqrt((double) (step + timescale - warmupSteps) / timescale);
      }
      case COSINE -> Math.max(0, (1 + Math.cos(Math.PI * (step - warmupSteps) / remaining)) / 2);
    };
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
