package dev.gatun.data;

/**
 * What ordering and batching need to know of the rows at hand. Rows are numbered from 0 in the
 * order of the data. One may stand for several responses to a prompt, which stay together.
 */
public interface RowFacts {

  /** Number of rows. */
  int rows();

  boolean desirable(int row);

  /** Equal for rows with the same prompt, different otherwise (a 64-bit hash of the tokens). */
  long promptKey(int row);

  /** Responses that a row stands for. */
  default int members(int row) {
    return 1;
  }

  /** The token store's row of a row's {@code i}-th response. */
  default int member(int row, int i) {
    return row;
  }

  /** Equal for rows with the same completion, different otherwise (a 64-bit hash of the tokens). */
  long completionKey(int row);
}
