package dev.gatun.text.jinja;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Copies what a caller passes in into values of this package; anything else is refused here. */
final class Inputs {
  private static final int MAX_DEPTH = 200;

  private Inputs() {}

  static @Nullable Object value(@Nullable Object input, String path) {
    return value(input, path, 0);
  }

  private static @Nullable Object value(@Nullable Object input, String path, int depth) {
    if (depth > MAX_DEPTH) {
      throw JinjaException.render("'" + path + "' is nested too deeply");
    }
    return switch (input) {
      case null -> null;
      case Boolean flag -> flag;
      case String text -> text;
      case Character c -> c.toString();
      case Byte number -> number.longValue();
      case Short number -> number.longValue();
      case Integer number -> number.longValue();
      case Long number -> number;
      case BigInteger number -> Values.integer(number);
      case Float number -> Double.valueOf(number.toString());
      case Double number -> number;
      case BigDecimal number -> number.doubleValue();
      case List<?> list -> list(list, path, depth);
      case Object[] array -> list(List.of(array), path, depth);
      case Map<?, ?> map -> map(map, path, depth);
      default ->
          throw JinjaException.render(
              "'"
                  + path
                  + "' is a "
                  + input.getClass().getName()
                  + ": a template takes null, booleans, numbers, strings, lists and maps");
    };
  }

  private static List<@Nullable Object> list(List<?> list, String path, int depth) {
    List<@Nullable Object> copy = new ArrayList<>(list.size());
    for (Object item : list) {
      copy.add(value(item, path + "[" + copy.size() + "]", depth + 1));
    }
    return copy;
  }

  private static Map<Object, @Nullable Object> map(Map<?, ?> map, String path, int depth) {
    Map<Object, @Nullable Object> copy = new LinkedHashMap<>();
    map.forEach((key, item) -> {
      if (!(key instanceof String name)) {
        throw JinjaException.render("'" + path + "' has a key that is not a string");
      }
      copy.put(name, value(item, path + "." + name, depth + 1));
    });
    return copy;
  }
}
