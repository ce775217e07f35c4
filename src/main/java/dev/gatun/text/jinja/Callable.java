package dev.gatun.text.jinja;

import org.jspecify.annotations.Nullable;

/** Something a template can call. Only this package makes them. */
interface Callable {
  @Nullable Object call(Arguments args);
}
