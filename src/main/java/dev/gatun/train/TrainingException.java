package dev.gatun.train;

/**
 * A run cannot start or go on because of what it was given: arguments, folders, a diverging loss.
 * The message says what to do.
 */
public final class TrainingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public TrainingException(String message) {
    super(message);
  }

  public TrainingException(String message, Throwable cause) {
    super(message, cause);
  }

  /** Throws, with the rule and the value that breaks it, unless it holds. */
  static void require(boolean holds, String rule, Object value) {
    if (!holds) throw new TrainingException(rule + ", got " + value);
  }
}
