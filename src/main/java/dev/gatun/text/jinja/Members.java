package dev.gatun.text.jinja;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * {@code a.b} and {@code a[b]}. The dot looks for a method first and an item second, brackets the
 * other way round; what neither finds is undefined, and what would change a value is refused.
 */
final class Members {
  private static final Set<String> CHANGE_LIST =
      Set.of("append", "clear", "pop", "reverse", "insert", "sort", "extend", "remove");
  private static final Set<String> CHANGE_MAP =
      Set.of("clear", "pop", "popitem", "setdefault", "update");

  private Members() {}

  static @Nullable Object attribute(@Nullable Object target, String name) {
    if (target instanceof Undefined missing) {
      throw missing.failure();
    }
    var method = method(target, name);
    return method != null ? method : find(target, name);
  }

  static @Nullable Object item(@Nullable Object target, @Nullable Object key) {
    if (target instanceof Undefined missing) {
      throw missing.failure();
    }
    var found = find(target, key);
    if (found instanceof Undefined && key instanceof String name) {
      var method = method(target, name);
      return method != null ? method : found;
    }
    return found;
  }

  /** The path {@code a.b.0} that filters take as {@code attribute}. */
  static @Nullable Object path(@Nullable Object target, @Nullable Object path) {
    if (!(path instanceof String names)) {
      return path == null ? target : item(target, path);
    }
    var value = target;
    for (var part : names.split("\\.", -1)) {
      boolean number = !part.isEmpty() && part.chars().allMatch(Character::isDigit);
      value = item(value, number ? (Object) Long.valueOf(part) : part);
    }
    return value;
  }

  private static @Nullable Object find(@Nullable Object target, @Nullable Object key) {
    if (target instanceof Map<?, ?> map) {
      return map.containsKey(key) ? map.get(key) : Undefined.member(target, key);
    }
    if (target instanceof Namespace namespace && key instanceof String name) {
      return namespace.attributes().containsKey(name)
          ? namespace.attributes().get(name)
          : Undefined.member(target, key);
    }
    boolean index = key instanceof Long || key instanceof Boolean;
    if (index && (target instanceof List || target instanceof String || isRange(target))) {
      long length = Iterables.length(target).orElseThrow();
      long at = key instanceof Long number ? number : (Boolean) key ? 1 : 0;
      at = at < 0 ? at + length : at;
      if (at >= 0 && at < length) {
        return at(target, (int) at);
      }
    }
    return Undefined.member(target, key);
  }

  private static boolean isRange(@Nullable Object value) {
    return value instanceof Iterables.Range;
  }

  private static @Nullable Object at(Object sequence, int index) {
    return switch (sequence) {
      case List<?> list -> list.get(index);
      case Iterables.Range range -> range.start() + index * range.step();
      default -> {
        var text = (String) sequence;
        int start = text.offsetByCodePoints(0, index);
        yield Character.toString(text.codePointAt(start));
      }
    };
  }

  private static @Nullable Object method(@Nullable Object target, String name) {
    if (target == null) {
      return null;
    }
    if (name.startsWith("_")) {
      return name.startsWith("__") ? Undefined.unsafe(target, name) : null;
    }
    return switch (target) {
      case String text -> StringMethods.find(text, name);
      case Map<?, ?> map ->
          CHANGE_MAP.contains(name) ? Undefined.unsafe(map, name) : mapMethod(map, name);
      case Tuple group when group.isGroup() && name.equals("grouper") -> group.get(0);
      case Tuple group when group.isGroup() && name.equals("list") -> group.get(1);
      case Tuple tuple -> listMethod(tuple, name);
      case List<?> list ->
          CHANGE_LIST.contains(name) ? Undefined.unsafe(list, name) : listMethod(list, name);
      case LoopState loop -> loop.attribute(name);
      case Globals.Cycler cycler -> cycler.attribute(name);
      case Macro macro when name.equals("name") -> macro.name();
      case Double number when name.equals("is_integer") ->
          new Function(name, args -> number == Math.rint(number) && !number.isInfinite());
      default -> null;
    };
  }

  private static @Nullable Object mapMethod(Map<?, ?> map, String name) {
    return switch (name) {
      case "items" -> new Function(name, args -> none(args, name, items(map)));
      case "keys" ->
          new Function(
              name,
              args ->
                  none(args, name, new Iterables.View("dict_keys", new ArrayList<>(map.keySet()))));
      case "values" ->
          new Function(
              name,
              args ->
                  none(
                      args,
                      name,
                      new Iterables.View("dict_values", new ArrayList<>(map.values()))));
      case "copy" -> new Function(name, args -> none(args, name, map));
      case "get" ->
          new Function(
              name,
              args -> {
                var bound = args.bind("get", 1, "key", "default");
                return map.containsKey(bound.get(0)) ? map.get(bound.get(0)) : bound.get(1, null);
              });
      default -> null;
    };
  }

  private static Object none(Arguments args, String name, Object result) {
    args.bind(name, 0);
    return result;
  }

  static Iterables.View items(Map<?, ?> map) {
    List<@Nullable Object> pairs = new ArrayList<>(map.size());
    map.forEach((key, value) -> pairs.add(Tuple.pair(key, value)));
    return new Iterables.View("dict_items", pairs);
  }

  private static @Nullable Object listMethod(List<?> list, String name) {
    return switch (name) {
      case "count" ->
          new Function(
              name,
              args -> {
                var wanted = args.bind(name, 1, "value").get(0);
                return list.stream().filter(each -> Values.equal(each, wanted)).count();
              });
      case "index" -> new Function(name, args -> index(list, args.bind(name, 1, "value").get(0)));
      case "copy" -> list instanceof Tuple ? null : new Function(name, args -> list);
      default -> null;
    };
  }

  private static long index(List<?> list, @Nullable Object wanted) {
    for (int i = 0; i < list.size(); i++) {
      if (Values.equal(list.get(i), wanted)) {
        return i;
      }
    }
    throw JinjaException.render(Values.repr(wanted) + " is not in the list");
  }

  /** {@code target[start:stop:step]}, which fails where {@code target} has no order. */
  static @Nullable Object slice(
      @Nullable Object target,
      @Nullable Object start,
      @Nullable Object stop,
      @Nullable Object step) {
    if (target instanceof Undefined missing) {
      throw missing.failure();
    }
    if (!(target instanceof List || target instanceof String || isRange(target))
        || !isBound(start)
        || !isBound(stop)
        || !isBound(step)) {
      throw JinjaException.render("a " + Values.typeName(target) + " cannot be sliced this way");
    }
    var items = Iterables.list(target);
    List<@Nullable Object> picked = new ArrayList<>();
    long by = step == null ? 1 : bound(step);
    if (by == 0) {
      throw JinjaException.render("the step of a slice cannot be zero");
    }
    long size = items.size();
    long low = by > 0 ? 0 : -1;
    long high = by > 0 ? size : size - 1;
    long from = start == null ? (by > 0 ? low : high) : clamp(bound(start), size, low, high);
    long to = stop == null ? (by > 0 ? high : low) : clamp(bound(stop), size, low, high);
    for (long i = from; by > 0 ? i < to : i > to; i += by) {
      picked.add(items.get((int) i));
    }
    return switch (target) {
      case String text -> {
        var out = new StringBuilder();
        picked.forEach(out::append);
        yield out.toString();
      }
      case Tuple tuple -> new Tuple(picked);
      default -> picked;
    };
  }

  private static boolean isBound(@Nullable Object value) {
    return value == null || Operators.isWhole(value);
  }

  private static long bound(Object value) {
    return switch (value) {
      case Long number -> Math.clamp(number, -Integer.MAX_VALUE, Integer.MAX_VALUE);
      case Boolean flag -> flag ? 1 : 0;
      default -> ((BigInteger) value).signum() * (long) Integer.MAX_VALUE;
    };
  }

  private static long clamp(long index, long size, long low, long high) {
    return Math.clamp(index < 0 ? index + size : index, low, high);
  }
}
