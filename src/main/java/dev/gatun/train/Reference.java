package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;

/** Summed log-probabilities of completions under the reference model. */
interface Reference {
  /** log pi_ref of a batch's sequences, in their order. */
  double[] matched(PackedBatch batch);

  /** As {@link #matched}, of mismatched pairs. */
  double[] mismatched(PackedBatch batch);

  /** Keeps for later runs what has been computed and not been kept yet. */
  default void keep() {}
}
