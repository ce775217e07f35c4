package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Filters over things with items. Like Jinja's, many make a generator: {@code | list} fixes it. */
final class SequenceFilters {
  private SequenceFilters() {}

  static void addTo(Map<String, Filters.Body> filters) {
    filters.put("list", (value, args) -> none(args, "list", Iterables.list(value)));
    filters.put("first", SequenceFilters::first);
    filters.put("last", SequenceFilters::last);
    filters.put("reverse", SequenceFilters::reverse);
    filters.put("sort", SequenceFilters::sort);
    filters.put("dictsort", SequenceFilters::dictSort);
    filters.put("unique", SequenceFilters::unique);
    filters.put("groupby", SequenceFilters::groupBy);
    filters.put("min", (value, args) -> extreme(value, args, "min"));
    filters.put("max", (value, args) -> extreme(value, args, "max"));
    filters.put("sum", SequenceFilters::sum);
    filters.put("map", SequenceFilters::map);
    filters.put("select", (value, args) -> select(value, test(args, 0), true));
    filters.put("reject", (value, args) -> select(value, test(args, 0), false));
    filters.put("selectattr", (value, args) -> select(value, attributeTest(args), true));
    filters.put("rejectattr", (value, args) -> select(value, attributeTest(args), false));
    filters.put("batch", SequenceFilters::batch);
    filters.put("slice", SequenceFilters::slice);
  }

  private static @Nullable Object none(Arguments args, String name, @Nullable Object result) {
    args.bind(name, 0);
    return result;
  }

  private static @Nullable Object first(@Nullable Object value, Arguments args) {
    var items = Iterables.iterator(value);
    return none(
        args,
        "first",
        items.hasNext() ? items.next() : new Undefined("No first item, sequence was empty."));
  }

  private static @Nullable Object last(@Nullable Object value, Arguments args) {
    if (value instanceof Iterables.Once) {
      throw JinjaException.render("last: a generator cannot be reversed (put '| list' before it)");
    }
    var items = Iterables.list(value);
    return none(
        args,
        "last",
        items.isEmpty() ? new Undefined("No last item, sequence was empty.") : items.getLast());
  }

  private static Object reverse(@Nullable Object value, Arguments args) {
    args.bind("reverse", 0);
    if (value instanceof String text) {
      var reversed = new StringBuilder();
      Iterables.list(text).reversed().forEach(reversed::append);
      return reversed.toString();
    }
    return Iterables.Once.of("list_reverseiterator", Iterables.list(value).reversed());
  }

  private static Object caseless(@Nullable Object value, boolean caseSensitive) {
    return !caseSensitive && value instanceof String text ? Text.lower(text) : wrap(value);
  }

  /** None as something that can be held where null cannot. */
  private static Object wrap(@Nullable Object value) {
    return value == null ? Tuple.pair(null, null) : value;
  }

  private static int compare(@Nullable Object a, @Nullable Object b) {
    return Values.compare(a, b, "<");
  }

  private static Object sort(@Nullable Object value, Arguments args) {
    var bound = args.bind("sort", 0, "reverse", "case_sensitive", "attribute");
    boolean sensitive = bound.flag(1, false);
    List<@Nullable Object> paths = new ArrayList<>();
    if (bound.get(2) instanceof String names) {
      Collections.addAll(paths, (Object[]) names.split(","));
    } else {
      paths.add(bound.get(2, null));
    }
    Comparator<@Nullable Object> order =
        (a, b) -> {
          for (Object path : paths) {
            var x = caseless(Members.path(a, path), sensitive);
            var y = caseless(Members.path(b, path), sensitive);
            if (!Values.equal(x, y)) {
              return compare(x, y);
            }
          }
          return 0;
        };
    var items = Iterables.list(value);
    items.sort(bound.flag(0, false) ? order.reversed() : order);
    return items;
  }

  private static Object dictSort(@Nullable Object value, Arguments args) {
    var bound = args.bind("dictsort", 0, "case_sensitive", "by", "reverse");
    if (!(value instanceof Map<?, ?> map)) {
      throw JinjaException.render("dictsort needs a mapping, not " + Values.typeName(value));
    }
    int by =
        switch (bound.text(1, "key")) {
          case "key" -> 0;
          case "value" -> 1;
          default -> throw JinjaException.render("dictsort: by is 'key' or 'value'");
        };
    boolean sensitive = bound.flag(0, false);
    var pairs = Members.items(map).items();
    Comparator<@Nullable Object> order =
        (a, b) ->
            compare(
                caseless(((List<?>) a).get(by), sensitive),
                caseless(((List<?>) b).get(by), sensitive));
    pairs.sort(bound.flag(2, false) ? order.reversed() : order);
    return pairs;
  }

  private static Object unique(@Nullable Object value, Arguments args) {
    var bound = args.bind("unique", 0, "case_sensitive", "attribute");
    Set<Object> seen = new HashSet<>();
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : Iterables.list(value)) {
      if (seen.add(caseless(Members.path(item, bound.get(1, null)), bound.flag(0, false)))) {
        kept.add(item);
      }
    }
    return Iterables.Once.of("generator", kept);
  }

  private static Object groupBy(@Nullable Object value, Arguments args) {
    var bound = args.bind("groupby", 1, "attribute", "default", "case_sensitive");
    boolean sensitive = bound.flag(2, false);
    Map<Object, List<@Nullable Object>> groups = new LinkedHashMap<>();
    Map<Object, @Nullable Object> names = new LinkedHashMap<>();
    var items = Iterables.list(value);
    for (Object item : items) {
      var name = Members.path(item, bound.get(0));
      if (name instanceof Undefined missing) {
        if (bound.get(1) == null && items.size() > 1) {
          throw missing.failure(); // groups are sorted, and what is undefined has no order
        }
        name = bound.get(1, name);
      }
      var key = caseless(name, sensitive);
      names.putIfAbsent(key, name);
      groups.computeIfAbsent(key, k -> new ArrayList<>()).add(item);
    }
    List<@Nullable Object> result = new ArrayList<>();
    groups.keySet().stream()
        .sorted(SequenceFilters::compare)
        .forEach(key -> result.add(Tuple.group(names.get(key), groups.get(key))));
    return result;
  }

  private static @Nullable Object extreme(@Nullable Object value, Arguments args, String which) {
    var bound = args.bind(which, 0, "case_sensitive", "attribute");
    boolean sensitive = bound.flag(0, false);
    Comparator<@Nullable Object> order =
        (a, b) ->
            compare(
                caseless(Members.path(a, bound.get(1, null)), sensitive),
                caseless(Members.path(b, bound.get(1, null)), sensitive));
    var items = Iterables.list(value);
    if (items.isEmpty()) {
      return new Undefined("No aggregated item, sequence was empty.");
    }
    var best = items.getFirst();
    for (Object item : items) {
      int comparison = order.compare(item, best);
      if (which.equals("min") ? comparison < 0 : comparison > 0) {
        best = item;
      }
    }
    return best;
  }

  private static @Nullable Object sum(@Nullable Object value, Arguments args) {
    var bound = args.bind("sum", 0, "attribute", "start");
    var total = bound.get(1, 0L);
    for (Object item : Iterables.list(value)) {
      total = Operators.binary("+", total, Members.path(item, bound.get(0, null)));
    }
    return total;
  }

  /** Jinja's map and select take everything that is false, None too, as empty. */
  private static List<@Nullable Object> listOrNothing(@Nullable Object value) {
    return Values.truth(value) ? Iterables.list(value) : List.of();
  }

  private static Object map(@Nullable Object value, Arguments args) {
    List<@Nullable Object> mapped = new ArrayList<>();
    for (Object item : listOrNothing(value)) {
      mapped.add(mapOne(item, args));
    }
    return Iterables.Once.of("generator", mapped);
  }

  private static @Nullable Object mapOne(@Nullable Object item, Arguments args) {
    if (args.positional().isEmpty()) {
      var bound = args.bind("map", 0, "attribute", "default");
      var found = Members.path(item, bound.get(0));
      return found instanceof Undefined && bound.get(1) != null ? bound.get(1) : found;
    }
    var rest = args.positional().subList(1, args.positional().size());
    return Filters.apply(
        Values.str(args.positional().getFirst()), item, new Arguments(rest, args.named()));
  }

  /** The test that the arguments from {@code at} on name; truth when they name none. */
  private static Predicate<@Nullable Object> test(Arguments args, int at) {
    if (args.positional().size() <= at) {
      return Values::truth;
    }
    var name = Values.str(args.positional().get(at));
    var rest = args.positional().subList(at + 1, args.positional().size());
    return item -> Tests.apply(name, item, new Arguments(rest, args.named()));
  }

  private static Predicate<@Nullable Object> attributeTest(Arguments args) {
    if (args.positional().isEmpty()) {
      throw JinjaException.render("selectattr and rejectattr need the name of an attribute");
    }
    var path = args.positional().getFirst();
    var test = test(args, 1);
    return item -> test.test(Members.path(item, path));
  }

  private static Object select(
      @Nullable Object value, Predicate<@Nullable Object> test, boolean keep) {
    List<@Nullable Object> kept = new ArrayList<>();
    for (Object item : listOrNothing(value)) {
      if (test.test(item) == keep) {
        kept.add(item);
      }
    }
    return Iterables.Once.of("generator", kept);
  }

  private static Object batch(@Nullable Object value, Arguments args) {
    var bound = args.bind("batch", 1, "linecount", "fill_with");
    int size = Math.max(1, bound.number(0, 1));
    var items = Iterables.list(value);
    List<@Nullable Object> batches = new ArrayList<>();
    for (int i = 0; i < items.size(); i += size) {
      var batch = new ArrayList<>(items.subList(i, Math.min(i + size, items.size())));
      while (batch.size() < size && bound.get(1) != null) {
        batch.add(bound.get(1));
      }
      batches.add(batch);
    }
    return Iterables.Once.of("generator", batches);
  }

  private static Object slice(@Nullable Object value, Arguments args) {
    var bound = args.bind("slice", 1, "slices", "fill_with");
    int slices = Math.max(1, bound.number(0, 1));
    var items = Iterables.list(value);
    int each = items.size() / slices;
    int longer = items.size() % slices;
    List<@Nullable Object> result = new ArrayList<>();
    int start = 0;
    for (int i = 0; i < slices; i++) {
      int end = start + each + (i < longer ? 1 : 0);
      var slice = new ArrayList<>(items.subList(start, end));
      if (bound.get(1) != null && i >= longer && longer > 0) {
        slice.add(bound.get(1));
      }
      result.add(slice);
      start = end;
    }
    return Iterables.Once.of("generator", result);
  }
}
