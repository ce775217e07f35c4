package dev.gatun.data;

import org.jspecify.annotations.Nullable;

/**
 * Something the user gave is wrong: a file, a row, a setting. The message stands alone: it says
 * what is wrong, where, and what to do about it. The command line prints it and exits with code 2.
 */
public final class InputException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  public InputException(String message) {
    super(message);
  }

  public InputException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
