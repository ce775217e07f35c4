package dev.gatun.text.jinja;

import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The functions every chat template can call. */
final class Globals {
  private Globals() {}

  static Scope scope(Clock clock) {
    var scope = new Scope(null);
    define(scope, "range", Globals::range);
    define(scope, "dict", Globals::dict);
    define(scope, "namespace", Globals::namespace);
    define(scope, "cycler", args -> new Cycler(args.positional()));
    define(scope, "joiner", Globals::joiner);
    define(
        scope,
        "raise_exception",
        args -> {
          var message = args.bind("raise_exception", 1, "message").get(0);
          throw JinjaException.raised(Values.str(message));
        });
    define(
        scope,
        "strftime_now",
        args ->
            Strftime.format(
                args.bind("strftime_now", 1, "format").text(0), ZonedDateTime.now(clock)));
    return scope;
  }

  private static void define(Scope scope, String name, Callable body) {
    scope.set(name, new Function(name, body));
  }

  private static Object range(Arguments args) {
    var given = args.positional();
    if (given.isEmpty() || given.size() > 3 || !args.named().isEmpty()) {
      throw JinjaException.render("range() takes 1 to 3 whole numbers");
    }
    var numbers = new long[given.size()];
    for (int i = 0; i < numbers.length; i++) {
      if (given.get(i) instanceof Undefined missing) {
        throw missing.failure();
      }
      if (!(given.get(i) instanceof Long || given.get(i) instanceof Boolean)) {
        throw JinjaException.render(
            "range() takes whole numbers, not " + Values.typeName(given.get(i)));
      }
      numbers[i] = (long) Values.toDouble(given.get(i));
    }
    long start = numbers.length > 1 ? numbers[0] : 0;
    long stop = numbers[numbers.length > 1 ? 1 : 0];
    var range = new Iterables.Range(start, stop, numbers.length > 2 ? numbers[2] : 1);
    if (range.step() == 0) {
      throw JinjaException.render("range() cannot have step 0");
    }
    if (range.length() > Iterables.Range.MAX_LENGTH) {
      throw JinjaException.render(
          "range() of more than " + Iterables.Range.MAX_LENGTH + " numbers is refused");
    }
    return range;
  }

  private static Map<@Nullable Object, @Nullable Object> dict(Arguments args) {
    Map<@Nullable Object, @Nullable Object> map = new LinkedHashMap<>();
    for (Object source : args.positional()) {
      if (source instanceof Map<?, ?> other) {
        map.putAll(other);
      } else {
        for (Object pair : Iterables.list(source)) {
          var items = Iterables.list(pair);
          if (items.size() != 2) {
            throw JinjaException.render("dict() takes a mapping or pairs");
          }
          map.put(items.get(0), items.get(1));
        }
      }
    }
    map.putAll(args.named());
    return map;
  }

  private static Namespace namespace(Arguments args) {
    Map<String, @Nullable Object> attributes = new HashMap<>();
    dict(args).forEach((name, value) -> attributes.put(Values.str(name), value));
    return new Namespace(attributes);
  }

  /** Nothing at the first call, the separator at all later ones. */
  private static Object joiner(Arguments args) {
    var separator = args.bind("joiner", 0, "sep").text(0, ", ");
    var used = new boolean[1];
    return new Function(
        "joiner",
        none -> {
          boolean first = !used[0];
          used[0] = true;
          return first ? "" : separator;
        });
  }

  /** {@code cycler(...)}: hands out its items in turn. */
  static final class Cycler {
    private final List<@Nullable Object> items;
    private int position;

    Cycler(List<@Nullable Object> items) {
      if (items.isEmpty()) {
        throw JinjaException.render("cycler() needs at least one item");
      }
      this.items = items;
    }

    @Nullable Object attribute(String name) {
      return switch (name) {
        case "current" -> items.get(position);
        case "next" ->
            new Function(
                name,
                args -> {
                  var item = items.get(position);
                  position = (position + 1) % items.size();
                  return item;
                });
        case "reset" ->
            new Function(
                name,
                args -> {
                  position = 0;
                  return null;
                });
        default -> null;
      };
    }
  }
}
