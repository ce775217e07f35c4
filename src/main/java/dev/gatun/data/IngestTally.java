package dev.gatun.data;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Puts tokenized rows into the store, in order, and counts what becomes of each. */
final class IngestTally {
  private static final int MISMATCHES_LISTED = 5;

  private final TokenStoreWriter writer;
  private final IngestSettings settings;
  private final Consumer<Feedback> onKept;
  private final List<BadRow> firstBadRows = new ArrayList<>();
  private final List<Source> firstMismatches = new ArrayList<>();
  private long badRows;
  private long good;
  private long desirable;
  private long truncated;
  private long dropped;
  private long droppedEmpty;
  private long mismatches;
  private long withoutEos;
  private long tokens;

  IngestTally(TokenStoreWriter writer, IngestSettings settings, Consumer<Feedback> onKept) {
    this.writer = writer;
    this.settings = settings;
    this.onKept = onKept;
  }

  /** Whether the run is lost already, and only the count of bad rows still matters. */
  boolean stopping() {
    return badRows > 0 && settings.badRows() == BadRowPolicy.STOP;
  }

  void add(List<Ingestion.Outcome> outcomes) {
    for (var outcome : outcomes) {
      switch (outcome.row()) {
        case BadRow bad -> {
          badRows++;
          if (firstBadRows.size() < Ingestion.LISTED) {
            firstBadRows.add(bad);
          }
        }
        case Feedback row -> {
          if (!stopping() && outcome.tokens() != null) {
            add(row, outcome.tokens());
          }
        }
      }
    }
  }

  private void add(Feedback row, EncodedRow encoded) {
    good++;
    int prompt = encoded.prompt().length;
    int completion = encoded.completion().length;
    if (prompt >= settings.maxLength()) {
      dropped++;
      return;
    }
    if (completion == 0) {
      droppedEmpty++;
      return;
    }
    writer.append(
        encoded.prompt(),
        encoded.completion(),
        row.desirable(),
        row.weight(),
        row.place(),
        settings.embeddings() == Embeddings.KEPT ? row.embedding() : null);
    onKept.accept(row);
    if (!encoded.prefixMatches()) {
      mismatches++;
      if (firstMismatches.size() < MISMATCHES_LISTED) {
        firstMismatches.add(row.source());
      }
    }
    long length = (long) prompt + completion;
    desirable += row.desirable() ? 1 : 0;
    truncated += length > settings.maxLength() ? 1 : 0;
    withoutEos += encoded.endsText() ? 0 : 1;
    tokens += Math.min(length, settings.maxLength());
  }

  /** The counts, or the reason why there is nothing to train on. */
  IngestReport report(FeedbackSource source) {
    if (stopping()) {
      throw new InputException(badRowList());
    }
    if (writer.rows() == 0) {
      throw new InputException(nothingLeft());
    }
    return new IngestReport(
        writer.rows(),
        desirable,
        writer.rows() - desirable,
        truncated,
        dropped,
        droppedEmpty,
        badRows,
        List.copyOf(firstBadRows),
        mismatches,
        List.copyOf(firstMismatches),
        withoutEos,
        tokens,
        List.copyOf(source.ignoredColumns()));
  }

  private String badRowList() {
    var text = new StringBuilder();
    text.append(badRows).append(badRows == 1 ? " bad row" : " bad rows").append(':');
    firstBadRows.forEach(row -> text.append("\n  ").append(row));
    if (badRows > firstBadRows.size()) {
      text.append("\n  ... and ").append(badRows - firstBadRows.size()).append(" more");
    }
    return text.append("\nCorrect them, or leave them out with --skip-bad-rows.").toString();
  }

  private String nothingLeft() {
    if (good == 0) {
      return "no row can be used: all " + badRows + " are bad; the first: " + firstBadRows.get(0);
    }
    if (dropped > 0) {
      return "no row is left: the prompts of "
          + dropped
          + " rows fill the maximal length of "
          + settings.maxLength()
          + " tokens on their own; raise --max-length";
    }
    return "no row is left: no completion has a token of its own";
  }
}
