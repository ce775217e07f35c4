package dev.gatun.cli;

import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A source that tells how many rows were read from it, and remembers the first prompt. */
final class CountingSource implements FeedbackSource {
  private static final int REPORT_EVERY = 64;

  private final FeedbackSource rows;
  private final Progress progress;
  private long count;
  private @Nullable Passage firstPrompt;

  CountingSource(FeedbackSource rows, Progress progress) {
    this.rows = rows;
    this.progress = progress;
  }

  @Override
  public @Nullable Row next() {
    var row = rows.next();
    if (row == null) return null;
    if (firstPrompt == null && row instanceof Feedback feedback) firstPrompt = feedback.prompt();
    if (++count % REPORT_EVERY == 0) progress.at(count, "rows");
    return row;
  }

  /** The prompt of the first good row. */
  Optional<Passage> firstPrompt() {
    return Optional.ofNullable(firstPrompt);
  }

  @Override
  public Set<String> ignoredColumns() {
    return rows.ignoredColumns();
  }

  @Override
  public Optional<Path> file() {
    return rows.file();
  }

  @Override
  public void close() {
    rows.close();
  }
}
