package dev.gatun.cli;

/**
 * A command line or configuration file that does not make sense; the message says what to write
 * instead.
 */
final class UsageException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  UsageException(String message) {
    super(message);
  }

  UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
