package dev.gatun.train;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How steps are computed, which decides about time and memory and not about the numbers (but for
 * the order of sums).
 *
 * @param tokensPerBatch cuts each optimizer window into micro-batches of at most this many tokens,
 *     whatever rows they are, instead of micro-batches of {@code perDeviceTrainBatchSize} rows; 0:
 *     by rows
 * @param gradientCheckpointing which layers are computed again in the backward pass
 * @param activationMemory bytes that {@link GradientCheckpointing#AUTO} lets layers keep; 0: half
 *     of what is free
 * @param profile Chrome trace to write, with a summary of where a step's time goes; or null
 */
public record Execution(
    int tokensPerBatch,
    GradientCheckpointing gradientCheckpointing,
    long activationMemory,
    @Nullable Path profile) {
  /** By rows; checkpointing as needed; no profile. */
  public static final Execution DEFAULT = new Execution(0, GradientCheckpointing.AUTO, 0, null);

  public Execution {
    if (tokensPerBatch < 0)
      throw new TrainingException(
          "--tokens-per-batch must be 0 (micro-batches by rows) or more, got " + tokensPerBatch);
    if (activationMemory < 0)
      throw new TrainingException("--activation-memory must be 0 or more, got " + activationMemory);
  }
}
