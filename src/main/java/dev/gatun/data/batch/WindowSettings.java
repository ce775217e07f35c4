package dev.gatun.data.batch;

import dev.gatun.data.InputException;

/**
 * The shape of an optimizer window: the rows that one optimizer step learns from.
 *
 * @param batchSize rows of a micro-batch
 * @param accumulationSteps micro-batches of a full window
 * @param tokensPerBatch windows of as many rows are cut into micro-batches of at most this many
 *     tokens instead; 0: by rows
 */
public record WindowSettings(
    int batchSize, int accumulationSteps, KlPairs klPairs, OneClass oneClass, int tokensPerBatch) {

  /** Micro-batches by rows. */
  public WindowSettings(int batchSize, int accumulationSteps, KlPairs klPairs, OneClass oneClass) {
    this(batchSize, accumulationSteps, klPairs, oneClass, 0);
  }

  public WindowSettings {
    if (batchSize < 1) {
      throw new InputException(
          "--per-device-train-batch-size must be at least 1, got " + batchSize);
    }
    if (accumulationSteps < 1) {
      throw new InputException(
          "--gradient-accumulation-steps must be at least 1, got " + accumulationSteps);
    }
    if ((long) batchSize * accumulationSteps > 1 << 24) {
      throw new InputException(
          "a window of "
              + (long) batchSize * accumulationSteps
              + " rows is beyond reason; lower"
              + " --per-device-train-batch-size or --gradient-accumulation-steps");
    }
  }

  /** Mismatched pairs, both classes required. */
  public static WindowSettings of(int batchSize, int accumulationSteps) {
    return new WindowSettings(batchSize, accumulationSteps, KlPairs.MISMATCHED, OneClass.REFUSE);
  }

  /** The same windows, in micro-batches of at most so many tokens; 0: by rows. */
  public WindowSettings withTokensPerBatch(int tokens) {
    return new WindowSettings(batchSize, accumulationSteps, klPairs, oneClass, tokens);
  }

  /** Rows of a full window. */
  public int windowRows() {
    return batchSize * accumulationSteps;
  }
}
