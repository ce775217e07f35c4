package dev.gatun.align;

import java.util.Arrays;
import java.util.SplittableRandom;
import java.util.function.Function;

/**
 * How far statistics may be off because the data are a sample: percentile intervals of Efron's
 * bootstrap, which draws as many units as there are, with replacement, again and again.
 *
 * @param resamples how often; 0 for none, and then no interval
 * @param confidence share of the draws' statistics that are inside the interval, such as 0.95
 * @param seed the same seed and data give the same intervals
 */
public record Bootstrap(int resamples, double confidence, long seed) {
  public Bootstrap {
    if (resamples < 0) {
      throw new IllegalArgumentException("--bootstrap must be 0 or more, got " + resamples);
    }
    if (!(confidence > 0 && confidence < 1)) {
      throw new IllegalArgumentException("confidence must be between 0 and 1, got " + confidence);
    }
  }

  /** A statistic of the data, and its interval: NaN at both ends where there is none. */
  public record Interval(double value, double low, double high) {}

  /**
   * Statistics of units with their intervals. A draw in which a statistic is not a number (all
   * units of a class are missing) does not count for it.
   *
   * @param units how many there are, numbered from 0
   * @param statistics values of the units that are named, each as often as it is
   */
  public Interval[] of(int units, Function<int[], double[]> statistics) {
    var all = new int[units];
    Arrays.setAll(all, i -> i);
    var values = statistics.apply(all);
    var drawn = new double[values.length][resamples];
    var random = new SplittableRandom(seed);
    var picked = new int[units];
    for (var draw = 0; draw < resamples; draw++) {
      for (var i = 0; i < units; i++) picked[i] = random.nextInt(units);
      var again = statistics.apply(picked);
      for (var s = 0; s < values.length; s++) drawn[s][draw] = again[s];
    }
    var intervals = new Interval[values.length];
    for (var s = 0; s < values.length; s++) intervals[s] = interval(values[s], drawn[s]);
    return intervals;
  }

  private Interval interval(double value, double[] drawn) {
    var sorted = Arrays.stream(drawn).filter(Double::isFinite).sorted().toArray();
    if (sorted.length == 0) return new Interval(value, Double.NaN, Double.NaN);
    var tail = (1 - confidence) / 2;
    return new Interval(value, quantile(sorted, tail), quantile(sorted, 1 - tail));
  }

  /** Between the two nearest values in proportion, as NumPy's default. */
  private static double quantile(double[] sorted, double share) {
    var at = share * (sorted.length - 1);
    var below = (int) Math.floor(at);
    var above = Math.min(below + 1, sorted.length - 1);
    return sorted[below] + (at - below) * (sorted[above] - sorted[below]);
  }
}
