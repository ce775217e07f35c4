package dev.gatun.text.jinja;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Python's {@code json.dumps}, with the defaults of transformers' {@code tojson} filter. */
final class Json {
  private final boolean ascii;
  private final @Nullable String indent;
  private final String itemSeparator;
  private final String keySeparator;
  private final boolean sorted;
  private final StringBuilder out = new StringBuilder();

  private Json(
      boolean ascii,
      @Nullable String indent,
      String itemSeparator,
      String keySeparator,
      boolean sorted) {
    this.ascii = ascii;
    this.indent = indent;
    this.itemSeparator = itemSeparator;
    this.keySeparator = keySeparator;
    this.sorted = sorted;
  }

  /** The filter {@code value | tojson(ensure_ascii, indent, separators, sort_keys)}. */
  static String filter(@Nullable Object value, Arguments args) {
    var bound = args.bind("tojson", 0, "ensure_ascii", "indent", "separators", "sort_keys");
    var indent =
        switch (bound.get(1)) {
          case null -> null;
          case String text -> text;
          default -> " ".repeat(Math.max(0, bound.number(1, 0)));
        };
    var items = indent == null ? ", " : ",";
    var keys = ": ";
    if (bound.get(2) != null) {
      var separators = Iterables.list(bound.get(2));
      if (separators.size() != 2) {
        throw JinjaException.render("tojson: separators are two strings");
      }
      items = Values.str(separators.get(0));
      keys = Values.str(separators.get(1));
    }
    var json = new Json(bound.flag(0, false), indent, items, keys, bound.flag(3, false));
    json.write(value, 0);
    return json.out.toString();
  }

  private void write(@Nullable Object value, int depth) {
    switch (value) {
      case null -> out.append("null");
      case Boolean flag -> out.append(flag);
      case Long number -> out.append(number.longValue());
      case BigInteger number -> out.append(number);
      case Double number -> out.append(number(number));
      case String text -> string(text);
      case List<?> list -> list(list, depth);
      case Map<?, ?> map -> map(map, depth);
      default ->
          throw JinjaException.render(
              "tojson: "
                  + Values.typeName(value)
                  + " is not JSON"
                  + (value instanceof Undefined missing ? ": " + missing.reason() : ""));
    }
  }

  private static String number(double number) {
    if (Double.isNaN(number)) {
      return "NaN";
    }
    return Double.isInfinite(number)
        ? (number > 0 ? "Infinity" : "-Infinity")
        : Values.repr(number);
  }

  private void list(List<?> list, int depth) {
    if (list.isEmpty()) {
      out.append("[]");
      return;
    }
    out.append('[');
    boolean first = true;
    for (Object item : list) {
      separate(first, depth + 1);
      first = false;
      write(item, depth + 1);
    }
    newLine(depth);
    out.append(']');
  }

  private void map(Map<?, ?> map, int depth) {
    if (map.isEmpty()) {
      out.append("{}");
      return;
    }
    out.append('{');
    boolean first = true;
    var entries = map.entrySet().stream();
    if (sorted) {
      entries = entries.sorted(Comparator.comparing(Map.Entry::getKey, Json::order));
    }
    for (var entry : entries.toList()) {
      separate(first, depth + 1);
      first = false;
      string(key(entry.getKey()));
      out.append(keySeparator);
      write(entry.getValue(), depth + 1);
    }
    newLine(depth);
    out.append('}');
  }

  private static int order(@Nullable Object a, @Nullable Object b) {
    return Values.compare(a, b, "<");
  }

  private static String key(@Nullable Object key) {
    return switch (key) {
      case String text -> text;
      case null -> "null";
      case Boolean flag -> flag.toString();
      case Double number -> number(number);
      case Long number -> number.toString();
      default -> throw JinjaException.render("tojson: a key cannot be " + Values.typeName(key));
    };
  }

  private void separate(boolean first, int depth) {
    if (!first) {
      out.append(itemSeparator);
    }
    newLine(depth);
  }

  private void newLine(int depth) {
    if (indent != null) {
      out.append('\n').append(indent.repeat(depth));
    }
  }

  private void string(String text) {
    out.append('"');
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '"' -> out.append("\\\"");
        case '\\' -> out.append("\\\\");
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        case '\f' -> out.append("\\f");
        case '\b' -> out.append("\\b");
        default -> {
          if (c < 0x20 || ascii && c > 0x7e) {
            out.append("\\u%04x".formatted((int) c));
          } else {
            out.append(c);
          }
        }
      }
    }
    out.append('"');
  }
}
