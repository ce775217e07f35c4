package dev.gatun.nn;

import dev.gatun.torch.Tensor;

/**
 * A tensor that training may change, under the name that it has in a checkpoint.
 *
 * @param name e.g. {@code model.layers.0.self_attn.q_proj.weight}
 * @param value a leaf; free (of no scope), owned by whoever made the parameter
 */
public record Parameter(String name, Tensor value) {
  /** Whether backward adds to {@code value().grad()}. */
  public boolean requiresGrad() {
    return value.requiresGrad();
  }
}
