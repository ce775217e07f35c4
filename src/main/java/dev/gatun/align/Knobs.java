package dev.gatun.align;

import dev.gatun.torch.NearNames;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Settings of objectives by the flags that set them. An objective asks for those that it has, with
 * its own defaults; what was given and never asked for has no meaning for it.
 */
public final class Knobs {
  private final Map<String, String> given;
  private final Set<String> asked = new LinkedHashSet<>();

  /**
   * @param given values by flag, {@code --beta} to {@code 0.1}
   */
  public Knobs(Map<String, String> given) {
    this.given = new LinkedHashMap<>(given);
  }

  /** The text of a flag, or the default. */
  String text(String flag, String otherwise) {
    asked.add(flag);
    return given.getOrDefault(flag, otherwise);
  }

  /**
   * The number of a flag, or the default.
   *
   * @throws IllegalArgumentException when it is none
   */
  double number(String flag, double otherwise) {
    var text = text(flag, Double.toString(otherwise));
    try {
      return Double.parseDouble(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(flag + ": '" + text + "' is not a number", e);
    }
  }

  /**
   * The named constant of a flag, or the default.
   *
   * @throws IllegalArgumentException when there is none of that name
   */
  <E extends Enum<E>> E choice(String flag, E[] constants, E otherwise) {
    var typed = text(flag, name(otherwise)).strip().toLowerCase(Locale.ROOT);
    for (var constant : constants) {
      if (name(constant).equals(typed)) return constant;
    }
    var names = Arrays.stream(constants).map(Knobs::name).toList();
    throw new IllegalArgumentException(
        flag
            + ": '"
            + typed
            + "' is none of "
            + String.join(", ", names)
            + NearNames.question(typed, names));
  }

  static String name(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** lambda_D and lambda_U; {@code auto} for either is auto for both. */
  ClassWeights weights() {
    var desirable = text("--desirable-weight", "1");
    var undesirable = text("--undesirable-weight", "1");
    if (desirable.equals("auto") || undesirable.equals("auto")) {
      var other = desirable.equals("auto") ? undesirable : desirable;
      if (!other.equals("auto") && !other.equals("1")) {
        throw new IllegalArgumentException(
            (desirable.equals("auto") ? "--undesirable-weight" : "--desirable-weight")
                + " "
                + other
                + ": with auto weights the other one is computed too; leave it out");
      }
      return ClassWeights.AUTO;
    }
    return new ClassWeights(number("--desirable-weight", 1), number("--undesirable-weight", 1));
  }

  /** Flags that were given, but that no objective asked for. */
  Set<String> unasked() {
    var flags = new TreeSet<>(given.keySet());
    flags.removeAll(asked);
    return flags;
  }

  /** A label smoothing: the share of labels that are the wrong way round. */
  static void requireShare(String flag, double value) {
    if (!(value >= 0 && value < 0.5)) {
      throw new IllegalArgumentException(flag + " must be 0 or more and below 0.5, got " + value);
    }
  }

  static void requireNotNegative(String flag, double value) {
    if (!(value >= 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(flag + " must be a number of 0 or more, got " + value);
    }
  }

  static void requirePositive(String flag, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(flag + " must be a number above 0, got " + value);
    }
  }
}
