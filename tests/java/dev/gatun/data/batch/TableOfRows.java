package dev.gatun.data.batch;

import dev.gatun.data.RowFacts;

/** Rows given by one word each: prompt, completion and label, as in {@code "a1+"}. */
record TableOfRows(String... words) implements RowFacts {

  /**
   * {@code count} rows with prompts and completions of their own; one in {@code every} desirable.
   */
  static RowFacts distinct(int count, int every) {
    return new RowFacts() {
      @Override
      public int rows() {
        return count;
      }

      @Override
      public boolean desirable(int row) {
        return row % every == 0;
      }

      @Override
      public long promptKey(int row) {
        return row;
      }

      @Override
      public long completionKey(int row) {
        return row;
      }
    };
  }

  @Override
  public int rows() {
    return words.length;
  }

  @Override
  public boolean desirable(int row) {
    return words[row].charAt(2) == '+';
  }

  @Override
  public long promptKey(int row) {
    return words[row].charAt(0);
  }

  @Override
  public long completionKey(int row) {
    return words[row].charAt(1);
  }
}
