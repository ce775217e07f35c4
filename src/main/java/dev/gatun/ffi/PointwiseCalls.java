package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;

/** pointwise.h, function by function: see there for shapes and dtypes. */
public final class PointwiseCalls {
  private PointwiseCalls() {}

  public static NativeTensor add(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_add(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor sub(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_sub(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor mul(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_mul(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor div(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_div(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor maximum(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_maximum(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor minimum(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_minimum(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor eq(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_eq(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor ne(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_ne(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor lt(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_lt(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor le(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_le(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor gt(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_gt(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor ge(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_ge(c.out(), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor add(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_add_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor mul(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_mul_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor div(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_div_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor pow(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_pow_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor eq(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_eq_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor ne(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_ne_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor lt(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_lt_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor le(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_le_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor gt(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_gt_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor ge(NativeTensor self, Scalar other) {
    var c = Call.begin();
    c.end(Gatun.gt_ge_scalar(c.out(), c.tensor(self), other.kind(), other.bits()));
    return c.result();
  }

  public static NativeTensor neg(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_neg(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor abs(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_abs(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor exp(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_exp(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor log(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_log(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor log1p(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_log1p(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor sqrt(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_sqrt(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor rsqrt(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_rsqrt(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor sin(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_sin(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor cos(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_cos(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor tanh(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_tanh(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor sigmoid(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_sigmoid(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor logSigmoid(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_log_sigmoid(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor relu(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_relu(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor silu(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_silu(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor gelu(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_gelu(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor isfinite(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_isfinite(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor logicalNot(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_logical_not(c.out(), c.tensor(self)));
    return c.result();
  }

  /** A bound that is NaN counts as absent. */
  public static NativeTensor clamp(NativeTensor self, double min, double max) {
    var c = Call.begin();
    var hasMin = Double.isNaN(min) ? 0 : 1;
    var hasMax = Double.isNaN(max) ? 0 : 1;
    c.end(Gatun.gt_clamp(c.out(), c.tensor(self), hasMin, min, hasMax, max));
    return c.result();
  }

  public static NativeTensor where(NativeTensor condition, NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_where(c.out(), c.tensor(condition), c.tensor(self), c.tensor(other)));
    return c.result();
  }

  public static NativeTensor maskedFill(NativeTensor self, NativeTensor mask, Scalar value) {
    var c = Call.begin();
    c.end(
        Gatun.gt_masked_fill(c.out(), c.tensor(self), c.tensor(mask), value.kind(), value.bits()));
    return c.result();
  }

  public static void add_(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_add_(c.tensor(self), c.tensor(other)));
  }

  public static void sub_(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_sub_(c.tensor(self), c.tensor(other)));
  }

  public static void mul_(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_mul_(c.tensor(self), c.tensor(other)));
  }

  public static void div_(NativeTensor self, NativeTensor other) {
    var c = Call.begin();
    c.end(Gatun.gt_div_(c.tensor(self), c.tensor(other)));
  }

  public static void mul_(NativeTensor self, Scalar value) {
    var c = Call.begin();
    c.end(Gatun.gt_mul_scalar_(c.tensor(self), value.kind(), value.bits()));
  }

  public static void fill_(NativeTensor self, Scalar value) {
    var c = Call.begin();
    c.end(Gatun.gt_fill_(c.tensor(self), value.kind(), value.bits()));
  }
}
