package dev.gatun.align;

import java.util.Locale;
import java.util.Optional;

/**
 * Factors on the losses of desirable and undesirable rows, with the advice of the KTO paper,
 * equation 8: lambda_D * n_D / (lambda_U * n_U) should be in [1, 4/3], with one of the two 1.
 *
 * @param desirable lambda_D, 0 or more; NaN to be computed from the data
 * @param undesirable lambda_U, 0 or more; NaN to be computed from the data
 */
public record ClassWeights(double desirable, double undesirable) {
  public static final ClassWeights EQUAL = new ClassWeights(1, 1);

  /** Computed from the data, so that both classes weigh the same. */
  public static final ClassWeights AUTO = new ClassWeights(Double.NaN, Double.NaN);

  private static final double HIGHEST = 4.0 / 3;
  // Rounded weights as the advice prints them are good enough.
  private static final double TOLERANCE = 0.01;

  public ClassWeights {
    require("--desirable-weight", desirable, undesirable);
    require("--undesirable-weight", undesirable, desirable);
  }

  private static void require(String flag, double weight, double other) {
    var auto = Double.isNaN(weight) && Double.isNaN(other);
    if (!auto && !(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(flag + " must be a number of 0 or more, got " + weight);
    }
  }

  boolean auto() {
    return Double.isNaN(desirable);
  }

  double of(boolean isDesirable) {
    return isDesirable ? desirable : undesirable;
  }

  /**
   * These, or in place of {@link #AUTO} the ones that give both classes equal weight: the rarer
   * class's is above 1, the other's is 1. Both are 1 when a class is absent.
   */
  ClassWeights forClasses(long desirableRows, long undesirableRows) {
    if (!auto()) return this;
    if (desirableRows == 0 || undesirableRows == 0) return EQUAL;
    return desirableRows <= undesirableRows
        ? new ClassWeights((double) undesirableRows / desirableRows, 1)
        : new ClassWeights(1, (double) desirableRows / undesirableRows);
  }

  /** The two intervals of equation 8: of one weight while the other stays as it is. */
  public record Recommended(
      double desirableFrom, double desirableTo, double undesirableFrom, double undesirableTo) {}

  /** What the paper recommends for data with rows of both classes, beside these weights. */
  public Recommended recommended(long desirableRows, long undesirableRows) {
    var desirableFrom = undesirable * undesirableRows / desirableRows;
    var undesirableTo = desirable * desirableRows / undesirableRows;
    return new Recommended(
        desirableFrom, desirableFrom * HIGHEST, undesirableTo / HIGHEST, undesirableTo);
  }

  /** What to say about unequal classes, unless the weights already make up for them. */
  public Optional<String> advice(long desirableRows, long undesirableRows) {
    if (auto() || desirableRows == 0 || undesirableRows == 0 || desirableRows == undesirableRows) {
      return Optional.empty();
    }
    var ratio = desirable * desirableRows / (undesirable * undesirableRows);
    if (ratio >= 1 - TOLERANCE && ratio <= HIGHEST + TOLERANCE) return Optional.empty();
    var good = recommended(desirableRows, undesirableRows);
    return Optional.of(
        String.format(
            Locale.ROOT,
            "weights: %d desirable and %d undesirable rows with weights %s and %s; the KTO paper recommends"
                + " --desirable-weight %s to %s, or --undesirable-weight %s to %s; auto takes the first",
            desirableRows,
            undesirableRows,
            number(desirable),
            number(undesirable),
            number(good.desirableFrom()),
            number(good.desirableTo()),
            number(good.undesirableFrom()),
            number(good.undesirableTo())));
  }

  /** A weight to three digits, as advice gives it. */
  public static String number(double value) {
    var text = String.format(Locale.ROOT, "%.3g", value);
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
