package dev.gatun.train;

/** Over which rows KTO's reference point is taken. */
public enum KlScope {
  /** All rows of an optimizer step: the batch layout does not change the objective. */
  WINDOW,
  /**
   * Each micro-batch its own, as the reference trainer has it. Without accumulation the two are the
   * same.
   */
  MICRO_BATCH
}
