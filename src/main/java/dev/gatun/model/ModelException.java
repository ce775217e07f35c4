package dev.gatun.model;

/**
 * A model folder, configuration or request that Gatun cannot use. The message says what and where
 * (file, field, tensor, shapes) and what to do; the command line prints it and exits with code 2.
 */
public final class ModelException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  public ModelException(String message) {
    super(message);
  }

  public ModelException(String message, Throwable cause) {
    super(message, cause);
  }
}
