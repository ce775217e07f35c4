package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * The hinge on the margin of rewards (Zhao et al. 2023, with DPO's rewards): max(0, 1 - (r_w -
 * r_l)).
 *
 * @param beta above 0
 */
public record Hinge(double beta) implements PairObjective {
  public Hinge {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "hinge";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    return pairs.margins(rewards(pairs)).neg().add(1.0).relu();
  }
}
