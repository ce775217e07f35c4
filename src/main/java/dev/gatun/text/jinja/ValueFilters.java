package dev.gatun.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Filters for numbers, defaults, lengths and attributes. */
final class ValueFilters {
  private static final Pattern FLOAT =
      Pattern.compile("[-+]?(\\d+(\\.\\d*)?|\\.\\d+)([eE][-+]?\\d+)?");

  private ValueFilters() {}

  static void addTo(Map<String, Filters.Body> filters) {
    filters.put("default", ValueFilters::byDefault);
    filters.put("d", ValueFilters::byDefault);
    filters.put("length", ValueFilters::length);
    filters.put("count", ValueFilters::length);
    filters.put("abs", ValueFilters::absolute);
    filters.put("int", ValueFilters::toInt);
    filters.put("float", ValueFilters::toFloat);
    filters.put("round", ValueFilters::round);
    filters.put("attr", ValueFilters::attribute);
    filters.put("items", ValueFilters::items);
  }

  private static @Nullable Object byDefault(@Nullable Object value, Arguments args) {
    var bound = args.bind("default", 0, "default_value", "boolean");
    boolean missing = value instanceof Undefined || bound.flag(1, false) && !Values.truth(value);
    return missing ? bound.get(0, "") : value;
  }

  private static Object length(@Nullable Object value, Arguments args) {
    args.bind("length", 0);
    return Iterables.length(value)
        .orElseThrow(() ->
            JinjaException.render(
                "length: a " + Values.typeName(value) + " has none (put '| list' before it)"));
  }

  private static Object absolute(@Nullable Object value, Arguments args) {
    args.bind("abs", 0);
    return Operators.compare("<", value, 0L)
        ? Operators.sign("-", value)
        : Operators.sign("+", value);
  }

  private static @Nullable Object toInt(@Nullable Object value, Arguments args) {
    var bound = args.bind("int", 0, "default", "base");
    if (value instanceof Undefined missing) {
      throw missing.failure();
    }
    if (value instanceof String text) {
      try {
        return parseInt(Text.strip(text), bound.number(1, 10));
      } catch (NumberFormatException e) {
        var number = number(text);
        return number != null && Double.isFinite(number) ? whole(number) : bound.get(0, 0L);
      }
    }
    if (value instanceof Double number && Double.isFinite(number)) {
      return whole(number);
    }
    return Operators.isWhole(value) ? Operators.sign("+", value) : bound.get(0, 0L);
  }

  private static Object parseInt(String text, int base) {
    var digits = text.matches("[-+]?\\w+") ? text.replaceAll("(?<=\\w)_(?=\\w)", "") : text;
    var prefix =
        switch (base) {
          case 16 -> "0[xX]";
          case 8 -> "0[oO]";
          case 2 -> "0[bB]";
          default -> "(?!)";
        };
    var plain = digits.replaceFirst("^([-+]?)" + prefix, "$1");
    return Values.integer(new BigInteger(plain, base));
  }

  private static Object whole(double number) {
    return Values.integer(new BigDecimal(number).toBigInteger());
  }

  private static @Nullable Object toFloat(@Nullable Object value, Arguments args) {
    var bound = args.bind("float", 0, "default");
    if (value instanceof Undefined missing) {
      throw missing.failure();
    }
    if (value instanceof String text) {
      var number = number(text);
      return number != null ? number : bound.get(0, 0.0);
    }
    return value != null && Values.isNumber(value) ? Values.toDouble(value) : bound.get(0, 0.0);
  }

  private static @Nullable Double number(String text) {
    var plain = Text.strip(text);
    if (FLOAT.matcher(plain).matches()) {
      return Double.valueOf(plain);
    }
    return switch (Text.lower(plain).replaceFirst("^[-+]", "")) {
      case "inf", "infinity" ->
          plain.startsWith("-") ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
      case "nan" -> Double.NaN;
      default -> null;
    };
  }

  private static Object round(@Nullable Object value, Arguments args) {
    var bound = args.bind("round", 0, "precision", "method");
    if (value instanceof Undefined missing) {
      throw missing.failure();
    }
    if (value == null || !Values.isNumber(value)) {
      throw JinjaException.render("round needs a number, not " + Values.typeName(value));
    }
    int precision = bound.number(0, 0);
    double number = Values.toDouble(value);
    var method = bound.text(1, "common");
    if (!method.equals("common")) {
      double scale = Math.pow(10, precision);
      return switch (method) {
        case "ceil" -> Math.ceil(number * scale) / scale;
        case "floor" -> Math.floor(number * scale) / scale;
        default -> throw JinjaException.render("round: the method is common, ceil or floor");
      };
    }
    if (!Double.isFinite(number)) {
      return number;
    }
    if (Operators.isWhole(value)) { // Python's round() keeps a whole number whole
      var whole = new BigDecimal(Operators.whole(value));
      return Values.integer(
          whole.setScale(Math.min(precision, 0), RoundingMode.HALF_EVEN).toBigInteger());
    }
    return new BigDecimal(number).setScale(precision, RoundingMode.HALF_EVEN).doubleValue();
  }

  private static @Nullable Object attribute(@Nullable Object value, Arguments args) {
    var name = args.bind("attr", 1, "name").text(0);
    // Attributes proper, never items: 'mapping | attr("key")' is undefined.
    return value instanceof Map<?, ?> map && map.containsKey(name)
        ? Undefined.member(map, name)
        : Members.attribute(value, name);
  }

  private static Object items(@Nullable Object value, Arguments args) {
    args.bind("items", 0);
    if (value instanceof Undefined) {
      return Iterables.Once.of("generator", List.of());
    }
    if (value instanceof Map<?, ?> map) {
      return Iterables.Once.of("generator", Members.items(map).items());
    }
    throw JinjaException.render("items needs a mapping, not " + Values.typeName(value));
  }
}
