package dev.gatun.nn;

import dev.gatun.torch.Operators;
import dev.gatun.torch.Tensor;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rotary embedding of a pass's tokens, shared by its layers (Su et al., 2021). Dimension i is
 * paired with i + d/2.
 *
 * @param cos (tokens, 1, d)
 * @param sin (tokens, 1, d), negated in its first half
 * @param halfCos (tokens, d/2): the same angles once, in float64 for float64 and else in float32
 * @param halfSin as halfCos, not negated
 */
public record Rotation(Tensor cos, Tensor sin, Tensor halfCos, Tensor halfSin) {
  /** From what {@link #tensors} gave. */
  public static Rotation of(List<Tensor> tensors) {
    return new Rotation(tensors.get(0), tensors.get(1), tensors.get(2), tensors.get(3));
  }

  /** What it is made of. */
  public List<Tensor> tensors() {
    return List.of(cos, sin, halfCos, halfSin);
  }

  /** {@link #apply}, or x itself for null. */
  public static Tensor turned(@Nullable Rotation rotation, Tensor x) {
    return rotation == null ? x : rotation.apply(x);
  }

  /**
   * Turns each pair of dimensions by its token's angle: x (tokens, heads, d); to the same shape and
   * dtype.
   */
  public Tensor apply(Tensor x) {
    // Rolling by d/2 swaps the halves, so (a, b) becomes (a cos - b sin, b cos + a sin) in one
    // expression.
    var half = new long[] {x.size(2) / 2};
    var swapped = Operators.call("aten::roll", x, half, new long[] {-1}).tensor(0);
    return x.mul(cos).add(swapped.mul(sin)).to(x.dtype());
  }
}
