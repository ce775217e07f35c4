package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;

/** reduction.h, function by function: see there for shapes and dtypes. */
public final class ReductionCalls {
  private ReductionCalls() {}

  public static NativeTensor sum(NativeTensor self, long[] dims, int keepdim, int dtype) {
    var c = Call.begin();
    c.end(Gatun.gt_sum(c.out(), c.tensor(self), c.longs(dims), dims.length, keepdim, dtype));
    return c.result();
  }

  public static NativeTensor mean(NativeTensor self, long[] dims, int keepdim, int dtype) {
    var c = Call.begin();
    c.end(Gatun.gt_mean(c.out(), c.tensor(self), c.longs(dims), dims.length, keepdim, dtype));
    return c.result();
  }

  public static NativeTensor amax(NativeTensor self, long[] dims, int keepdim) {
    var c = Call.begin();
    c.end(Gatun.gt_amax(c.out(), c.tensor(self), c.longs(dims), dims.length, keepdim));
    return c.result();
  }

  public static NativeTensor amin(NativeTensor self, long[] dims, int keepdim) {
    var c = Call.begin();
    c.end(Gatun.gt_amin(c.out(), c.tensor(self), c.longs(dims), dims.length, keepdim));
    return c.result();
  }

  public static NativeTensor logsumexp(NativeTensor self, long[] dims, int keepdim) {
    var c = Call.begin();
    c.end(Gatun.gt_logsumexp(c.out(), c.tensor(self), c.longs(dims), dims.length, keepdim));
    return c.result();
  }

  public static NativeTensor argmax(NativeTensor self, long dim, int keepdim) {
    var c = Call.begin();
    c.end(Gatun.gt_argmax(c.out(), c.tensor(self), dim, keepdim));
    return c.result();
  }

  public static NativeTensor all(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_all(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor any(NativeTensor self) {
    var c = Call.begin();
    c.end(Gatun.gt_any(c.out(), c.tensor(self)));
    return c.result();
  }

  public static NativeTensor cumsum(NativeTensor self, long dim) {
    var c = Call.begin();
    c.end(Gatun.gt_cumsum(c.out(), c.tensor(self), dim));
    return c.result();
  }

  /** Values, then indices. */
  public static NativeTensor[] topk(NativeTensor self, long k, long dim, int largest) {
    var c = Call.begin();
    c.end(Gatun.gt_topk(c.out(0), c.out(1), c.tensor(self), k, dim, largest));
    return c.results(2);
  }

  /** Values, then indices. */
  public static NativeTensor[] sort(NativeTensor self, long dim, int descending) {
    var c = Call.begin();
    c.end(Gatun.gt_sort(c.out(0), c.out(1), c.tensor(self), dim, descending));
    return c.results(2);
  }
}
