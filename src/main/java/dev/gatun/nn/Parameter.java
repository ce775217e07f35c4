package dev.gatun.nn;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;

/**
 * A tensor that training may change, under the name that it has in a checkpoint.
 *
 * @param name e.g. {@code model.layers.0.self_attn.q_proj.weight}
 * @param value a leaf; free (of no scope), owned by whoever made the parameter
 * @param narrow what {@link #in} keeps
 */
public record Parameter(String name, Tensor value, NarrowCopy narrow) {
  public Parameter(String name, Tensor value) {
    this(name, value, new NarrowCopy());
  }

  /** Whether backward adds to {@code value().grad()}. */
  public boolean requiresGrad() {
    return value.requiresGrad();
  }

  /**
   * Its values in another dtype, without gradient: kept until they change, and owned by the
   * parameter.
   */
  public Tensor in(DType dtype) {
    return narrow.of(value, dtype);
  }

  /** To be called by whoever has changed the values in place, as optimizers do. */
  public void changed() {
    narrow.expire();
  }

  /** Frees the value and what {@link #in} kept. */
  public void close() {
    value.close();
    narrow.close();
  }
}
