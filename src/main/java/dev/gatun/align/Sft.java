package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Supervised fine-tuning on desirable responses: their negative log-likelihood, a mean over the
 * window's tokens. No reference, and no rewards.
 */
public record Sft() implements RowObjective {
  @Override
  public String name() {
    return "sft";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of();
  }

  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.DESIRABLE, false, false, false);
  }

  /** Of no use: there are no rewards. */
  @Override
  public double beta() {
    return 1;
  }

  @Override
  public @Nullable Tensor rewards(MicroBatch batch) {
    return null;
  }

  // The interface's scale is undone: a row counts by its tokens, whatever stands beside it.
  @Override
  public Tensor losses(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    return batch.desirableLikelihood(window).mul((double) window.rows() / window.prompts());
  }
}
