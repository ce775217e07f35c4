package dev.gatun.nn;

import org.jspecify.annotations.Nullable;

/**
 * How rotary frequencies are changed to reach contexts longer than those of pretraining, by
 * transformers' rope_type.
 */
public sealed interface RopeScaling {
  /** {@code default}: not at all. */
  record None() implements RopeScaling {}

  /** {@code linear}: every frequency divided by factor. */
  record Linear(double factor) implements RopeScaling {}

  /**
   * {@code dynamic}: the base grows with a sequence that is longer than maxPositions (NTK-aware).
   *
   * @param maxPositions length up to which nothing changes
   */
  record Dynamic(double factor, long maxPositions) implements RopeScaling {}

  /**
   * {@code llama3}: wavelengths above originalPositions / lowFrequency are divided by factor, those
   * below originalPositions / highFrequency stay, and those between are interpolated.
   */
  record Llama3(double factor, double lowFrequency, double highFrequency, long originalPositions)
      implements RopeScaling {}

  /**
   * {@code yarn} (Peng et al., 2023): dimensions that turn more than betaFast times within
   * originalPositions stay, those that turn less than betaSlow times are divided by factor, with a
   * ramp between.
   *
   * @param attentionFactor multiplies cosine and sine; null: from factor and the mscales
   * @param mscale with mscaleAllDim, both given: attentionFactor is the ratio of their scales
   * @param truncate what becomes of the ends of the ramp
   */
  record Yarn(
      double factor,
      long originalPositions,
      @Nullable Double attentionFactor,
      double betaFast,
      double betaSlow,
      @Nullable Double mscale,
      @Nullable Double mscaleAllDim,
      Truncation truncate)
      implements RopeScaling {}

  /** Of the ends of YaRN's ramp. */
  enum Truncation {
    WHOLE_DIMENSIONS,
    NONE
  }
}
