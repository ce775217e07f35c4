package dev.gatun.data;

/**
 * What ordering and batching need to know of the rows at hand. Rows are numbered from 0 in the
 * order of the data.
 */
public interface RowFacts {

  /** Number of rows. */
  int rows();

  boolean desirable(int row);

  /** Prompt tokens of a row. */
  int promptLength(int row);

  /** Completion tokens of a row, the end-of-sequence token included, before truncation. */
  int completionLength(int row);

  /** Equal for rows with the same prompt, different otherwise (a 64-bit hash of the tokens). */
  long promptKey(int row);

  /** Equal for rows with the same completion, different otherwise (a 64-bit hash of the tokens). */
  long completionKey(int row);
}
