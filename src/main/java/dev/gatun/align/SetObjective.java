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

  @Override
  default Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    return Evaluation.of(losses(batch), batch.logRatios().mul(beta()));
  }
}
