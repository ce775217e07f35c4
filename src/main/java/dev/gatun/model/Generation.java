package dev.gatun.model;

/**
 * A continuation.
 *
 * @param tokens the new ones; when ended by {@link Stop#END_OF_TEXT}, the last is that token
 */
public record Generation(int[] tokens, Stop stop) {
  /** Why it ended. */
  public enum Stop {
    END_OF_TEXT,
    LENGTH
  }
}
