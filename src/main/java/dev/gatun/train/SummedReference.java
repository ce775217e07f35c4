package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.torch.Tensor;
import java.util.Map;

/** A reference that is one number for each sequence, whatever the policy says. */
interface SummedReference extends Reference {
  /** log pi_ref of a batch's sequences, in their order. */
  double[] matched(PackedBatch batch);

  /** As {@link #matched(PackedBatch)}, of mismatched pairs. */
  double[] mismatched(PackedBatch batch);

  @Override
  default Scores matched(PackedBatch batch, Policy.LogProbs policy) {
    return new Scores(Tensor.of(matched(batch)).to(policy.sums().device()), Map.of());
  }

  @Override
  default Tensor mismatched(PackedBatch batch, Policy.LogProbs policy) {
    return Tensor.of(mismatched(batch)).to(policy.sums().device());
  }
}
