package dev.gatun.text.jinja;

import java.util.List;

/**
 * What a template printed.
 *
 * @param generated which parts of the text stood in {@code {% generation %}} blocks, in order;
 *     empty where the template has none, or has them in macros alone
 */
public record Rendering(String text, List<Span> generated) {
  public Rendering {
    generated = List.copyOf(generated);
  }

  /** The UTF-16 units [start, end) of a text. */
  public record Span(int start, int end) {}
}
