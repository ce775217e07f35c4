package dev.gatun.torch;

import dev.gatun.ffi.FusedCalls;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of a language model as one operation each, with gradients written by hand. On the CPU,
 * float32, float64 and bfloat16 go through kernels of Gatun's own; everything else is composed of
 * libtorch's operators. Their gradients cannot be differentiated again.
 */
public final class Fused {
  private Fused() {}

  /**
   * A sum, and what {@link #addRmsNorm} makes of it.
   *
   * @param sum (..., n)
   * @param normed (..., n)
   */
  public record Normed(Tensor sum, Tensor normed) {}

  /**
   * A residual connection and the norm behind it: sum = input + delta, normed = sum / sqrt(mean(sum
   * * sum) + eps) * weight.
   *
   * @param input (..., n)
   * @param delta (..., n), of input's dtype or of the result's; null: the sum is input itself
   * @param weight (n)
   * @param dtype of normed; computed in input's
   */
  public static Normed addRmsNorm(
      Tensor input, @Nullable Tensor delta, Tensor weight, double eps, DType dtype) {
    var results =
        FusedCalls.addRmsNorm(
            input.handle, Tensor.handle(delta), weight.handle, eps, dtype.number());
    return new Normed(new Tensor(results[0]), new Tensor(results[1]));
  }

  /** silu(gate) * up, elementwise; both of one shape. */
  public static Tensor swiglu(Tensor gate, Tensor up) {
    return new Tensor(FusedCalls.swiglu(gate.handle, up.handle));
  }

  /**
   * {@link Functional#linear}, computed with a copy of the weight in input's dtype; the gradient is
   * the weight's, in the weight's dtype.
   *
   * @param input (..., in)
   * @param weight (out, in)
   * @param copy (out, in), of input's dtype
   * @param bias (out), or null
   * @return (..., out), of input's dtype
   */
  public static Tensor linear(Tensor input, Tensor weight, Tensor copy, @Nullable Tensor bias) {
    return new Tensor(
        FusedCalls.linearWithCopy(input.handle, weight.handle, copy.handle, Tensor.handle(bias)));
  }

  /** Whether {@link #packedAttention} is there for tensors like this one. */
  public static boolean hasPackedAttention(Tensor query) {
    var dtype = query.dtype();
    return query.device().type() == Device.Type.CPU
        && (dtype == DType.FLOAT32 || dtype == DType.FLOAT64 || dtype == DType.BFLOAT16);
  }

  /**
   * Causal attention over sequences that follow one another without padding, with rotary positions:
   * softmax(q k^T / sqrt(d)) v. Of each sequence's tokens the last ones, as many as queryLengths
   * says, ask. On the CPU alone.
   *
   * @param query (query tokens, heads, d)
   * @param key (key tokens, kv heads, d), kv heads dividing heads
   * @param value (key tokens, kv heads, d)
   * @param cos (key tokens, d/2), float64 when query is, else float32; null: no rotation
   * @param sin as cos
   * @param keyLengths tokens of each sequence
   * @param window how many tokens a token sees, itself included
   * @return (query tokens, heads, d)
   */
  public static Tensor packedAttention(
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Tensor cos,
      @Nullable Tensor sin,
      long[] queryLengths,
      long[] keyLengths,
      long window) {
    return new Tensor(
        FusedCalls.packedAttention(
            query.handle,
            key.handle,
            value.handle,
            Tensor.handle(cos),
            Tensor.handle(sin),
            queryLengths,
            keyLengths,
            window));
  }

  /**
   * What {@link #linearLogProb} gives, in float32, or float64 for a float64 model.
   *
   * @param logProbs (n)
   * @param logitSums (n): the sum of each token's scores, without gradient
   */
  public record LogProbs(Tensor logProbs, Tensor logitSums) {}

  /**
   * log softmax(weight hidden)[target] of each token, without ever holding the scores of all tokens
   * in memory, unless they fit into a budget.
   *
   * @param hidden (n, width)
   * @param weight (vocabulary, width)
   * @param copy of the weight in hidden's dtype, as for {@link #linear}; null: weight itself
   * @param targets int64 (n)
   * @param keepBytes scores that take no more are kept for the gradient; others are computed again
   */
  public static LogProbs linearLogProb(
      Tensor hidden, Tensor weight, @Nullable Tensor copy, Tensor targets, long keepBytes) {
    var results =
        FusedCalls.linearLogProb(
            hidden.handle, weight.handle, Tensor.handle(copy), targets.handle, keepBytes);
    return new LogProbs(new Tensor(results[0]), new Tensor(results[1]));
  }
}
