package dev.gatun.demo;

import java.util.Locale;

/**
 * A measured share.
 *
 * @param hits cases that have the property, 0 to {@code total}
 * @param total cases looked at
 */
public record Rate(int hits, int total) {

  /** The standard normal quantile of a two-sided 95 % interval. */
  private static final double Z = 1.959963984540054;

  public Rate {
    if (hits < 0 || hits > total) {
      throw new IllegalArgumentException(hits + " of " + total + " is not a share");
    }
  }

  /** The share itself, 0 to 1; NaN of nothing. */
  public double share() {
    return (double) hits / total;
  }

  /**
   * Lower end of Wilson's 95 % score interval (E. B. Wilson, 1927), which stays honest near 0 and 1
   * where the textbook interval collapses; 0 of nothing.
   */
  public double low() {
    return hits == 0 ? 0 : Math.max(0, centre() - halfWidth());
  }

  /** Upper end of Wilson's 95 % score interval; 1 of nothing. */
  public double high() {
    return hits == total ? 1 : Math.min(1, centre() + halfWidth());
  }

  /** As {@code 93.5 % (90.6 to 95.5)}. */
  @Override
  public String toString() {
    if (total == 0) {
      return "none seen";
    }
    return String.format(
        Locale.ROOT, "%.1f %% (%.1f to %.1f)", 100 * share(), 100 * low(), 100 * high());
  }

  private double centre() {
    return (share() + Z * Z / (2 * total)) / (1 + Z * Z / total);
  }

  private double halfWidth() {
    double p = share();
    return Z * Math.sqrt(p * (1 - p) / total + Z * Z / (4.0 * total * total)) / (1 + Z * Z / total);
  }
}
