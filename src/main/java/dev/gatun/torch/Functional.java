package dev.gatun.torch;

import dev.gatun.ffi.NnCalls;
import org.jspecify.annotations.Nullable;

/** torch.nn.functional: the blocks of a transformer as functions. */
public final class Functional extends NeuralNetworks {
  private Functional() {}

  /** Which keys a query sees. */
  public enum Causality {
    /** All of them. */
    FULL,
    /** Query i sees keys 0 to i. */
    CAUSAL
  }

  /** input (..., in), weight (out, in), bias (out) or null; to (..., out). */
  public static Tensor linear(Tensor input, Tensor weight, @Nullable Tensor bias) {
    return new Tensor(NnCalls.linear(input.handle, weight.handle, Tensor.handle(bias)));
  }

  /** weight (rows, width), indices int64 (...); to (..., width). */
  public static Tensor embedding(Tensor weight, Tensor indices) {
    return new Tensor(NnCalls.embedding(weight.handle, indices.handle));
  }

  /** Root-mean-square norm over the last dimension: input (..., n), weight (n) or null. */
  public static Tensor rmsNorm(Tensor input, @Nullable Tensor weight, double eps) {
    return new Tensor(NnCalls.rmsNorm(input.handle, Tensor.handle(weight), eps));
  }

  /**
   * softmax(query key^T / sqrt(d)) value, without dropout: query (..., heads, n, d), key and value
   * (..., kv heads, m, d), where kv heads divide heads; to (..., heads, n, d).
   */
  public static Tensor scaledDotProductAttention(
      Tensor query, Tensor key, Tensor value, Causality causality) {
    return attention(query, key, value, null, causality == Causality.CAUSAL ? 1 : 0);
  }

  /**
   * As above with a mask (..., n, m): bool (true takes part), or a number that is added to the
   * scores.
   */
  public static Tensor scaledDotProductAttention(
      Tensor query, Tensor key, Tensor value, Tensor mask) {
    return attention(query, key, value, mask, 0);
  }

  private static Tensor attention(
      Tensor query, Tensor key, Tensor value, @Nullable Tensor mask, int causal) {
    var heads = query.shape();
    var keyHeads = key.shape();
    // Shapes that do not fit at all are libtorch's to refuse.
    var grouped =
        heads.dim() < 3 || keyHeads.dim() < 3 || heads.size(-3) == keyHeads.size(-3) ? 0 : 1;
    return new Tensor(
        NnCalls.scaledDotProductAttention(
            query.handle,
            key.handle,
            value.handle,
            Tensor.handle(mask),
            causal,
            Double.NaN,
            grouped));
  }

  /** Softmax along dim. */
  public static Tensor softmax(Tensor input, long dim) {
    return new Tensor(NnCalls.softmax(input.handle, dim, DType.NONE));
  }

  /** Log of the softmax along dim. */
  public static Tensor logSoftmax(Tensor input, long dim) {
    return new Tensor(NnCalls.logSoftmax(input.handle, dim, DType.NONE));
  }

  /** Log of the softmax along dim, converted to dtype before and computed in it. */
  public static Tensor logSoftmax(Tensor input, long dim, DType dtype) {
    return new Tensor(NnCalls.logSoftmax(input.handle, dim, dtype.number()));
  }

  /**
   * torch.multinomial: draws samples indices (int64) without replacement from probabilities (...,
   * n).
   */
  public static Tensor multinomial(Tensor probabilities, long samples) {
    return new Tensor(NnCalls.multinomial(probabilities.handle, samples));
  }

  /** As {@link #multinomial(Tensor, long)}, with draws from this generator. */
  public static Tensor multinomial(Tensor probabilities, long samples, Generator generator) {
    return Operators.call("aten::multinomial", probabilities, samples, false, generator).tensor(0);
  }
}
