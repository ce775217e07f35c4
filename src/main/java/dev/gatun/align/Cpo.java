package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Contrastive preference optimization (Xu et al. 2024): -log sigmoid(beta * (s_w - s_l)) + alpha
 * times the negative log-likelihood of the chosen response, a mean over tokens. No reference.
 *
 * @param beta above 0
 * @param alpha factor of the likelihood, 0 or more
 */
public record Cpo(double beta, double alpha) implements PairObjective {
  public Cpo {
    Knobs.requirePositive("--beta", beta);
    Knobs.requireNotNegative("--cpo-alpha", alpha);
  }

  @Override
  public String name() {
    return "cpo";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "cpo_alpha", alpha);
  }

  /** Without a reference. */
  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.PAIRS, false, false, false);
  }

  /** beta times the summed log-probability. */
  @Override
  public Tensor rewards(MicroBatch pairs) {
    return pairs.logProbs().mul(beta);
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var preference = pairs.margins(rewards(pairs)).logSigmoid().neg();
    return alpha == 0
        ? preference
        : preference.add(pairs.chosen(pairs.desirableLikelihood(window)).mul(alpha));
  }
}
