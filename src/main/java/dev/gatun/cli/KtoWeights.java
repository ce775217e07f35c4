package dev.gatun.cli;

import dev.gatun.align.Kto;
import java.util.Locale;
import java.util.Optional;

/**
 * The advice on class weights of the KTO paper, equation 8: the weighted numbers of desirable and
 * undesirable rows, lambda_D * n_D / (lambda_U * n_U), should be in [1, 4/3], with one of the two
 * weights 1.
 */
final class KtoWeights {
  private static final double HIGHEST = 4.0 / 3;
  // Rounded weights as this class prints them are good enough.
  private static final double TOLERANCE = 0.01;

  private KtoWeights() {}

  /** What to say about unequal classes, unless the weights already make up for them. */
  static Optional<String> advice(long desirable, long undesirable, Kto kto) {
    if (desirable == 0 || undesirable == 0 || desirable == undesirable) return Optional.empty();
    var ratio = kto.desirableWeight() * desirable / (kto.undesirableWeight() * undesirable);
    if (ratio >= 1 - TOLERANCE && ratio <= HIGHEST + TOLERANCE) return Optional.empty();
    var desirableFrom = kto.undesirableWeight() * undesirable / desirable;
    var undesirableTo = kto.desirableWeight() * desirable / undesirable;
    return Optional.of(
        String.format(
            Locale.ROOT,
            "weights: %d desirable and %d undesirable rows with weights %s and %s; the KTO paper recommends"
                + " --desirable-weight %s to %s, or --undesirable-weight %s to %s",
            desirable,
            undesirable,
            number(kto.desirableWeight()),
            number(kto.undesirableWeight()),
            number(desirableFrom),
            number(desirableFrom * HIGHEST),
            number(undesirableTo / HIGHEST),
            number(undesirableTo)));
  }

  private static String number(double value) {
    var text = String.format(Locale.ROOT, "%.3g", value);
    return text.contains(".") && !text.contains("e") ? text.replaceFirst("\\.?0+$", "") : text;
  }
}
