package dev.gatun.nn;

import dev.gatun.torch.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What flows from layer to layer: a sum that has not been written yet, since the next norm reads it
 * anyway and adds it up then.
 *
 * @param sum (tokens, hidden), in the parameters' dtype
 * @param delta (tokens, hidden), in the dtype that layers compute in; null: nothing to add
 */
public record Residual(Tensor sum, @Nullable Tensor delta) {
  /** From what {@link #tensors} gave. */
  public static Residual of(List<Tensor> tensors) {
    return new Residual(tensors.get(0), tensors.size() > 1 ? tensors.get(1) : null);
  }

  /** The one or two tensors that it is made of. */
  public List<Tensor> tensors() {
    return delta == null ? List.of(sum) : List.of(sum, delta);
  }
}
