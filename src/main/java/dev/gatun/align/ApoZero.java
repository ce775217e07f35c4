package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Anchored preference optimization, zero (D'Oosterlinck et al. 2024): sigmoid(-r_w) + sigmoid(r_l).
 * For chosen responses that are better than the model.
 *
 * @param beta above 0
 */
public record ApoZero(double beta) implements PairObjective {
  public ApoZero {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "apo_zero";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var rewards = rewards(pairs);
    return pairs.chosen(rewards).neg().sigmoid().add(pairs.rejected(rewards).sigmoid());
  }
}
