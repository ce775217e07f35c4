package dev.gatun.data;

import java.util.List;

/**
 * What ingestion met, for the user to see. Rows are feedback rows: a pair counts as two.
 *
 * @param rows kept: those in the store
 * @param desirable of the rows kept
 * @param undesirable of the rows kept
 * @param truncated rows kept whose completion is cut at the maximal length, and so ends without
 *     end-of-sequence token
 * @param dropped rows whose prompt alone fills the maximal length
 * @param droppedEmpty rows whose completion has no token of its own: the tokenizer merged it away
 * @param badRows rows that could not be used (left out: otherwise there would be no report)
 * @param firstBadRows the first of them
 * @param prefixMismatches rows kept where the prompt's tokens are not the beginning of the whole's
 * @param firstPrefixMismatches where the first of them stand
 * @param textWithoutEos text rows kept without end-of-sequence token, the tokenizer having none
 * @param tokens of the rows kept, after truncation
 * @param ignoredColumns columns that no row format uses
 */
public record IngestReport(
    long rows,
    long desirable,
    long undesirable,
    long truncated,
    long dropped,
    long droppedEmpty,
    long badRows,
    List<BadRow> firstBadRows,
    long prefixMismatches,
    List<Source> firstPrefixMismatches,
    long textWithoutEos,
    long tokens,
    List<String> ignoredColumns) {}
