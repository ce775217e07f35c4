package dev.gatun.text.jinja;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/** What can be looped over, besides lists, maps and strings. */
final class Iterables {
  private Iterables() {}

  /** A generator: can be walked once, has no length, is always true. */
  record Once(String type, Iterator<@Nullable Object> items) {
    static Once of(String type, List<@Nullable Object> items) {
      return new Once(type, items.iterator());
    }
  }

  /** {@code keys()}, {@code values()} or {@code items()} of a mapping. */
  record View(String type, List<@Nullable Object> items) {}

  /** {@code range(start, stop, step)}. */
  record Range(long start, long stop, long step) {
    /** The limit of Jinja's sandbox. */
    static final int MAX_LENGTH = 100_000;

    long length() {
      long span = step > 0 ? stop - start : start - stop;
      return span <= 0 ? 0 : (span - 1) / Math.abs(step) + 1;
    }

    List<@Nullable Object> items() {
      List<@Nullable Object> items = new ArrayList<>((int) length());
      for (long i = 0; i < length(); i++) {
        items.add(start + i * step);
      }
      return items;
    }
  }

  /** The items that a loop over {@code value} sees. */
  static Iterator<@Nullable Object> iterator(@Nullable Object value) {
    return switch (value) {
      case Once once -> once.items();
      case LoopState loop -> loop.items();
      case null, default -> list(value).iterator();
    };
  }

  /** Python's {@code list(value)}. */
  static List<@Nullable Object> list(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> new ArrayList<>(list);
      case Map<?, ?> map -> new ArrayList<>(map.keySet());
      case String text -> new ArrayList<>(Text.characters(text));
      case View view -> new ArrayList<>(view.items());
      case Range range -> range.items();
      case Undefined missing -> new ArrayList<>();
      case Once once -> drain(once.items());
      case LoopState loop -> drain(loop.items());
      case null, default ->
          throw JinjaException.render("'" + Values.typeName(value) + "' object is not iterable");
    };
  }

  private static List<@Nullable Object> drain(Iterator<@Nullable Object> items) {
    List<@Nullable Object> list = new ArrayList<>();
    items.forEachRemaining(list::add);
    return list;
  }

  static boolean isIterable(@Nullable Object value) {
    return value instanceof List
        || value instanceof Map
        || value instanceof String
        || value instanceof View
        || value instanceof Range
        || value instanceof Undefined
        || value instanceof Once
        || value instanceof LoopState;
  }

  /** Python's {@code len(value)}, where there is one. */
  static OptionalLong length(@Nullable Object value) {
    return switch (value) {
      case List<?> list -> OptionalLong.of(list.size());
      case Map<?, ?> map -> OptionalLong.of(map.size());
      case String text -> OptionalLong.of(text.codePointCount(0, text.length()));
      case View view -> OptionalLong.of(view.items().size());
      case Range range -> OptionalLong.of(range.length());
      case Undefined missing -> OptionalLong.of(0);
      case LoopState loop -> OptionalLong.of(loop.length());
      case null, default -> OptionalLong.empty();
    };
  }

  /** An iterator over {@code items} that also hands out the rest of itself as a list. */
  static final class Peeking implements Iterator<@Nullable Object> {
    private Iterator<@Nullable Object> items;
    private @Nullable Object ahead;
    private boolean peeked;

    Peeking(Iterator<@Nullable Object> items) {
      this.items = items;
    }

    @Override
    public boolean hasNext() {
      return peeked || items.hasNext();
    }

    @Override
    public @Nullable Object next() {
      if (!hasNext()) {
        throw new NoSuchElementException();
      }
      var item = peeked ? ahead : items.next();
      peeked = false;
      ahead = null;
      return item;
    }

    /** The next item, which {@link #next} will still return; there must be one. */
    @Nullable Object peek() {
      if (!peeked) {
        ahead = items.next();
        peeked = true;
      }
      return ahead;
    }

    /** How many items are left. */
    int remaining() {
      List<@Nullable Object> rest = drain(items);
      items = rest.iterator();
      return rest.size() + (peeked ? 1 : 0);
    }
  }
}
