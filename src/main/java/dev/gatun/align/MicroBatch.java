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

  /** Mean log-probability of a token, (rows): 0 of a row without tokens. */
  public Tensor meanLogProbs() {
    return logProbs.div(tokens.clamp(1, Double.NaN));
  }

  /** Of pairs, the chosen rows' values, (prompts). */
  public Tensor chosen(Tensor values) {
    return values.reshape(prompts, 2).select(1, 0);
  }

  /** Of pairs, the rejected rows' values, (prompts). */
  public Tensor rejected(Tensor values) {
    return values.reshape(prompts, 2).select(1, 1);
  }

  /** Sums of rows' values over each prompt, (prompts). */
  public Tensor perPrompt(Tensor values) {
    if (values.size(0) == prompts) return values;
    return values.newZeros(prompts).indexAdd(0, promptOf, values);
  }
}
