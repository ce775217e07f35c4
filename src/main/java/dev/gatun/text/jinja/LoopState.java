package dev.gatun.text.jinja;

import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The variable {@code loop} of a {@code for}. */
final class LoopState {
  private final Iterables.Peeking items;
  private final int depth0;
  private final @Nullable Callable recursion;
  private long index0 = -1;
  private long length = -1;
  private @Nullable Object current;
  private @Nullable Object previous;
  private @Nullable List<@Nullable Object> lastChanged;

  LoopState(
      Iterator<@Nullable Object> items, long length, int depth0, @Nullable Callable recursion) {
    this.items = new Iterables.Peeking(items);
    this.length = length;
    this.depth0 = depth0;
    this.recursion = recursion;
  }

  boolean hasNext() {
    return items.hasNext();
  }

  @Nullable Object next() {
    previous = current;
    current = items.next();
    index0++;
    return current;
  }

  Iterator<@Nullable Object> items() {
    return items;
  }

  int depth0() {
    return depth0;
  }

  long length() {
    if (length < 0) {
      length = index0 + 1 + items.remaining();
    }
    return length;
  }

  @Nullable Object call(Arguments args) {
    if (recursion == null) {
      throw JinjaException.render(
          "loop(...) works only in a loop marked recursive: {% for ... recursive %}");
    }
    return recursion.call(args);
  }

  @Nullable Object attribute(String name) {
    return switch (name) {
      case "index" -> index0 + 1;
      case "index0" -> index0;
      case "revindex" -> length() - index0;
      case "revindex0" -> length() - index0 - 1;
      case "first" -> index0 == 0;
      case "last" -> !items.hasNext();
      case "length" -> length();
      case "depth" -> (long) depth0 + 1;
      case "depth0" -> (long) depth0;
      case "previtem" -> index0 == 0 ? new Undefined("there is no previous item") : previous;
      case "nextitem" -> items.hasNext() ? items.peek() : new Undefined("there is no next item");
      case "cycle" -> new Function("cycle", this::cycle);
      case "changed" -> new Function("changed", this::changed);
      default -> Undefined.member(this, name);
    };
  }

  private @Nullable Object cycle(Arguments args) {
    if (args.positional().isEmpty()) {
      throw JinjaException.render("loop.cycle() needs the values to cycle through");
    }
    return args.positional().get((int) (index0 % args.positional().size()));
  }

  private @Nullable Object changed(Arguments args) {
    if (lastChanged != null && Values.equal(lastChanged, args.positional())) {
      return false;
    }
    lastChanged = args.positional();
    return true;
  }
}
