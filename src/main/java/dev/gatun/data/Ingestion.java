package dev.gatun.data;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Feedback into a token store, in one pass and bounded memory: one thread reads and writes, others
 * tokenize a few hundred rows at a time, and the order of the data is kept.
 *
 * <p>Text: the completion's tokens are what the tokens of prompt + completion + end-of-sequence
 * text (unless it ends with that) have beyond the number of the prompt's. Conversations: the same
 * with the chat template, the assistant's opening belonging to the prompt, and nothing added at the
 * end; with {@link AssistantTurns#ALL} the completion begins with the assistant's first turn and
 * has holes where others speak.
 */
public final class Ingestion {
  /** How many bad rows a message lists. */
  public static final int LISTED = 20;

  // Rows tokenized by one thread at a time: fewer when they are long, so that memory stays bounded.
  private static final int CHUNK_ROWS = 256;
  private static final long CHUNK_CHARS = 1 << 20;

  private Ingestion() {}

  /**
   * Reads a source to its end.
   *
   * @throws InputException when a row is bad and the policy is to stop, when a conversation meets
   *     no chat template, or when no row is left to train on
   */
  public static Ingested run(FeedbackSource source, TextEncoder encoder, IngestSettings settings) {
    return run(source, encoder, settings, row -> {});
  }

  /**
   * As above, telling of every row that goes into the store, in the store's order, on this thread.
   */
  public static Ingested run(
      FeedbackSource source,
      TextEncoder encoder,
      IngestSettings settings,
      Consumer<Feedback> onKept) {
    try (var writer = TokenStoreWriter.temporary(settings.folder(), settings.maxLength())) {
      return run(source, encoder, settings, writer, onKept);
    }
  }

  /** As above, into a store that stays: it appears at {@code store} when it is whole. */
  static Ingested run(
      FeedbackSource source, TextEncoder encoder, IngestSettings settings, Path store) {
    try (var writer = TokenStoreWriter.to(store, settings.maxLength())) {
      return run(source, encoder, settings, writer, row -> {});
    }
  }

  private static Ingested run(
      FeedbackSource source,
      TextEncoder encoder,
      IngestSettings settings,
      TokenStoreWriter writer,
      Consumer<Feedback> onKept) {
    var threads =
        Executors.newFixedThreadPool(
            settings.threads(), Thread.ofPlatform().daemon().name("gatun-tokenize-", 0).factory());
    try {
      var tally = new IngestTally(writer, settings, onKept);
      var running = new ArrayDeque<Future<List<Outcome>>>();
      var checked = checked(source, settings.embeddings());
      for (List<Row> chunk; !(chunk = chunk(checked)).isEmpty(); ) {
        var rows = chunk;
        // After a bad row there is nothing to tokenize for: what is left is to count the others.
        Callable<List<Outcome>> work =
            tally.stopping()
                ? () -> bad(rows)
                : () -> encode(rows, encoder, settings.assistantTurns());
        running.add(threads.submit(work));
        if (running.size() > 2 * settings.threads()) {
          tally.add(result(running.remove()));
        }
      }
      while (!running.isEmpty()) {
        tally.add(result(running.remove()));
      }
      var report = tally.report(source);
      return new Ingested(writer.finish(), report);
    } finally {
      threads.shutdownNow();
    }
  }

  /** A row after tokenization; {@code tokens} is null exactly when {@code row} is bad. */
  record Outcome(Row row, @Nullable EncodedRow tokens) {}

  /** The next row of a source each time; null after the last. */
  private static Supplier<@Nullable Row> checked(FeedbackSource source, Embeddings embeddings) {
    if (embeddings == Embeddings.IGNORED) return source::next;
    var check = new EmbeddingCheck();
    return () -> {
      var row = source.next();
      return row == null ? null : check.check(row);
    };
  }

  private static List<Row> chunk(Supplier<@Nullable Row> source) {
    List<Row> rows = new ArrayList<>(CHUNK_ROWS);
    long chars = 0;
    for (Row row;
        rows.size() < CHUNK_ROWS && chars < CHUNK_CHARS && (row = source.get()) != null; ) {
      rows.add(row);
      if (row instanceof Feedback feedback) {
        chars += feedback.prompt().chars() + feedback.completion().chars();
      }
    }
    return rows;
  }

  private static List<Outcome> encode(List<Row> rows, TextEncoder encoder, AssistantTurns learned) {
    List<Outcome> outcomes = new ArrayList<>(rows.size());
    for (var row : rows) {
      outcomes.add(
          switch (row) {
            case BadRow bad -> new Outcome(bad, null);
            case Feedback feedback -> encode(feedback, encoder, learned);
          });
    }
    return outcomes;
  }

  private static Outcome encode(Feedback row, TextEncoder encoder, AssistantTurns learned) {
    try {
      return new Outcome(row, EncodedRow.of(row, encoder, learned));
    } catch (InputException e) {
      throw e;
    } catch (IllegalArgumentException e) { // the chat template refuses this conversation
      return new Outcome(new BadRow(row.source(), "prompt", String.valueOf(e.getMessage())), null);
    }
  }

  private static List<Outcome> bad(List<Row> rows) {
    return rows.stream().filter(BadRow.class::isInstance).map(r -> new Outcome(r, null)).toList();
  }

  private static <T> T result(Future<T> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while tokenizing", e);
    } catch (ExecutionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw new IllegalStateException(e.getCause());
      }
    }
  }
}
