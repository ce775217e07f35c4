package dev.gatun.align;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;

/**
 * Humanline clamping (Liu, Muennighoff and Ethayarajh 2025, arXiv 2509.24207; HALOs' {@code
 * humanline}): the log-ratio of a response is the sum of its tokens' log-ratios, each held within
 * bounds,
 *
 * <pre>
 * u = sum over t of clamp(log pi(y_t) - log pi_ref(y_t), log_epsilon_P, log_epsilon_R)
 * </pre>
 *
 * and a token beyond them has no gradient. Every objective that compares with a reference sees such
 * a u when the reference's log-probabilities are taken to follow the policy's: u = s - s_ref with
 * log pi_ref(y_t) := log pi(y_t) - clamp(...), through which gradients flow.
 *
 * @param lower log_epsilon_P, below 0
 * @param upper log_epsilon_R, above 0
 */
public record Humanline(double lower, double upper) {
  /** HALOs' bounds: -1 and 1.5. */
  public static final Humanline DEFAULT = new Humanline(-1, 1.5);

  // Around 0: where policy and reference agree, as they do in the beginning, tokens must push.
  public Humanline {
    if (!(lower < 0)) {
      throw new IllegalArgumentException("--log-epsilon-p must be below 0, got " + lower);
    }
    if (!(upper > 0)) {
      throw new IllegalArgumentException("--log-epsilon-r must be above 0, got " + upper);
    }
  }

  /**
   * Log-probabilities under the reference as they are to be compared with.
   *
   * @param logProbs of tokens under the policy, (tokens); gradients flow through them
   * @param referenceLogProbs the same under the reference model
   * @return (tokens), float64
   */
  public Tensor reference(Tensor logProbs, Tensor referenceLogProbs) {
    return logProbs.to(DType.FLOAT64).sub(ratios(logProbs, referenceLogProbs).clamp(lower, upper));
  }

  private static Tensor ratios(Tensor logProbs, Tensor referenceLogProbs) {
    return logProbs.to(DType.FLOAT64).sub(referenceLogProbs.to(DType.FLOAT64));
  }

  /**
   * 1 of tokens that are strictly within the bounds and 0 of others, leaving out those whose
   * log-ratio is exactly 0, without gradient.
   *
   * @return (tokens with another log-ratio than 0), float64
   */
  public Tensor unclamped(Tensor logProbs, Tensor referenceLogProbs) {
    var ratios = ratios(logProbs.detach(), referenceLogProbs);
    var moved = ratios.maskedSelect(ratios.ne(0.0));
    return moved.gt(lower).mul(moved.lt(upper)).to(DType.FLOAT64);
  }
}
