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
}
