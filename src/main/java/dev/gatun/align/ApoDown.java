package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Anchored preference optimization, down (D'Oosterlinck et al. 2024): sigmoid(r_w) + sigmoid(-(r_w
 * - r_l)). For chosen responses that are worse than the model.
 *
 * @param beta above 0
 */
public record ApoDown(double beta) implements PairObjective {
  public ApoDown {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "apo_down";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var rewards = rewards(pairs);
    return pairs.chosen(rewards).sigmoid().add(pairs.margins(rewards).neg().sigmoid());
  }
}
