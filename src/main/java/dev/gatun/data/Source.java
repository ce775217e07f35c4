package dev.gatun.data;

/**
 * Where a row came from.
 *
 * @param file the name the user gave ({@code <stdin>} for standard input)
 * @param line 1-based line on which the row starts; 0 where lines mean nothing (a gap in the file)
 * @param row 1-based position in a JSON array, a table or a query's result; 0 in a file of one row
 *     per line
 */
public record Source(String file, long line, long row) {

  /** A row of a file that holds one row per line. */
  public static Source line(String file, long line) {
    return new Source(file, line, 0);
  }

  /**
   * {@code file:line}, and for a row of an array also its position; where there are no lines,
   * {@code file row N}.
   */
  @Override
  public String toString() {
    if (line == 0 && row > 0) {
      return file + " row " + row;
    }
    var place = line > 0 ? file + ":" + line : file;
    return row > 0 ? place + " (row " + row + ")" : place;
  }
}
