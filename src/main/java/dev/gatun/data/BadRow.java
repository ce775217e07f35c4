package dev.gatun.data;

/**
 * A row that cannot be used.
 *
 * @param field the field at fault, or {@code row} when the row as a whole cannot be read
 * @param reason what is wrong with it, and what was expected
 */
public record BadRow(Source source, String field, String reason) implements Row {

  /** {@code file:line: field: reason}. */
  @Override
  public String toString() {
    return source + ": " + field + ": " + reason;
  }
}
