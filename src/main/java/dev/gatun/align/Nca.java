package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Noise contrastive alignment (Chen et al. 2024) of K scored responses, with q the softmax of score
 * / alpha: sum over k of [-q_k log sigmoid(r_k) - (1 / K) log sigmoid(-r_k)]. Each reward is drawn
 * to ln(K q_k) and held there.
 *
 * @param beta above 0
 * @param alpha temperature of the scores, above 0
 */
public record Nca(double beta, double alpha) implements SetObjective {
  public Nca {
    Knobs.requirePositive("--beta", beta);
    Knobs.requirePositive("--alpha", alpha);
  }

  @Override
  public String name() {
    return "nca";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "alpha", alpha);
  }

  @Override
  public Tensor losses(MicroBatch sets) {
    var rewards = sets.logRatios().mul(beta);
    var data = sets.weighted(sets.scoreShares(alpha), rewards.logSigmoid());
    var noise = rewards.neg().logSigmoid().div(sets.responses());
    return sets.perPrompt(data.add(noise)).neg();
  }
}
