package dev.gatun.train;

import dev.gatun.data.IngestReport;
import java.nio.file.Path;
import java.util.Map;

/** Hears what a run does, on the training thread. What a listener throws ends the run. */
public interface TrainingListener {
  /** The data has been read and tokenized. */
  default void onData(String name, IngestReport report) {}

  /**
   * Responses have been put together by prompt.
   *
   * @param groups pairs or sets, or rows alone when only desirable ones are learnt from
   * @param leftOut responses that are in none
   */
  default void onGroups(String name, long groups, long leftOut) {}

  /**
   * The prompts of the two classes have been told apart.
   *
   * @param ratios the factor of each row's loss
   */
  default void onDensityRatios(double[] ratios) {}

  /**
   * Training is about to begin.
   *
   * @param device what {@code auto} became
   * @param firstStep 0, or the step that a resumed run goes on from
   */
  default void onStart(String device, long parameters, long firstStep, long totalSteps) {}

  /**
   * The reference model's log-probabilities are being computed: this many of all windows are done.
   */
  default void onReference(long done, long total) {}

  /** An optimizer step is done; step counts from 1. */
  default void onStep(long step, long totalSteps, StepMetrics metrics) {}

  /** A line of metrics, as it goes into metrics.jsonl. */
  default void onLog(Map<String, Object> line) {}

  /** The steps that were to be profiled are done. */
  default void onProfile(StepProfile profile) {}

  /** A checkpoint, or at the end the trained model, has been written whole. */
  default void onSaved(Path folder) {}
}
