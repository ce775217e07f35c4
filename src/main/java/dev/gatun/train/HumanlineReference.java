package dev.gatun.train;

import dev.gatun.align.Humanline;
import dev.gatun.align.SequenceLogProbs;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * A reference that follows the policy token by token, so that no token's log-ratio leaves the
 * bounds. It needs every token's log-probability under the reference, which nothing keeps: the
 * model computes them anew each time.
 */
record HumanlineReference(Humanline bounds, LiveModel model) implements Reference {
  @Override
  public Scores matched(PackedBatch batch, Policy.LogProbs policy) {
    var tokens = model.logProbs(batch).tokens();
    var unclamped = bounds.unclamped(policy.tokens(), tokens);
    return new Scores(sums(batch, policy, tokens), Map.of("humanline/unclamped", unclamped));
  }

  @Override
  public Tensor mismatched(PackedBatch batch, Policy.LogProbs policy) {
    return sums(batch, policy, model.logProbs(batch).tokens());
  }

  private Tensor sums(PackedBatch batch, Policy.LogProbs policy, Tensor tokens) {
    return SequenceLogProbs.sums(
        bounds.reference(policy.tokens(), tokens), policy.sequenceOf(), batch.sequences());
  }
}
