package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;

/**
 * A low-rank update beside a linear layer: x W^T + scaling * dropout(x) A^T B^T (Hu et al., 2021).
 *
 * @param a (rank, in)
 * @param b (out, rank), of a's dtype, which may be wider than the layer's
 * @param scaling alpha / rank, or alpha / sqrt(rank) when rank-stabilized
 * @param mode whether it counts, shared by a model's updates
 */
public record Lora(Parameter a, Parameter b, double scaling, LoraMode mode) {
  /**
   * Adds the update to what the layer made of an input, computed in a's dtype.
   *
   * @param output of the layer: (..., out)
   * @param input of the layer: (..., in)
   * @return in the output's shape and dtype
   */
  Tensor addTo(Tensor output, Tensor input) {
    if (!mode.isOn()) return output;
    var x = input.to(a.value().dtype());
    if (mode.dropout() > 0) x = Functional.dropout(x, mode.dropout(), true);
    var narrow = Functional.linear(x, a.value(), null); // (..., rank)
    if (output.dim() == 2 && output.dtype() == narrow.dtype())
      return output.addmm(narrow, b.value().transpose(0, 1), 1, scaling);
    var update = Functional.linear(narrow.mul(scaling), b.value(), null);
    return output.add(update).to(output.dtype());
  }

  /** Frees both. */
  public void close() {
    a.close();
    b.close();
  }

  /** scaling * B A: (out, in), what merging adds to the layer's weight. */
  public Tensor delta() {
    return b.value().detach().matmul(a.value().detach()).mul(scaling);
  }
}
