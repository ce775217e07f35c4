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
  COSINE;

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
      case COSINE -> Math.max(0, (1 + Math.cos(Math.PI * (step - warmupSteps) / remaining)) / 2);
    };
  }

  /** As on the command line. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
