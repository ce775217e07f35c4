package dev.gatun.text.jinja;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arguments of one call. */
record Arguments(List<@Nullable Object> positional, Map<String, @Nullable Object> named) {
  static final Arguments NONE = new Arguments(List.of(), Map.of());

  static Arguments of(@Nullable Object... values) {
    return new Arguments(Arrays.asList(values), Map.of());
  }

  /** These arguments matched with a function's parameters, of which the first few are required. */
  Bound bind(String function, int required, String... parameters) {
    if (positional.size() > parameters.length) {
      throw JinjaException.render(
          function
              + "() takes at most "
              + parameters.length
              + " arguments, not "
              + positional.size());
    }
    var values = new @Nullable Object[parameters.length];
    var given = new boolean[parameters.length];
    for (int i = 0; i < positional.size(); i++) {
      values[i] = positional.get(i);
      given[i] = true;
    }
    named.forEach((name, value) -> {
      int at = List.of(parameters).indexOf(name);
      if (at < 0) {
        throw JinjaException.render(function + "() has no argument '" + name + "'");
      }
      if (given[at]) {
        throw JinjaException.render(function + "() got '" + name + "' twice");
      }
      values[at] = value;
      given[at] = true;
    });
    for (int i = 0; i < required; i++) {
      if (!given[i]) {
        throw JinjaException.render(function + "() needs the argument '" + parameters[i] + "'");
      }
    }
    return new Bound(function, parameters, values, given);
  }

  /** Arguments by the place of their parameter. */
  record Bound(String function, String[] parameters, @Nullable Object[] values, boolean[] given) {
    @Nullable Object get(int at) {
      return values[at];
    }

    @Nullable Object get(int at, @Nullable Object byDefault) {
      return given[at] ? values[at] : byDefault;
    }

    String text(int at) {
      if (values[at] instanceof String text) {
        return text;
      }
      throw wrong(at, "a string");
    }

    String text(int at, String byDefault) {
      return given[at] ? text(at) : byDefault;
    }

    int number(int at, int byDefault) {
      if (!given[at]) {
        return byDefault;
      }
      return switch (values[at]) {
        case Long number -> Math.clamp(number, Integer.MIN_VALUE, Integer.MAX_VALUE);
        case Boolean flag -> flag ? 1 : 0;
        case null, default -> throw wrong(at, "a whole number");
      };
    }

    boolean flag(int at, boolean byDefault) {
      return given[at] ? Values.truth(values[at]) : byDefault;
    }

    private JinjaException wrong(int at, String wanted) {
      if (values[at] instanceof Undefined missing) {
        return missing.failure();
      }
      return JinjaException.render(
          function
              + "(): '"
              + parameters[at]
              + "' must be "
              + wanted
              + ", not "
              + Values.typeName(values[at]));
    }
  }
}
