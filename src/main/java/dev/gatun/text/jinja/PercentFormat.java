package dev.gatun.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Python's {@code "..." % values}. */
final class PercentFormat {
  private static final Pattern SPEC =
      Pattern.compile("%(?:\\(([^)]*)\\))?([-+ 0#]*)(\\d+)?(?:\\.(\\d+))?([a-zA-Z%])");

  private PercentFormat() {}

  static String format(String format, @Nullable Object values) {
    List<?> positional = values instanceof Tuple tuple ? tuple : Arrays.asList(values);
    var spec = SPEC.matcher(format);
    var out = new StringBuilder();
    int next = 0;
    int end = 0;
    while (true) {
      int percent = format.indexOf('%', end);
      if (percent < 0) {
        break;
      }
      if (!spec.find(percent) || spec.start() != percent) {
        throw JinjaException.render("incomplete format in " + Text.repr(format));
      }
      out.append(format, end, percent);
      end = spec.end();
      if (spec.group(5).equals("%")) {
        out.append('%');
        continue;
      }
      Object value;
      if (spec.group(1) != null) {
        if (!(values instanceof Map<?, ?> map) || !map.containsKey(spec.group(1))) {
          throw JinjaException.render("the format needs a mapping with '" + spec.group(1) + "'");
        }
        value = map.get(spec.group(1));
      } else {
        if (next >= positional.size()) {
          throw JinjaException.render("not enough values for the format " + Text.repr(format));
        }
        value = positional.get(next++);
      }
      out.append(
          pad(
              convert(spec.group(5).charAt(0), spec.group(2), spec.group(4), value),
              spec.group(2),
              spec.group(3),
              value));
    }
    boolean spare = values instanceof Map || values instanceof List && !(values instanceof Tuple);
    if (next < positional.size() && !spare) { // Python lets whatever has items go unused
      throw JinjaException.render("more values than the format " + Text.repr(format) + " takes");
    }
    return out.append(format, end, format.length()).toString();
  }

  private static String convert(
      char conversion, String flags, @Nullable String precision, @Nullable Object value) {
    return switch (conversion) {
      case 's', 'r' -> {
        var text = conversion == 's' ? Values.str(value) : Values.repr(value);
        yield precision == null
            ? text
            : text.substring(
                0,
                text.offsetByCodePoints(
                    0, Math.min(Integer.parseInt(precision), Text.length(text))));
      }
      case 'd', 'i', 'u' -> signed(decimal(value).setScale(0, RoundingMode.DOWN), flags);
      case 'f', 'F' -> {
        int digits = precision == null ? 6 : Integer.parseInt(precision);
        yield signed(decimal(value).setScale(digits, RoundingMode.HALF_EVEN), flags);
      }
      case 'x' -> decimal(value).toBigInteger().toString(16);
      case 'X' -> decimal(value).toBigInteger().toString(16).toUpperCase(Locale.ROOT);
      case 'o' -> decimal(value).toBigInteger().toString(8);
      default -> throw JinjaException.render("the format %" + conversion + " is not supported");
    };
  }

  private static String signed(BigDecimal number, String flags) {
    var text = number.toPlainString();
    if (number.signum() >= 0 && flags.contains("+")) {
      return "+" + text;
    }
    return number.signum() >= 0 && flags.contains(" ") ? " " + text : text;
  }

  private static BigDecimal decimal(@Nullable Object value) {
    return switch (value) {
      case Double number when Double.isFinite(number) -> new BigDecimal(number);
      case Long number -> BigDecimal.valueOf(number);
      case Boolean flag -> flag ? BigDecimal.ONE : BigDecimal.ZERO;
      case BigInteger number -> new BigDecimal(number);
      case Undefined missing -> throw missing.failure();
      case null, default ->
          throw JinjaException.render("the format needs a number, not " + Values.typeName(value));
    };
  }

  private static String pad(
      String text, String flags, @Nullable String width, @Nullable Object value) {
    int missing = width == null ? 0 : Integer.parseInt(width) - Text.length(text);
    if (missing <= 0) {
      return text;
    }
    if (flags.contains("-")) {
      return text + " ".repeat(missing);
    }
    if (flags.contains("0") && Values.isNumber(value)) {
      int sign = text.startsWith("-") || text.startsWith("+") || text.startsWith(" ") ? 1 : 0;
      return text.substring(0, sign) + "0".repeat(missing) + text.substring(sign);
    }
    return " ".repeat(missing) + text;
  }
}
