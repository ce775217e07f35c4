package dev.gatun.cli;

import dev.gatun.align.ClassWeights;
import dev.gatun.data.IngestReport;
import dev.gatun.data.check.DataSummary;
import java.util.List;
import java.util.Optional;

/**
 * What {@code data check} found.
 *
 * @param unit what lengths count: tokens, or without a model characters
 * @param maxLength where rows are cut; {@link #UNCUT} without a model
 * @param examples rows with what is learned of them marked
 */
record DataCheck(
    IngestReport report, DataSummary summary, String unit, int maxLength, List<Example> examples) {
  static final int UNCUT = Integer.MAX_VALUE;

  boolean cuts() {
    return maxLength != UNCUT;
  }

  /** The KTO paper's recommendation, when there are rows of both classes. */
  Optional<ClassWeights.Recommended> weights() {
    return report.desirable() == 0 || report.undesirable() == 0
        ? Optional.empty()
        : Optional.of(ClassWeights.EQUAL.recommended(report.desirable(), report.undesirable()));
  }
}
