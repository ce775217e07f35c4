package dev.gatun.text.jinja;

import org.jspecify.annotations.Nullable;

/**
 * What a missing variable, attribute or item evaluates to: prints as nothing, is false, iterates as
 * empty; anything else fails with {@code reason}.
 */
record Undefined(String reason) {
  static Undefined variable(String name) {
    return new Undefined("'" + name + "' is undefined");
  }

  static Undefined member(@Nullable Object owner, @Nullable Object key) {
    var type = owner == null ? "None" : Values.typeName(owner) + " object";
    return key instanceof String name
        ? new Undefined("'" + type + "' has no attribute '" + name + "'")
        : new Undefined(type + " has no element " + Values.repr(key));
  }

  static Undefined unsafe(@Nullable Object owner, String name) {
    return new Undefined(
        "a chat template may not use '" + name + "' of a " + Values.typeName(owner));
  }

  JinjaException failure() {
    return JinjaException.render(reason);
  }
}
