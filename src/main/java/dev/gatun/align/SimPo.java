package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Simple preference optimization (Meng et al. 2024): -log sigmoid(beta * (l_w - l_l) - gamma), with
 * l the mean log-probability of a token. No reference.
 *
 * @param beta above 0
 * @param gamma the margin that is asked for
 */
public record SimPo(double beta, double gamma) implements PairObjective {
  public SimPo {
    Knobs.requirePositive("--beta", beta);
    if (!Double.isFinite(gamma)) {
      throw new IllegalArgumentException("--gamma must be a finite number, got " + gamma);
    }
  }

  @Override
  public String name() {
    return "simpo";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "gamma", gamma);
  }

  /** Without a reference. */
  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.PAIRS, false, false, false);
  }

  /** beta times the mean log-probability of a token. */
  @Override
  public Tensor rewards(MicroBatch pairs) {
    return pairs.perToken(pairs.logProbs()).mul(beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    return pairs.margins(rewards(pairs)).sub(gamma).logSigmoid().neg();
  }
}
