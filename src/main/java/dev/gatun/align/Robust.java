package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Robust DPO (Chowdhury et al. 2024), unbiased when a share e of the labels is flipped: with D =
 * r_w - r_l, [-(1 - e) log sigmoid(D) + e log sigmoid(-D)] / (1 - 2e). Not bounded below.
 *
 * @param beta above 0
 * @param labelSmoothing e, in [0, 1/2)
 */
public record Robust(double beta, double labelSmoothing) implements PairObjective {
  public Robust {
    Knobs.requirePositive("--beta", beta);
    Knobs.requireShare("--label-smoothing", labelSmoothing);
  }

  @Override
  public String name() {
    return "robust";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "label_smoothing", labelSmoothing);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var margin = pairs.margins(rewards(pairs));
    var kept = margin.logSigmoid().mul(labelSmoothing - 1);
    var loss = labelSmoothing == 0 ? kept : kept.add(margin.neg().logSigmoid().mul(labelSmoothing));
    return loss.div(1 - 2 * labelSmoothing);
  }
}
