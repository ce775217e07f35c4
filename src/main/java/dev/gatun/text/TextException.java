package dev.gatun.text;

/**
 * A tokenizer or chat template that cannot be used, or a conversation that a template refuses. The
 * message says which file or template, where in it, and what to do.
 */
public final class TextException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public TextException(String message) {
    super(message);
  }

  public TextException(String message, Throwable cause) {
    super(message, cause);
  }
}
