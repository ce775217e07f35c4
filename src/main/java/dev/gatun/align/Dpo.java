package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Direct preference optimization (Rafailov et al. 2023), with D = r_w - r_l: -log sigmoid(D). With
 * label smoothing e (conservative DPO, Mitchell 2023): -(1 - e) log sigmoid(D) - e log sigmoid(-D).
 *
 * @param beta above 0
 * @param labelSmoothing e, in [0, 1/2)
 */
public record Dpo(double beta, double labelSmoothing) implements PairObjective {
  public Dpo {
    Knobs.requirePositive("--beta", beta);
    Knobs.requireShare("--label-smoothing", labelSmoothing);
  }

  @Override
  public String name() {
    return "dpo";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "label_smoothing", labelSmoothing);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var margin = pairs.margins(rewards(pairs));
    var loss = margin.logSigmoid().mul(labelSmoothing - 1);
    return labelSmoothing == 0 ? loss : loss.sub(margin.neg().logSigmoid().mul(labelSmoothing));
  }
}
