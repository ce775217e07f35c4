package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.torch.Tensor;
import java.util.Map;

/** Summed log-probabilities of completions under the reference model. */
interface Reference {
  /**
   * What the reference gives a batch.
   *
   * @param logProbs log pi_ref, (sequences), float64
   * @param means metrics of the batch: values of any number that are averaged
   */
  record Scores(Tensor logProbs, Map<String, Tensor> means) {}

  /**
   * Of a batch's sequences, in their order.
   *
   * @param policy what the policy gives the batch; gradients may flow through it into the scores
   */
  Scores matched(PackedBatch batch, Policy.LogProbs policy);

  /** As {@link #matched}, of mismatched pairs. */
  Tensor mismatched(PackedBatch batch, Policy.LogProbs policy);

  /** Keeps for later runs what has been computed and not been kept yet. */
  default void keep() {}
}
