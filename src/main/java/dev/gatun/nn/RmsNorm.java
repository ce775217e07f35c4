package dev.gatun.nn;

import dev.gatun.torch.DType;
import dev.gatun.torch.Fused;
import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Divides the last dimension by its root mean square, and multiplies it with a weight (Zhang and
 * Sennrich, 2019).
 *
 * @param weight (n)
 * @param eps added to the mean square
 */
public record RmsNorm(Parameter weight, double eps) {
  /** input (..., n); to the same shape and dtype. */
  public Tensor apply(Tensor input) {
    var wide = input.to(weight.value().dtype());
    return Fused.addRmsNorm(wide, null, weight.value(), eps, input.dtype()).normed();
  }

  /**
   * The norm of input + delta, and that sum.
   *
   * @param input (..., n)
   * @param delta (..., n); null: nothing is added
   * @param dtype of the norm
   */
  public Fused.Normed apply(Tensor input, @Nullable Tensor delta, DType dtype) {
    return Fused.addRmsNorm(input, delta, weight.value(), eps, dtype);
  }
}
