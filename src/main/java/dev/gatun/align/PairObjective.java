package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/** An objective that compares the chosen response of a prompt with the rejected one. */
public non-sealed interface PairObjective extends Objective {
  /** Loss of each pair, (prompts), with gradient. */
  Tensor losses(MicroBatch pairs, WindowSums window);

  /** Implicit reward of each response, (rows). */
  default Tensor rewards(MicroBatch pairs) {
    return pairs.logRatios().mul(beta());
  }

  @Override
  default Needs needs() {
    return new Needs(Needs.Responses.PAIRS, true, false, false);
  }

  /** With the share of pairs whose chosen response has the higher reward. */
  @Override
  default Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    var rewards = rewards(batch).detach();
    var right = batch.chosen(rewards).gt(batch.rejected(rewards)).to(rewards.dtype());
    return Evaluation.of(losses(batch, window), rewards).with("rewards/accuracies", right);
  }
}
