package dev.gatun.lab;

import java.util.Arrays;
import java.util.Locale;

/**
 * A mean over seeds with its two-sided 95 % interval by Student's t.
 *
 * @param low lower end; minus infinity of fewer than two values
 * @param high upper end; infinity of fewer than two values
 */
public record Interval(double mean, double low, double high) {
  // The 0.975 quantile of Student's t with 1, 2, ... 30 degrees of freedom, as in every table of it
  // (scipy.stats.t.ppf(0.975, df)).
  private static final double[] QUANTILES = {
    12.7062, 4.3027, 3.1824, 2.7764, 2.5706, 2.4469, 2.3646, 2.3060, 2.2622, 2.2281, 2.2010, 2.1788,
    2.1604, 2.1448, 2.1314, 2.1199, 2.1098, 2.1009, 2.0930, 2.0860, 2.0796, 2.0739, 2.0687, 2.0639,
    2.0595, 2.0555, 2.0518, 2.0484, 2.0452, 2.0423
  };

  /** Of values of independent seeds, one or more. */
  public static Interval of(double... values) {
    var mean = Arrays.stream(values).average().orElseThrow();
    if (values.length < 2)
      return new Interval(mean, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY);
    var squares = Arrays.stream(values).map(v -> (v - mean) * (v - mean)).sum();
    var error = Math.sqrt(squares / (values.length - 1) / values.length);
    // Past the table its last entry, which is a little wide.
    var half = QUANTILES[Math.min(values.length - 2, QUANTILES.length - 1)] * error;
    return new Interval(mean, mean - half, mean + half);
  }

  /** Of differences, value by value: both sides saw the same seeds. */
  public static Interval ofDifference(double[] one, double[] other) {
    if (one.length != other.length)
      throw new IllegalArgumentException(one.length + " values against " + other.length);
    var differences = new double[one.length];
    for (var i = 0; i < one.length; i++) differences[i] = one[i] - other[i];
    return of(differences);
  }

  public Interval times(double factor) {
    return factor >= 0
        ? new Interval(mean * factor, low * factor, high * factor)
        : new Interval(mean * factor, high * factor, low * factor);
  }

  /** As {@code 1.2 (0.9 to 1.5)}. */
  public String text(int decimals) {
    var number = "%." + decimals + "f";
    var mean = number(number, this.mean);
    if (Double.isInfinite(low)) return mean + " (one seed)";
    return mean + " (" + number(number, low) + " to " + number(number, high) + ")";
  }

  private static String number(String format, double value) {
    var text = String.format(Locale.ROOT, format, value);
    return text.matches("-0(\\.0*)?") ? text.substring(1) : text;
  }
}
