package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** An objective that looks at each response by itself. */
public non-sealed interface RowObjective extends Objective {
  /** Loss of each row, (rows), with gradient. */
  Tensor losses(MicroBatch batch, WindowSums window, Map<String, Double> state);

  /** Implicit reward of each row, (rows); null where there is none. */
  default @Nullable Tensor rewards(MicroBatch batch) {
    return batch.logRatios().mul(beta());
  }

  /**
   * In a batch of single rows, the rows' losses. In one of pairs or sets (a mix), each prompt gets
   * the sum of its rows' losses, scaled so that the mean over prompts is the mean over rows.
   */
  @Override
  default Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    var losses = batch.perPrompt(losses(batch, window, state));
    var scale = (double) window.prompts() / window.rows();
    var scaled = scale == 1 ? losses : losses.mul(scale);
    return Evaluation.of(scaled, rewards(batch));
  }
}
