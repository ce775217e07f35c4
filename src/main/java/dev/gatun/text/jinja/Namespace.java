package dev.gatun.text.jinja;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** {@code namespace(...)}: the one thing whose attributes a template may set. */
record Namespace(Map<String, @Nullable Object> attributes) {
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other;
  }

  @Override
  public int hashCode() {
    return System.identityHashCode(this);
  }
}
