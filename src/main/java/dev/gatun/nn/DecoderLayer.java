package dev.gatun.nn;

import dev.gatun.torch.Tensor;

/**
 * One pre-norm transformer block: x + attention(norm(x)), then x + mlp(norm(x)).
 *
 * @param attentionNorm before attention
 * @param mlpNorm before the feed-forward block
 */
public record DecoderLayer(
    RmsNorm attentionNorm, Attention attention, RmsNorm mlpNorm, SwiGlu mlp) {
  /** input (tokens, hidden); to the same shape. */
  public Tensor apply(int layer, Tensor input, Rotation rotation, AttentionCore core) {
    var attended = input.add(attention.apply(layer, attentionNorm.apply(input), rotation, core));
    return attended.add(mlp.apply(mlpNorm.apply(attended)));
  }
}
