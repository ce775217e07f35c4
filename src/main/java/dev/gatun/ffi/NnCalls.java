package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import org.jspecify.annotations.Nullable;

/** nn.h, function by function: see there for shapes and dtypes. */
public final class NnCalls {
  private NnCalls() {}

  public static NativeTensor matmul(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_matmul(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor linear(
      NativeTensor input, NativeTensor weight, @Nullable NativeTensor bias) {
    var c = Call.begin();
    c.end(Gatun.gt_linear(c.out(), c.tensor(input), c.tensor(weight), c.tensorOrNull(bias)));
    return c.result();
  }

  public static NativeTensor embedding(NativeTensor weight, NativeTensor indices) {
    var c = Call.begin();
    c.end(Gatun.gt_embedding(c.out(), c.tensor(weight), c.tensor(indices)));
    return c.result();
  }

  public static NativeTensor rmsNorm(
      NativeTensor input, @Nullable NativeTensor weight, double eps) {
    var c = Call.begin();
    c.end(Gatun.gt_rms_norm(c.out(), c.tensor(input), c.tensorOrNull(weight), eps));
    return c.result();
  }

  public static NativeTensor softmax(NativeTensor self, long dim, int dtype) {
    var c = Call.begin();
    c.end(Gatun.gt_softmax(c.out(), c.tensor(self), dim, dtype));
    return c.result();
  }

  public static NativeTensor logSoftmax(NativeTensor self, long dim, int dtype) {
    var c = Call.begin();
    c.end(Gatun.gt_log_softmax(c.out(), c.tensor(self), dim, dtype));
    return c.result();
  }

  /** A scale that is NaN stands for 1/sqrt(head size). */
  public static NativeTensor scaledDotProductAttention(
      NativeTensor query,
      NativeTensor key,
      NativeTensor value,
      @Nullable NativeTensor mask,
      int isCausal,
      double scale,
      int enableGqa) {
    var c = Call.begin();
    c.end(
        Gatun.gt_scaled_dot_product_attention(
            c.out(),
            c.tensor(query),
            c.tensor(key),
            c.tensor(value),
            c.tensorOrNull(mask),
            isCausal,
            Double.isNaN(scale) ? 0 : 1,
            scale,
            enableGqa));
    return c.result();
  }

  public static NativeTensor multinomial(NativeTensor self, long samples) {
    var c = Call.begin();
    c.end(Gatun.gt_multinomial(c.out(), c.tensor(self), samples));
    return c.result();
  }
}
