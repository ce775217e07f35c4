package dev.gatun.cli;

import dev.gatun.data.IngestReport;
import dev.gatun.data.Source;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What is remarkable about data that was read, a line for each thing; nothing when all is well. */
final class DataNotes {
  private static final int BAD_ROWS_SHOWN = 5;

  private DataNotes() {}

  static List<String> of(IngestReport report, int maxLength) {
    var notes = new ArrayList<String>();
    if (report.badRows() > 0) {
      notes.add(rows(report.badRows()) + " left out as bad; the first:");
      report.firstBadRows().stream().limit(BAD_ROWS_SHOWN).forEach(row -> notes.add("  " + row));
    }
    if (report.dropped() > 0) {
      notes.add(
          rows(report.dropped()) + " dropped: the prompt alone fills --max-length " + maxLength);
    }
    if (report.droppedEmpty() > 0) {
      notes.add(rows(report.droppedEmpty()) + " dropped: the completion has no token of its own");
    }
    if (report.truncated() > 0) {
      notes.add(
          rows(report.truncated())
              + " truncated at --max-length "
              + maxLength
              + ": they end without end-of-sequence token");
    }
    if (report.prefixMismatches() > 0) {
      notes.add(
          rows(report.prefixMismatches())
              + " where the prompt's tokens are not the beginning of the whole's; the first: "
              + report.firstPrefixMismatches().stream()
                  .map(Source::toString)
                  .collect(Collectors.joining(", ")));
    }
    if (report.textWithoutEos() > 0) {
      notes.add(
          rows(report.textWithoutEos()) + " without end-of-sequence token: the tokenizer has none");
    }
    if (!report.ignoredColumns().isEmpty()) {
      notes.add("columns without use: " + String.join(", ", report.ignoredColumns()));
    }
    return notes;
  }

  private static String rows(long count) {
    return count == 1 ? "1 row" : String.format(java.util.Locale.ROOT, "%,d rows", count);
  }
}
