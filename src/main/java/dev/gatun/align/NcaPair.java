package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Noise contrastive alignment of a pair (Chen et al. 2024): -log sigmoid(r_w) - 1/2 log
 * sigmoid(-r_w) - 1/2 log sigmoid(-r_l). The chosen reward is drawn to ln 2 and then held.
 *
 * @param beta above 0
 */
public record NcaPair(double beta) implements PairObjective {
  public NcaPair {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "nca_pair";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var rewards = rewards(pairs);
    var chosen = pairs.chosen(rewards);
    var noise = chosen.neg().logSigmoid().add(pairs.rejected(rewards).neg().logSigmoid());
    return chosen.logSigmoid().add(noise.mul(0.5)).neg();
  }
}
