package dev.gatun.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Arithmetic and membership, with Python's types and rounding. */
final class Operators {
  /** Longest string or list that {@code *} makes; a template that asks for more is broken. */
  private static final int MAX_REPEATED = 10_000_000;

  private static final int MAX_EXPONENT = 10_000;

  private Operators() {}

  static @Nullable Object binary(String operator, @Nullable Object a, @Nullable Object b) {
    if (a instanceof Undefined missing) {
      throw missing.failure();
    }
    if (operator.equals("%") && a instanceof String format) {
      return PercentFormat.format(format, b);
    }
    if (b instanceof Undefined missing) {
      throw missing.failure();
    }
    if (a != null && b != null && Values.isNumber(a) && Values.isNumber(b)) {
      return arithmetic(operator, a, b);
    }
    if (operator.equals("+")) {
      return add(a, b);
    }
    if (operator.equals("*") && a != null && b != null) {
      if (isWhole(b)) {
        return repeat(a, b);
      }
      if (isWhole(a)) {
        return repeat(b, a);
      }
    }
    throw unsupported(operator, a, b);
  }

  private static JinjaException unsupported(
      String operator, @Nullable Object a, @Nullable Object b) {
    return JinjaException.render(
        "'" + operator + "' does not work on " + Values.typeName(a) + " and " + Values.typeName(b));
  }

  private static Object add(@Nullable Object a, @Nullable Object b) {
    if (a instanceof String x && b instanceof String y) {
      return x + y;
    }
    if (a instanceof List<?> x
        && b instanceof List<?> y
        && a instanceof Tuple == b instanceof Tuple) {
      List<@Nullable Object> joined = new ArrayList<>(x);
      joined.addAll(y);
      return a instanceof Tuple ? new Tuple(joined) : joined;
    }
    if (a instanceof String || b instanceof String) {
      throw JinjaException.render(
          "'+' joins a string only with a string, not "
              + Values.typeName(a)
              + " and "
              + Values.typeName(b)
              + " ('~' joins anything)");
    }
    throw unsupported("+", a, b);
  }

  static boolean isWhole(@Nullable Object value) {
    return value instanceof Long || value instanceof Boolean || value instanceof BigInteger;
  }

  static BigInteger whole(Object value) {
    return switch (value) {
      case Boolean flag -> flag ? BigInteger.ONE : BigInteger.ZERO;
      case Long number -> BigInteger.valueOf(number);
      default -> (BigInteger) value;
    };
  }

  private static Object repeat(Object sequence, Object count) {
    var times = whole(count).max(BigInteger.ZERO);
    var length = sequence instanceof String text ? text.length() : 1;
    if (sequence instanceof List<?> list) {
      length = list.size();
    }
    if (times.multiply(BigInteger.valueOf(length)).bitLength() > 31
        || times.intValue() * (long) length > MAX_REPEATED) {
      throw JinjaException.render("'*' would make more than " + MAX_REPEATED + " items");
    }
    if (sequence instanceof String text) {
      return text.repeat(times.intValue());
    }
    if (sequence instanceof List<?> list) {
      List<@Nullable Object> repeated = new ArrayList<>();
      for (int i = 0; i < times.intValue(); i++) {
        repeated.addAll(list);
      }
      return sequence instanceof Tuple ? new Tuple(repeated) : repeated;
    }
    throw unsupported("*", sequence, count);
  }

  private static Object arithmetic(String operator, Object a, Object b) {
    if (operator.equals("/")) {
      return divide(a, b);
    }
    if (isWhole(a) && isWhole(b)) {
      return whole(operator, whole(a), whole(b));
    }
    double x = Values.toDouble(a);
    double y = Values.toDouble(b);
    return switch (operator) {
      case "+" -> x + y;
      case "-" -> x - y;
      case "*" -> x * y;
      case "//" -> Math.floor((x - modulo(x, nonZero(y))) / y + 0.5);
      case "%" -> modulo(x, nonZero(y));
      default -> Math.pow(x, y);
    };
  }

  private static Object whole(String operator, BigInteger x, BigInteger y) {
    return switch (operator) {
      case "+" -> Values.integer(x.add(y));
      case "-" -> Values.integer(x.subtract(y));
      case "*" -> Values.integer(x.multiply(y));
      case "//" -> Values.integer(floorDivide(x, nonZero(y)));
      case "%" -> Values.integer(x.subtract(floorDivide(x, nonZero(y)).multiply(y)));
      default -> power(x, y);
    };
  }

  private static Object power(BigInteger x, BigInteger y) {
    if (y.signum() < 0) {
      return Math.pow(x.doubleValue(), y.doubleValue());
    }
    if (y.bitLength() > 31 || (long) x.bitLength() * y.intValue() > MAX_EXPONENT) {
      throw JinjaException.render("'**' would make too large a number");
    }
    return Values.integer(x.pow(y.intValue()));
  }

  private static BigInteger floorDivide(BigInteger x, BigInteger y) {
    var parts = x.divideAndRemainder(y);
    return parts[1].signum() != 0 && parts[1].signum() != y.signum()
        ? parts[0].subtract(BigInteger.ONE)
        : parts[0];
  }

  private static double divide(Object a, Object b) {
    if (isWhole(a) && isWhole(b)) {
      // Correctly rounded even where an operand is beyond a double's 53 bits.
      var y = new BigDecimal(nonZero(whole(b)));
      return new BigDecimal(whole(a)).divide(y, MathContext.DECIMAL128).doubleValue();
    }
    return Values.toDouble(a) / nonZero(Values.toDouble(b));
  }

  private static double modulo(double x, double y) {
    double remainder = x % y;
    return remainder != 0 && remainder < 0 != y < 0 ? remainder + y : remainder;
  }

  private static BigInteger nonZero(BigInteger divisor) {
    if (divisor.signum() == 0) {
      throw JinjaException.render("division by zero");
    }
    return divisor;
  }

  private static double nonZero(double divisor) {
    if (divisor == 0) {
      throw JinjaException.render("division by zero");
    }
    return divisor;
  }

  static Object sign(String operator, @Nullable Object value) {
    boolean minus = operator.equals("-");
    return switch (value) {
      case Undefined missing -> throw missing.failure();
      case Double number -> minus ? -number : number;
      case null -> throw JinjaException.render("no sign can stand before NoneType");
      case Object number when isWhole(number) ->
          Values.integer(minus ? whole(value).negate() : whole(value));
      default -> throw JinjaException.render("no sign can stand before " + Values.typeName(value));
    };
  }

  static boolean compare(String operator, @Nullable Object a, @Nullable Object b) {
    return switch (operator) {
      case "==" -> Values.equal(a, b);
      case "!=" -> !Values.equal(a, b);
      case "in" -> contains(b, a);
      case "not in" -> !contains(b, a);
      default -> {
        int order = Values.compare(a, b, operator);
        boolean nan = a instanceof Double x && x.isNaN() || b instanceof Double y && y.isNaN();
        yield !nan
            && switch (operator) {
              case "<" -> order < 0;
              case "<=" -> order <= 0;
              case ">" -> order > 0;
              default -> order >= 0;
            };
      }
    };
  }

  static boolean contains(@Nullable Object container, @Nullable Object item) {
    if (container instanceof String text) {
      if (item instanceof String part) {
        return text.contains(part);
      }
      throw JinjaException.render("'in' a string looks for a string, not " + Values.typeName(item));
    }
    if (container instanceof Map<?, ?> map) {
      return map.containsKey(item);
    }
    if (!Iterables.isIterable(container)) {
      throw JinjaException.render(
          "'in' needs something to look in, not " + Values.typeName(container));
    }
    return Iterables.list(container).stream().anyMatch(each -> Values.equal(each, item));
  }
}
