package dev.gatun.torch;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What an operator takes and returns, read from the text that libtorch gives: {@code
 * aten::add.Tensor(Tensor self, Tensor other, *, Scalar alpha=1) -> Tensor}.
 *
 * @param name {@code aten::add}
 * @param overload {@code Tensor}, or empty
 * @param results types, with names where the schema gives them
 */
public record Schema(
    String name, String overload, List<Argument> arguments, List<Result> results, String text) {

  /**
   * An argument.
   *
   * @param type as the schema writes it, without marks of aliases
   * @param defaultValue as the schema writes it; null where the argument must be given
   * @param keywordOnly stands after the {@code *}; to Java it is an argument like any other
   * @param mutated the operator writes to it
   */
  public record Argument(
      String name, Type type, @Nullable String defaultValue, boolean keywordOnly, boolean mutated) {
    /**
     * Whether a Java value can stand for it. A list whose length the schema fixes has that length,
     * or one element for all places; or none where none is the default. libtorch's own Python reads
     * whatever is there, and operators reach beyond what is not.
     */
    boolean accepts(@Nullable Object value) {
      if (!type.accepts(value)) return false;
      if (type.length < 2 || value == null) return true;
      var given =
          switch (value) {
            case long[] numbers -> numbers.length;
            case int[] numbers -> numbers.length;
            case double[] numbers -> numbers.length;
            case boolean[] flags -> flags.length;
            case Shape shape -> shape.dim();
            case List<?> items -> items.size();
            default -> 1;
          };
      return given == type.length || given == 1 || (given == 0 && "[]".equals(defaultValue));
    }
  }

  /** A result; its name is empty where the schema has none. */
  public record Result(String name, Type type) {}

  /**
   * A type: {@code int[2]?} is an optional list, of fixed length 2, of int.
   *
   * @param base {@code Tensor}, {@code int}, ...; of lists the innermost element's
   * @param element of a list; null when it is none
   * @param length of a list that the schema fixes, else -1
   */
  public record Type(String base, @Nullable Type element, long length, boolean optional) {
    private static final Map<String, Class<?>> ENUMS =
        Map.of(
            "ScalarType", DType.class,
            "Layout", Layout.class,
            "MemoryFormat", MemoryFormat.class);
    private static final Set<String> UNCHECKED = Set.of("Any", "QScheme");

    static Type parse(String text) {
      var end = 0;
      while (end < text.length() && "([?".indexOf(text.charAt(end)) < 0) end++;
      // Interned: accepts() compares it with constants, at each call of an operator.
      var type = new Type(text.substring(0, end).intern(), null, -1, false);
      for (var at = end; at < text.length(); ) {
        var closing = text.indexOf(text.charAt(at) == '(' ? ')' : ']', at);
        switch (text.charAt(at)) {
          case '(' -> at = closing + 1; // (a!): which results share its memory
          case '[' -> {
            var length = closing == at + 1 ? -1 : Long.parseLong(text.substring(at + 1, closing));
            type = new Type(type.base, type, length, false);
            at = closing + 1;
          }
          case '?' -> {
            type = new Type(type.base, type.element, type.length, true);
            at++;
          }
          default -> throw new IllegalArgumentException("not a type of an operator: " + text);
        }
      }
      return type;
    }

    /** Whether a Java value can stand for it; libtorch converts the numbers. */
    boolean accepts(@Nullable Object value) {
      if (value == null) return optional;
      if (element != null) return acceptsList(value);
      return switch (base) {
        case "Tensor" -> value instanceof Tensor;
        case "int", "SymInt" -> isWhole(value);
        case "float", "SymFloat" -> isNumber(value);
        case "Scalar" -> isNumber(value) || value instanceof Boolean;
        case "bool", "SymBool" -> value instanceof Boolean;
        case "str" -> value instanceof String;
        case "Device" -> value instanceof Device || value instanceof String;
        case "Generator" -> value instanceof Generator;
        case "ScalarType", "Layout", "MemoryFormat" ->
            ENUMS.get(base).isInstance(value) || isWhole(value);
        default -> UNCHECKED.contains(base) || value instanceof Opaque;
      };
    }

    private boolean acceptsList(Object value) {
      if (element == null) return false;
      // A single number stands for a list of itself where the schema gives the length, as in
      // PyTorch.
      if (length >= 0 && isWhole(value)) return element.accepts(value);
      return switch (value) {
        case long[] _, int[] _, Shape _ -> element.acceptsArrayOf("int", "SymInt", "Scalar");
        case double[] _ -> element.acceptsArrayOf("float", "SymFloat", "Scalar");
        case boolean[] _ -> element.acceptsArrayOf("bool");
        case List<?> items -> {
          for (var item : items) {
            if (!element.accepts(item)) yield false;
          }
          yield true;
        }
        default -> false;
      };
    }

    private boolean acceptsArrayOf(String... bases) {
      return element == null && List.of(bases).contains(base);
    }

    private static boolean isWhole(Object value) {
      return value instanceof Long || value instanceof Integer;
    }

    private static boolean isNumber(Object value) {
      return isWhole(value) || value instanceof Double || value instanceof Float;
    }

    /** As the schema writes it. */
    @Override
    public String toString() {
      var text = element == null ? base : element + "[" + (length < 0 ? "" : length) + "]";
      return optional ? text + "?" : text;
    }
  }

  static Schema parse(String text) {
    var open = text.indexOf('(');
    var close = closing(text, open);
    var name = text.substring(0, open);
    var dot = name.indexOf('.');
    var arguments = new ArrayList<Argument>();
    var keywordOnly = false;
    for (var part : split(text.substring(open + 1, close))) {
      if (part.equals("*")) {
        keywordOnly = true;
      } else {
        arguments.add(argument(part, keywordOnly));
      }
    }
    var returned = text.substring(text.indexOf("->", close) + 2).strip();
    var results =
        (returned.startsWith("(")
                ? split(returned.substring(1, returned.length() - 1))
                : List.of(returned))
            .stream().map(Schema::result).toList();
    return new Schema(
        dot < 0 ? name : name.substring(0, dot),
        dot < 0 ? "" : name.substring(dot + 1),
        List.copyOf(arguments),
        results,
        text);
  }

  private static Argument argument(String part, boolean keywordOnly) {
    var equals = part.indexOf('=');
    var declared = equals < 0 ? part : part.substring(0, equals);
    var space = declared.lastIndexOf(' ');
    if (space < 0) return new Argument("", Type.parse(declared), null, keywordOnly, false); // "..."
    var type = declared.substring(0, space);
    return new Argument(
        declared.substring(space + 1),
        Type.parse(type),
        equals < 0 ? null : part.substring(equals + 1),
        keywordOnly,
        type.contains("!"));
  }

  private static Result result(String part) {
    // "Dict(Tensor, Tensor)" has a space of its own
    var space = part.endsWith(")") ? -1 : part.lastIndexOf(' ');
    return space < 0
        ? new Result("", Type.parse(part))
        : new Result(part.substring(space + 1), Type.parse(part.substring(0, space)));
  }

  /** Parts between commas that are inside neither brackets nor quotes. */
  private static List<String> split(String text) {
    var parts = new ArrayList<String>();
    var depth = 0;
    var quote = (char) 0;
    var start = 0;
    for (var i = 0; i < text.length(); i++) {
      var c = text.charAt(i);
      if (quote != 0) {
        if (c == quote) quote = 0;
      } else if (c == '"' || c == '\'') {
        quote = c;
      } else if (c == '(' || c == '[') {
        depth++;
      } else if (c == ')' || c == ']') {
        depth--;
      } else if (c == ',' && depth == 0) {
        parts.add(text.substring(start, i).strip());
        start = i + 1;
      }
    }
    var last = text.substring(start).strip();
    if (!last.isEmpty()) parts.add(last);
    return parts;
  }

  private static int closing(String text, int open) {
    var depth = 0;
    for (var i = open; i < text.length(); i++) {
      if (text.charAt(i) == '(') depth++;
      if (text.charAt(i) == ')' && --depth == 0) return i;
    }
    throw new IllegalArgumentException("not a schema: " + text);
  }
}
