package dev.gatun.train;

import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.Row;
import java.util.ArrayDeque;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source that numbers its rows. It remembers those under way, from where they were read to where
 * they are asked for.
 */
final class NumberedSource implements FeedbackSource {
  private record Numbered(Row row, long number) {}

  private final FeedbackSource rows;
  private final ArrayDeque<Numbered> underWay = new ArrayDeque<>();
  private long count;

  NumberedSource(FeedbackSource rows) {
    this.rows = rows;
  }

  @Override
  public @Nullable Row next() {
    var row = rows.next();
    if (row != null) underWay.add(new Numbered(row, count++));
    return row;
  }

  /**
   * The number of a row that was read, from 0. Rows are asked for in their order; those between
   * were dropped.
   */
  long number(Feedback row) {
    while (true) {
      var next = underWay.remove();
      if (next.row == row) return next.number;
    }
  }

  @Override
  public Set<String> ignoredColumns() {
    return rows.ignoredColumns();
  }

  @Override
  public void close() {
    rows.close();
  }
}
