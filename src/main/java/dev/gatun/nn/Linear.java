package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Fused;
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
    var output = product(input);
    return lora == null ? output : lora.addTo(output, input);
  }

  /** A narrower input than the weight means mixed precision: the product is the input's. */
  private Tensor product(Tensor input) {
    var offset = bias == null ? null : bias.value();
    return input.dtype() == weight.value().dtype()
        ? Functional.linear(input, weight.value(), offset)
        : Fused.linear(input, weight.value(), weight.in(input.dtype()), offset);
  }
}
