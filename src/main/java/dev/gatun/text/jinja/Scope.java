package dev.gatun.text.jinja;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Variables in sight: those set here hide those of the scopes around. */
final class Scope {
  private final @Nullable Scope parent;
  private final Map<String, @Nullable Object> variables = new HashMap<>();

  Scope(@Nullable Scope parent) {
    this.parent = parent;
  }

  @Nullable Object get(String name) {
    for (var scope = this; scope != null; scope = scope.parent) {
      if (scope.variables.containsKey(name)) {
        return scope.variables.get(name);
      }
    }
    return Undefined.variable(name);
  }

  void set(String name, @Nullable Object value) {
    variables.put(name, value);
  }
}
