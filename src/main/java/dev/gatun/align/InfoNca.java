package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * InfoNCA (Chen et al. 2024) of K scored responses, with q the softmax of score / alpha: -sum over
 * k of q_k log softmax(r)_k. Of two responses with q = (1, 0) it is DPO.
 *
 * @param beta above 0
 * @param alpha temperature of the scores, above 0
 */
public record InfoNca(double beta, double alpha) implements SetObjective {
  public InfoNca {
    Knobs.requirePositive("--beta", beta);
    Knobs.requirePositive("--alpha", alpha);
  }

  @Override
  public String name() {
    return "infonca";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "alpha", alpha);
  }

  @Override
  public Tensor losses(MicroBatch sets) {
    var logShares = sets.logSoftmaxPerPrompt(sets.logRatios().mul(beta));
    return sets.perPrompt(sets.weighted(sets.scoreShares(alpha), logShares)).neg();
  }
}
