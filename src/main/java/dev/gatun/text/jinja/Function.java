package dev.gatun.text.jinja;

import org.jspecify.annotations.Nullable;

/** A built-in function, or a method bound to its receiver. */
record Function(String name, Callable body) implements Callable {
  @Override
  public @Nullable Object call(Arguments args) {
    return body.call(args);
  }
}
