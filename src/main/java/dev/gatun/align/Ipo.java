package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Identity preference optimization (Azar et al. 2023): (h - 1 / (2 beta))^2, with h the difference
 * of the log-ratios per token of the chosen and the rejected response. Divides by the number of
 * tokens, as its authors do; beta is their tau.
 *
 * @param beta above 0
 */
public record Ipo(double beta) implements PairObjective {
  public Ipo {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "ipo";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var each = pairs.perToken(pairs.logRatios());
    return pairs.margins(each).sub(1 / (2 * beta)).square();
  }
}
