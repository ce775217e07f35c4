package dev.gatun.lab;

/**
 * A statement that can fail: a number is above a bound, or below it.
 *
 * @param text what is claimed, in words
 * @param value what was measured, over seeds
 * @param side on which side of the bound it should be
 * @param bound in the value's unit
 * @param unit for the reader; may be empty
 */
public record Claim(String text, Interval value, Side side, double bound, Unit unit) {
  /** Where the claim says the value is. */
  public enum Side {
    ABOVE,
    BELOW
  }

  /** How values are written. */
  public enum Unit {
    /** A share; written in percentage points. */
    POINTS(100, 1, " points", 0.05),
    /** A log-probability or its ratio. */
    NATS(1, 2, " nats", 0.5),
    /** A number without a unit. */
    PLAIN(1, 2, "", 0.1);

    final double factor;
    final int decimals;
    final String name;

    /** The least effect worth a claim: intervals that allow more of it say nothing. */
    final double least;

    Unit(double factor, int decimals, String name, double least) {
      this.factor = factor;
      this.decimals = decimals;
      this.name = name;
      this.least = least;
    }

    String write(Interval value) {
      return value.times(factor).text(decimals) + name;
    }
  }

  /** A difference of shares that should be above 0. */
  static Claim better(String text, double[] one, double[] other) {
    return new Claim(text, Interval.ofDifference(one, other), Side.ABOVE, 0, Unit.POINTS);
  }

  /**
   * Reproduced when the whole interval is on the claimed side of the bound, contradicted when all
   * of it is on the other, and not reproduced when the bound lies inside.
   */
  public Verdict verdict() {
    var above = value.low() > bound;
    var below = value.high() < bound;
    if (!above && !below) return Verdict.NOT_REPRODUCED;
    return above == (side == Side.ABOVE) ? Verdict.REPRODUCED : Verdict.CONTRADICTED;
  }

  /**
   * The verdict in words. One that is not reproduced is too uncertain to tell when the interval
   * reaches past the bound on the claimed side by {@link Unit#least} or more.
   */
  String verdictText() {
    if (verdict() != Verdict.NOT_REPRODUCED) return verdict().toString();
    var possible = side == Side.ABOVE ? value.high() - bound : bound - value.low();
    return verdict()
        + (possible >= unit.least
            ? ": the interval is too wide to tell"
            : ": an effect as claimed would be small");
  }
}
