package dev.gatun.data;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Rows from memory. */
public final class ListSource implements FeedbackSource {
  private final Iterator<? extends Row> rows;

  public ListSource(List<? extends Row> rows) {
    this.rows = rows.iterator();
  }

  /** Rows of text, {@code {prompt, completion, "+" or "-"}}. */
  public static ListSource of(String[]... rows) {
    var list = new ArrayList<Row>();
    for (var row : rows) {
      var source = Source.line("test.jsonl", list.size() + 1);
      list.add(Feedback.text(row[0], row[1], row[2].equals("+"), source));
    }
    return new ListSource(list);
  }

  @Override
  public @Nullable Row next() {
    return rows.hasNext() ? rows.next() : null;
  }

  @Override
  public Set<String> ignoredColumns() {
    return Set.of();
  }

  @Override
  public void close() {}
}
