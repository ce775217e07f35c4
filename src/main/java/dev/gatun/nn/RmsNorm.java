package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;

/**
 * Divides the last dimension by its root mean square, and multiplies it with a weight (Zhang and
 * Sennrich, 2019).
 *
 * @param weight (n)
 * @param eps added to the mean square
 */
public record RmsNorm(Parameter weight, double eps) {
  /** input (..., n); to the same shape. */
  public Tensor apply(Tensor input) {
    return Functional.rmsNorm(input, weight.value(), eps);
  }
}
