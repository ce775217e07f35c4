package dev.gatun.lab;

import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** Sentences under a table. */
final class Remark {
  private Remark() {}

  /** {@code KTO: ...; DPO: ...}. */
  static String each(Map<String, Condition> conditions, UnaryOperator<String> text) {
    return conditions.keySet().stream()
        .map(name -> name + ": " + text.apply(name))
        .collect(Collectors.joining("; ", "", "."));
  }
}
