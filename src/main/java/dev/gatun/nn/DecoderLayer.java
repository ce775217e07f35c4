package dev.gatun.nn;

import dev.gatun.torch.DType;

/**
 * One pre-norm transformer block: x + attention(norm(x)), then x + mlp(norm(x)).
 *
 * @param attentionNorm before attention
 * @param mlpNorm before the feed-forward block
 */
public record DecoderLayer(
    RmsNorm attentionNorm, Attention attention, RmsNorm mlpNorm, SwiGlu mlp) {
  /**
   * Takes and gives (tokens, hidden).
   *
   * @param compute dtype of everything between the norms and the residual stream
   */
  public Residual apply(
      int layer, Residual input, Rotation rotation, AttentionCore core, DType compute) {
    var first = attentionNorm.apply(input.sum(), input.delta(), compute);
    var attended = attention.apply(layer, first.normed(), rotation, core);
    var second = mlpNorm.apply(first.sum(), attended, compute);
    return new Residual(second.sum(), mlp.apply(second.normed()));
  }
}
