package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/** An objective on all scored responses of a prompt. */
public non-sealed interface SetObjective extends Objective {
  /** Loss of each set, (prompts), with gradient. */
  Tensor losses(MicroBatch sets);

  @Override
  default Needs needs() {
    return new Needs(Needs.Responses.SETS, true, false, false);
  }

  /** With the share of sets in which a response with the highest score has the highest reward. */
  @Override
  default Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    var rewards = batch.logRatios().mul(beta()).detach();
    var lowest = rewards.fullLike(Double.NEGATIVE_INFINITY);
    var best = batch.maxPerPrompt(batch.desirable().where(rewards, lowest));
    var right = best.ge(batch.maxPerPrompt(rewards)).to(rewards.dtype());
    return Evaluation.of(losses(batch), rewards).with("rewards/accuracies", right);
  }
}
