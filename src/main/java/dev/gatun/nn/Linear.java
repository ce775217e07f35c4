package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * An affine map of the last dimension.
 *
 * @param weight (out, in)
 * @param bias (out), or null
 * @param lora an update beside it, or null
 */
public record Linear(Parameter weight, @Nullable Parameter bias, @Nullable Lora lora) {
  /** input (..., in); to (..., out). */
  public Tensor apply(Tensor input) {
    var output = Functional.linear(input, weight.value(), bias == null ? null : bias.value());
    return lora == null ? output : lora.addTo(output, input);
  }
}
