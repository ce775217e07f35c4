package dev.gatun.align;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The responses of a micro-batch as objectives see them. Those of one prompt follow one another; of
 * a pair the chosen one comes first.
 *
 * @param logProbs s: summed log-probabilities under the policy, (rows), float32 or wider; gradients
 *     flow through them
 * @param referenceLogProbs the same under the reference model, or null without one
 * @param tokens how many tokens each sum has, (rows), of the sums' dtype
 * @param desirable bool (rows); of a set, the responses with the highest score
 * @param scores (rows), of the sums' dtype
 * @param promptOf int64 (rows): the prompt of each, in [0, prompts), ascending
 * @param prompts single rows, pairs or sets: the losses' number
 */
public record MicroBatch(
    Tensor logProbs,
    @Nullable Tensor referenceLogProbs,
    Tensor tokens,
    Tensor desirable,
    Tensor scores,
    Tensor promptOf,
    long prompts) {

  /** Rows of thumbs up and down, each a prompt of its own. */
  public static MicroBatch ofRows(
      Tensor logProbs, @Nullable Tensor referenceLogProbs, Tensor tokens, Tensor desirable) {
    var rows = logProbs.size(0);
    return new MicroBatch(
        logProbs,
        referenceLogProbs,
        tokens,
        desirable,
        Tensor.zeros(logProbs.shape(), logProbs.dtype(), logProbs.device()),
        Tensor.arange(rows, DType.INT64, logProbs.device()),
        rows);
  }

  /** u = s_policy - s_reference, (rows). */
  public Tensor logRatios() {
    return logProbs.sub(
        Objects.requireNonNull(referenceLogProbs, "the objective needs a reference"));
  }

  /** Sums divided by the number of tokens, (rows): 0 of a row without tokens. */
  public Tensor perToken(Tensor sums) {
    return sums.div(tokens.clamp(1, Double.NaN));
  }

  /** Of pairs, the chosen rows' values, (prompts). */
  public Tensor chosen(Tensor values) {
    return values.reshape(prompts, 2).select(1, 0);
  }

  /** Of pairs, the chosen rows' values minus the rejected rows', (prompts). */
  public Tensor margins(Tensor values) {
    return chosen(values).sub(rejected(values));
  }

  /** Of pairs, the rejected rows' values, (prompts). */
  public Tensor rejected(Tensor values) {
    return values.reshape(prompts, 2).select(1, 1);
  }

  /** log sum exp of rows' values over each prompt, (prompts), without overflow. */
  public Tensor logSumExpPerPrompt(Tensor values) {
    var highest = maxPerPrompt(values.detach());
    var shifted = values.sub(highest.indexSelect(0, promptOf));
    return perPrompt(shifted.exp()).log().add(highest);
  }

  /** The highest of rows' values of each prompt, (prompts). */
  public Tensor maxPerPrompt(Tensor values) {
    var lowest = values.newFull(new long[] {prompts}, Double.NEGATIVE_INFINITY);
    return lowest.scatterReduce(0, promptOf, values, "amax");
  }

  /** log softmax of rows' values over the responses of each prompt, (rows). */
  public Tensor logSoftmaxPerPrompt(Tensor values) {
    return values.sub(logSumExpPerPrompt(values).indexSelect(0, promptOf));
  }

  /** q: softmax of score / alpha over the responses of each prompt, (rows). */
  public Tensor scoreShares(double alpha) {
    return logSoftmaxPerPrompt(scores.div(alpha)).exp();
  }

  /** Products with weights, where a weight of 0 makes 0 of infinity too, (rows). */
  public Tensor weighted(Tensor weights, Tensor values) {
    return weights.gt(0.0).where(weights.mul(values), values.zerosLike());
  }

  /** How many responses the prompt of each row has, (rows). */
  public Tensor responses() {
    return perPrompt(logProbs.detach().onesLike()).indexSelect(0, promptOf);
  }

  /**
   * Negative log-likelihood of a desirable response, (rows), 0 of the others, such that the mean
   * over the window's prompts is the mean over the window's desirable tokens.
   */
  public Tensor desirableLikelihood(WindowSums window) {
    if (window.desirableTokens() == 0) return logProbs.mul(0.0);
    var each = logProbs.mul(-(double) window.prompts() / window.desirableTokens());
    return desirable.where(each, each.zerosLike());
  }

  /** Sums of rows' values over each prompt, (prompts). */
  public Tensor perPrompt(Tensor values) {
    if (values.size(0) == prompts) return values;
    return values.newZeros(prompts).indexAdd(0, promptOf, values);
  }
}
