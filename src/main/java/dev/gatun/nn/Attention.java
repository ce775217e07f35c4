package dev.gatun.nn;

import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Multi-head attention with rotary positions; key and value heads may be fewer than query heads
 * (grouped queries, Ainslie et al., 2023).
 *
 * @param query hidden to heads * d
 * @param key hidden to kv heads * d
 * @param value hidden to kv heads * d
 * @param output heads * d to hidden
 * @param queryNorm over d, before the rotation; null: none
 * @param keyNorm over d, before the rotation; null: none
 * @param headDim d
 */
public record Attention(
    Linear query,
    Linear key,
    Linear value,
    Linear output,
    @Nullable RmsNorm queryNorm,
    @Nullable RmsNorm keyNorm,
    int headDim,
    Window window) {
  /** input (tokens, hidden); to the same shape. */
  public Tensor apply(int layer, Tensor input, Rotation rotation, AttentionCore core) {
    var q = normed(queryNorm, heads(query.apply(input))); // (tokens, heads, d)
    var k = normed(keyNorm, heads(key.apply(input))); // (tokens, kv heads, d)
    var v = heads(value.apply(input));
    var attended = core.attend(layer, q, k, v, rotation, window);
    return output.apply(attended.reshape(input.size(0), -1));
  }

  private Tensor heads(Tensor projected) {
    return projected.reshape(projected.size(0), -1, headDim);
  }

  private static Tensor normed(@Nullable RmsNorm norm, Tensor heads) {
    return norm == null ? heads : norm.apply(heads);
  }
}
