package dev.gatun.align;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
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

  static void requirePositive(String flag, double value) {
    if (!(value > 0) || Double.isInfinite(value)) {
      throw new IllegalArgumentException(flag + " must be a number above 0, got " + value);
    }
  }
}
