package dev.gatun.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The filters that follow {@code |}, by name. */
final class Filters {
  /** A filter: its input, then the arguments of its call. */
  interface Body {
    @Nullable Object apply(@Nullable Object value, Arguments args);
  }

  private static final Map<String, Body> ALL = all();

  private Filters() {}

  private static Map<String, Body> all() {
    Map<String, Body> filters = new HashMap<>();
    TextFilters.addTo(filters);
    SequenceFilters.addTo(filters);
    ValueFilters.addTo(filters);
    return Map.copyOf(filters);
  }

  static boolean exists(String name) {
    return ALL.containsKey(name);
  }

  static @Nullable Object apply(String name, @Nullable Object value, Arguments args) {
    var filter = ALL.get(name);
    if (filter == null) {
      throw JinjaException.render("there is no filter named '" + name + "'");
    }
    return filter.apply(value, args);
  }
}
