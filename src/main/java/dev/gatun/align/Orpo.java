package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Odds ratio preference optimization (Hong et al. 2024): the negative log-likelihood of the chosen
 * response, a mean over tokens, minus beta * log sigmoid(log odds(l_w) - log odds(l_l)), with l the
 * mean log-probability of a token and odds = p / (1 - p). No reference.
 *
 * @param beta above 0
 */
public record Orpo(double beta) implements PairObjective {
  private static final double CERTAIN = 1e-12;

  public Orpo {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "orpo";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
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

  /** log(p / (1 - p)) of log p. A certain response (p = 1) counts as one that nearly is. */
  private static Tensor logOdds(Tensor logProbs) {
    var uncertain = logProbs.clamp(Double.NaN, -CERTAIN);
    return uncertain.sub(uncertain.expm1().neg().log());
  }

  @Override
  public Tensor losses(MicroBatch pairs, WindowSums window) {
    var odds = logOdds(pairs.perToken(pairs.logProbs()));
    var preference = pairs.margins(odds).logSigmoid().mul(-beta);
    return preference.add(pairs.chosen(pairs.desirableLikelihood(window)));
  }
}
