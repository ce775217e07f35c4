package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import org.jspecify.annotations.Nullable;

/** fused.h, function by function: see there for shapes and dtypes. */
public final class FusedCalls {
  private FusedCalls() {}

  /** The sum, and the sum normed. */
  public static NativeTensor[] addRmsNorm(
      NativeTensor input,
      @Nullable NativeTensor delta,
      NativeTensor weight,
      double eps,
      int dtype) {
    var c = Call.begin();
    var results = c.allocate(16);
    c.end(
        Gatun.gt_add_rms_norm(
            results,
            results.asSlice(8, 8),
            c.tensor(input),
            c.tensorOrNull(delta),
            c.tensor(weight),
            eps,
            dtype));
    return c.adoptAll(results, 2);
  }

  public static NativeTensor swiglu(NativeTensor gate, NativeTensor up) {
    var c = Call.begin();
    c.end(Gatun.gt_swiglu(c.out(), c.tensor(gate), c.tensor(up)));
    return c.result();
  }

  public static NativeTensor linearWithCopy(
      NativeTensor input, NativeTensor weight, NativeTensor copy, @Nullable NativeTensor bias) {
    var c = Call.begin();
    c.end(
        Gatun.gt_linear_with_copy(
            c.out(), c.tensor(input), c.tensor(weight), c.tensor(copy), c.tensorOrNull(bias)));
    return c.result();
  }

  /** Lengths: one for each sequence. */
  public static NativeTensor packedAttention(
      NativeTensor query,
      NativeTensor key,
      NativeTensor value,
      @Nullable NativeTensor cos,
      @Nullable NativeTensor sin,
      long[] queryLengths,
      long[] keyLengths,
      long window) {
    if (queryLengths.length != keyLengths.length)
      throw new IllegalArgumentException(
          queryLengths.length + " query lengths, but " + keyLengths.length + " key lengths");
    var c = Call.begin();
    c.end(
        Gatun.gt_packed_attention(
            c.out(),
            c.tensor(query),
            c.tensor(key),
            c.tensor(value),
            c.tensorOrNull(cos),
            c.tensorOrNull(sin),
            c.longs(queryLengths),
            c.longs(keyLengths),
            queryLengths.length,
            window));
    return c.result();
  }

  /** Log-probabilities, and sums of the scores. */
  public static NativeTensor[] linearLogProb(
      NativeTensor hidden,
      NativeTensor weight,
      @Nullable NativeTensor copy,
      NativeTensor targets,
      long keepBytes) {
    var c = Call.begin();
    var results = c.allocate(16);
    c.end(
        Gatun.gt_linear_log_prob(
            results,
            results.asSlice(8, 8),
            c.tensor(hidden),
            c.tensor(weight),
            c.tensorOrNull(copy),
            c.tensor(targets),
            keepBytes));
    return c.adoptAll(results, 2);
  }
}
