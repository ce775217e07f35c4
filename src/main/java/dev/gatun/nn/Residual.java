package dev.gatun.nn;

import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * What flows from layer to layer: a sum that has not been written yet, since the next norm reads it
 * anyway and adds it up then.
 *
 * @param sum (tokens, hidden), in the parameters' dtype
 * @param delta (tokens, hidden), in the dtype that layers compute in; null: nothing to add
 */
public record Residual(Tensor sum, @Nullable Tensor delta) {}
