package dev.gatun.data.batch;

import dev.gatun.data.InputException;

/**
 * The shape of an optimizer window: the rows that one optimizer step learns from.
 *
 * @param batchSize rows of a micro-batch
 * @param accumulationSteps micro-batches of a full window
 */
public record WindowSettings(
    int batchSize, int accumulationSteps, KlPairs klPairs, OneClass oneClass) {

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

  /** Rows of a full window. */
  public int windowRows() {
    return batchSize * accumulationSteps;
  }
}
