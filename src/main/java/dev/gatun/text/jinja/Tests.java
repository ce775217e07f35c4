package dev.gatun.text.jinja;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tests that follow {@code is}. */
final class Tests {
  private Tests() {}

  static boolean apply(String name, @Nullable Object value, Arguments args) {
    return switch (name) {
      case "defined" -> plain(name, args, !(value instanceof Undefined));
      case "undefined" -> plain(name, args, value instanceof Undefined);
      case "none" -> plain(name, args, value == null);
      case "boolean" -> plain(name, args, value instanceof Boolean);
      case "true" -> plain(name, args, Boolean.TRUE.equals(value));
      case "false" -> plain(name, args, Boolean.FALSE.equals(value));
      case "integer" -> plain(name, args, Operators.isWhole(value) && !(value instanceof Boolean));
      case "float" -> plain(name, args, value instanceof Double);
      case "number" -> plain(name, args, Values.isNumber(value));
      case "string" -> plain(name, args, value instanceof String);
      case "mapping" -> plain(name, args, value instanceof Map);
      case "sequence" -> plain(name, args, isSequence(value));
      case "iterable" -> plain(name, args, Iterables.isIterable(value));
      case "callable" ->
          plain(
              name,
              args,
              value instanceof Callable
                  || value instanceof LoopState
                  || value instanceof Undefined); // Jinja's undefined has a call, which fails
      case "lower" -> plain(name, args, StringMethods.isLower(Values.str(value)));
      case "upper" -> plain(name, args, StringMethods.isUpper(Values.str(value)));
      case "escaped" -> plain(name, args, false);
      case "odd" -> plain(name, args, remainder(value, 2L) == 1);
      case "even" -> plain(name, args, remainder(value, 2L) == 0);
      case "divisibleby" -> remainder(value, args.bind(name, 1, "num").get(0)) == 0;
      case "sameas" -> isSame(value, args.bind(name, 1, "other").get(0));
      case "in" -> Operators.contains(args.bind(name, 1, "seq").get(0), value);
      case "filter" -> plain(name, args, value instanceof String filter && Filters.exists(filter));
      case "test" -> plain(name, args, value instanceof String test && exists(test));
      case "eq", "equalto", "==" -> compare("==", name, value, args);
      case "ne", "!=" -> compare("!=", name, value, args);
      case "lt", "lessthan", "<" -> compare("<", name, value, args);
      case "le", "<=" -> compare("<=", name, value, args);
      case "gt", "greaterthan", ">" -> compare(">", name, value, args);
      case "ge", ">=" -> compare(">=", name, value, args);
      default -> throw JinjaException.render("there is no test named '" + name + "'");
    };
  }

  private static final List<String> NAMES =
      List.of(
          "defined undefined none boolean true false integer float number string mapping sequence"
              .concat(
                  " iterable callable lower upper escaped odd even divisibleby sameas in filter")
              .concat(" test eq equalto == ne != lt lessthan < le <= gt greaterthan > ge >=")
              .split(" "));

  private static boolean exists(String name) {
    return NAMES.contains(name);
  }

  private static boolean plain(String name, Arguments args, boolean result) {
    args.bind(name, 0);
    return result;
  }

  private static boolean compare(
      String operator, String name, @Nullable Object value, Arguments args) {
    return Operators.compare(operator, value, args.bind(name, 1, "other").get(0));
  }

  private static boolean isSequence(@Nullable Object value) {
    return value instanceof List
        || value instanceof Map
        || value instanceof String
        || value instanceof Undefined
        || value instanceof Iterables.Range;
  }

  private static double remainder(@Nullable Object value, @Nullable Object divisor) {
    if (Operators.binary("%", value, divisor) instanceof Number remainder) {
      return remainder.doubleValue();
    }
    throw JinjaException.render("the test needs a number, not " + Values.typeName(value));
  }

  private static boolean isSame(@Nullable Object a, @Nullable Object b) {
    return a == b
        || Values.typeName(a).equals(Values.typeName(b))
            && !(a instanceof List || a instanceof Map)
            && Values.equal(a, b);
  }
}
