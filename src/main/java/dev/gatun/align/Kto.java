package dev.gatun.align;

import dev.gatun.torch.Tensor;

/**
 * Kahneman-Tversky optimization (Ethayarajh et al. 2024, equations 7 and 8). With the reference
 * point z0, no gradient through it:
 *
 * <pre>
 * desirable row:    lambda_D * (1 - sigmoid(beta * (u - z0)))
 * undesirable row:  lambda_U * (1 - sigmoid(beta * (z0 - u)))
 * </pre>
 *
 * @param beta above 0
 * @param desirableWeight lambda_D, 0 or more
 * @param undesirableWeight lambda_U, 0 or more
 */
public record Kto(double beta, double desirableWeight, double undesirableWeight)
    implements Objective {
  public Kto {
    if (!(beta > 0) || Double.isInfinite(beta)) {
      throw new IllegalArgumentException("--beta must be a number above 0, got " + beta);
    }
    require("--desirable-weight", desirableWeight);
    require("--undesirable-weight", undesirableWeight);
  }

  private static void require(String flag, double weight) {
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException(flag + " must be a number of 0 or more, got " + weight);
    }
  }

  @Override
  public boolean needsMismatchedPairs() {
    return true;
  }

  @Override
  public Tensor loss(Tensor logRatios, Tensor desirable, double referencePoint) {
    var dtype = logRatios.dtype();
    var isDesirable = desirable.to(dtype); // (rows) 1 or 0
    var sign = isDesirable.mul(2.0).sub(1.0); // (rows) 1 or -1
    var weight = isDesirable.mul(desirableWeight - undesirableWeight).add(undesirableWeight);
    // 1 - sigmoid(z) = sigmoid(-z), which keeps its precision for large z.
    return logRatios.sub(referencePoint).mul(sign).mul(-beta).sigmoid().mul(weight);
  }
}
