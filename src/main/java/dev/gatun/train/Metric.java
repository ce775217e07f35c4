package dev.gatun.train;

/**
 * A number that says something of a data set.
 *
 * @param low lower end of its interval; NaN where there is none
 * @param high upper end
 */
public record Metric(String name, double value, double low, double high) {
  static Metric plain(String name, double value) {
    return new Metric(name, value, Double.NaN, Double.NaN);
  }

  /** Whether it has an interval. */
  public boolean hasInterval() {
    return !Double.isNaN(low);
  }
}
