package dev.gatun.align;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;

/**
 * Log-probabilities of completions, summed in float64: a log-ratio is a small difference of two
 * large sums, so rounding in the sums would be most of what is left of it.
 */
public final class SequenceLogProbs {
  private SequenceLogProbs() {}

  /**
   * s[b] = sum of values over b's tokens.
   *
   * @param values (completion tokens), of each token: its log-probability, or what else is summed
   * @param sequenceOf int64 (completion tokens): the sequence, in [0, sequences), that each token
   *     belongs to
   * @return (sequences), float64
   */
  public static Tensor sums(Tensor values, Tensor sequenceOf, long sequences) {
    var zeros = Tensor.zeros(Shape.of(sequences), DType.FLOAT64, values.device());
    return zeros.indexAdd(0, sequenceOf, values.to(DType.FLOAT64));
  }
}
