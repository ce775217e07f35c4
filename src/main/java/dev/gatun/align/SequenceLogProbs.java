package dev.gatun.align;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;

/**
 * Log-probabilities of completions from logits: of tokens in float32 or wider whatever the model's
 * dtype, summed in float64. A log-ratio is a small difference of two large sums, so rounding in the
 * sums would be most of what is left of it.
 */
public final class SequenceLogProbs {
  private SequenceLogProbs() {}

  /**
   * Sums of token log-probabilities: s[b] = sum over b's tokens of log softmax(logits)[target].
   *
   * @param logits (completion tokens, vocabulary): each row predicts its target
   * @param targets int64 (completion tokens)
   * @param sequenceOf int64 (completion tokens): the sequence, in [0, sequences), that each token
   *     belongs to
   * @return (sequences), float64
   */
  public static Tensor of(Tensor logits, Tensor targets, Tensor sequenceOf, long sequences) {
    var wide = logits.dtype() == DType.FLOAT64 ? logits : logits.to(DType.FLOAT32);
    var chosen = wide.gather(1, targets.unsqueeze(1)).squeeze(1); // (completion tokens)
    var logProbs = chosen.sub(wide.logsumexp(1)); // (completion tokens)
    var zeros = Tensor.zeros(Shape.of(sequences), DType.FLOAT64, logits.device());
    return zeros.indexAdd(0, sequenceOf, logProbs.to(DType.FLOAT64));
  }
}
