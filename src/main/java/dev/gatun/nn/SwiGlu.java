package dev.gatun.nn;

import dev.gatun.torch.Fused;
import dev.gatun.torch.Tensor;

/**
 * The gated feed-forward block: down(silu(gate(x)) * up(x)) (Shazeer, 2020).
 *
 * @param gate hidden to intermediate
 * @param up hidden to intermediate
 * @param down intermediate to hidden
 */
public record SwiGlu(Linear gate, Linear up, Linear down) {
  /** input (..., hidden); to the same shape. */
  public Tensor apply(Tensor input) {
    return down.apply(Fused.swiglu(gate.apply(input), up.apply(input)));
  }
}
