package dev.gatun.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's view of values: type names, truth, equality, order, {@code str} and {@code repr}. */
final class Values {
  private Values() {}

  /** The value of an integer literal or input: a Long where it fits. */
  static Object integer(BigInteger value) {
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  static String typeName(@Nullable Object value) {
    return switch (value) {
      case null -> "NoneType";
      case Undefined missing -> "Undefined";
      case Boolean flag -> "bool";
      case Long number -> "int";
      case BigInteger number -> "int";
      case Double number -> "float";
      case String text -> "str";
      case Tuple tuple -> "tuple";
      case List<?> list -> "list";
      case Map<?, ?> map -> "dict";
      case Iterables.Once once -> once.type();
      case Iterables.View view -> view.type();
      case Iterables.Range range -> "range";
      case LoopState loop -> "LoopContext";
      case Namespace namespace -> "Namespace";
      case Macro macro -> "Macro";
      default -> "function";
    };
  }

  static boolean truth(@Nullable Object value) {
    return switch (value) {
      case null -> false;
      case Undefined missing -> false;
      case Boolean flag -> flag;
      case Long number -> number != 0;
      case Double number -> number != 0;
      case String text -> !text.isEmpty();
      case List<?> list -> !list.isEmpty();
      case Map<?, ?> map -> !map.isEmpty();
      case Iterables.View view -> !view.items().isEmpty();
      case Iterables.Range range -> range.length() > 0;
      case LoopState loop -> loop.length() > 0;
      default -> true;
    };
  }

  static boolean isNumber(@Nullable Object value) {
    return value instanceof Long
        || value instanceof Double
        || value instanceof BigInteger
        || value instanceof Boolean;
  }

  /** A number for exact comparison across types; NaN and infinities are the caller's. */
  private static BigDecimal exact(Object number) {
    return switch (number) {
      case Boolean flag -> flag ? BigDecimal.ONE : BigDecimal.ZERO;
      case Long value -> BigDecimal.valueOf(value);
      case BigInteger value -> new BigDecimal(value);
      default -> new BigDecimal((Double) number);
    };
  }

  static double toDouble(Object number) {
    return switch (number) {
      case Boolean flag -> flag ? 1 : 0;
      case Number value -> value.doubleValue();
      default -> throw new IllegalArgumentException("not a number: " + number);
    };
  }

  static boolean equal(@Nullable Object a, @Nullable Object b) {
    if (a == null || b == null) {
      return a == b;
    }
    if (isNumber(a) && isNumber(b)) {
      double x = toDouble(a);
      double y = toDouble(b);
      return x == y && (!Double.isFinite(x) || exact(a).compareTo(exact(b)) == 0);
    }
    if (a instanceof List<?> x && b instanceof List<?> y) {
      return a instanceof Tuple == b instanceof Tuple && equalItems(x, y);
    }
    if (a instanceof Map<?, ?> x && b instanceof Map<?, ?> y) {
      return x.size() == y.size()
          && x.entrySet().stream()
              .allMatch(e -> y.containsKey(e.getKey()) && equal(e.getValue(), y.get(e.getKey())));
    }
    return a instanceof Undefined ? b instanceof Undefined : a.equals(b);
  }

  private static boolean equalItems(List<?> x, List<?> y) {
    if (x.size() != y.size()) {
      return false;
    }
    Iterator<?> other = y.iterator();
    for (Object item : x) {
      if (!equal(item, other.next())) {
        return false;
      }
    }
    return true;
  }

  /** Python's order; {@code operator} is for the message when there is none. */
  static int compare(@Nullable Object a, @Nullable Object b, String operator) {
    if (a instanceof Undefined missing) {
      throw missing.failure();
    }
    if (b instanceof Undefined missing) {
      throw missing.failure();
    }
    if (a != null && b != null && isNumber(a) && isNumber(b)) {
      double x = toDouble(a);
      double y = toDouble(b);
      return Double.isFinite(x) && Double.isFinite(y)
          ? exact(a).compareTo(exact(b))
          : Double.compare(x, y);
    }
    if (a instanceof String x && b instanceof String y) {
      return Text.compare(x, y);
    }
    if (a instanceof List<?> x
        && b instanceof List<?> y
        && a instanceof Tuple == b instanceof Tuple) {
      for (int i = 0; i < Math.min(x.size(), y.size()); i++) {
        if (!equal(x.get(i), y.get(i))) {
          return compare(x.get(i), y.get(i), operator);
        }
      }
      return Integer.compare(x.size(), y.size());
    }
    throw JinjaException.render(
        "'" + operator + "' is not supported between " + typeName(a) + " and " + typeName(b));
  }

  /** Python's {@code str(value)}, which is what {@code {{ value }}} prints. */
  static String str(@Nullable Object value) {
    return switch (value) {
      case String text -> text;
      case Undefined missing -> "";
      case null, default -> repr(value);
    };
  }

  /** Python's {@code repr(value)}. */
  static String repr(@Nullable Object value) {
    return switch (value) {
      case null -> "None";
      case Undefined missing -> "Undefined";
      case Boolean flag -> flag ? "True" : "False";
      case Long number -> number.toString();
      case BigInteger number -> number.toString();
      case Double number -> repr(number.doubleValue());
      case String text -> Text.repr(text);
      case Tuple tuple ->
          tuple.size() == 1 ? "(" + repr(tuple.get(0)) + ",)" : join("(", tuple, ")");
      case List<?> list -> join("[", list, "]");
      case Map<?, ?> map -> repr(map);
      case Iterables.View view -> view.type() + "(" + join("[", view.items(), "]") + ")";
      case Iterables.Range range ->
          "range("
              + range.start()
              + ", "
              + range.stop()
              + (range.step() == 1 ? ")" : ", " + range.step() + ")");
      case Macro macro -> "<Macro " + Text.repr(macro.name()) + ">";
      default -> "<" + typeName(value) + ">";
    };
  }

  private static String join(String open, List<?> items, String close) {
    var text = new StringBuilder(open);
    for (int i = 0; i < items.size(); i++) {
      text.append(i == 0 ? "" : ", ").append(repr(items.get(i)));
    }
    return text.append(close).toString();
  }

  private static String repr(Map<?, ?> map) {
    var text = new StringBuilder("{");
    map.forEach((key, value) ->
        text.append(text.length() == 1 ? "" : ", ")
            .append(repr(key))
            .append(": ")
            .append(repr(value)));
    return text.append('}').toString();
  }

  /** Shortest digits that read back as {@code value}, laid out as Python does. */
  static String repr(double value) {
    if (Double.isNaN(value)) {
      return "nan";
    }
    if (Double.isInfinite(value)) {
      return value > 0 ? "inf" : "-inf";
    }
    var sign = Double.compare(value, 0.0) < 0 ? "-" : "";
    if (value == 0) {
      return sign + "0.0";
    }
    var decimal = new BigDecimal(Double.toString(Math.abs(value))).stripTrailingZeros();
    if (decimal.precision() == 2) { // Java never prints fewer digits than two, Python may
      var shorter = decimal.round(new MathContext(1));
      decimal = shorter.doubleValue() == Math.abs(value) ? shorter.stripTrailingZeros() : decimal;
    }
    var digits = decimal.unscaledValue().toString();
    int exponent = digits.length() - decimal.scale() - 1; // of the first digit
    if (exponent < -4 || exponent >= 16) {
      var fraction = digits.length() > 1 ? "." + digits.substring(1) : "";
      return "%s%c%se%s%02d"
          .formatted(
              sign, digits.charAt(0), fraction, exponent < 0 ? "-" : "+", Math.abs(exponent));
    }
    var plain = decimal.toPlainString();
    return sign + (plain.indexOf('.') < 0 ? plain + ".0" : plain);
  }
}
