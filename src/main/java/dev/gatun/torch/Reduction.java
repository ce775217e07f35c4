package dev.gatun.torch;

import dev.gatun.ffi.NativeTensor;
import dev.gatun.ffi.ReductionCalls;

/** Reductions and order. */
sealed interface Reduction permits Tensor {
  /** torch.sum over dims (negative from the end), which go; none given: over all. */
  default Tensor sum(long... dims) {
    return new Tensor(ReductionCalls.sum(((Tensor) this).handle, dims, 0, DType.NONE));
  }

  /** torch.sum over dims, computed and returned in dtype. */
  default Tensor sum(DType dtype, long... dims) {
    return new Tensor(ReductionCalls.sum(((Tensor) this).handle, dims, 0, dtype.number()));
  }

  /** torch.sum over dims, which stay with length 1 (keepdim). */
  default Tensor sumKeepdim(long... dims) {
    return new Tensor(ReductionCalls.sum(((Tensor) this).handle, dims, 1, DType.NONE));
  }

  /** torch.mean over dims (negative from the end), which go; none given: over all. */
  default Tensor mean(long... dims) {
    return new Tensor(ReductionCalls.mean(((Tensor) this).handle, dims, 0, DType.NONE));
  }

  /** torch.mean over dims, computed and returned in dtype. */
  default Tensor mean(DType dtype, long... dims) {
    return new Tensor(ReductionCalls.mean(((Tensor) this).handle, dims, 0, dtype.number()));
  }

  /** torch.mean over dims, which stay with length 1 (keepdim). */
  default Tensor meanKeepdim(long... dims) {
    return new Tensor(ReductionCalls.mean(((Tensor) this).handle, dims, 1, DType.NONE));
  }

  /** torch.amax: the largest over dims, which go; none given: over all. */
  default Tensor amax(long... dims) {
    return new Tensor(ReductionCalls.amax(((Tensor) this).handle, dims, 0));
  }

  /** torch.amin: the smallest over dims, which go; none given: over all. */
  default Tensor amin(long... dims) {
    return new Tensor(ReductionCalls.amin(((Tensor) this).handle, dims, 0));
  }

  /** torch.logsumexp: log of the sum of exponentials over dims, which go; none given: over all. */
  default Tensor logsumexp(long... dims) {
    return new Tensor(ReductionCalls.logsumexp(((Tensor) this).handle, dims, 0));
  }

  /** torch.argmax along dim, which goes; int64. */
  default Tensor argmax(long dim) {
    return new Tensor(ReductionCalls.argmax(((Tensor) this).handle, dim, 0));
  }

  /** torch.all: whether every element is true; bool, 0-dimensional. */
  default Tensor all() {
    return new Tensor(ReductionCalls.all(((Tensor) this).handle));
  }

  /** torch.any: whether an element is true; bool, 0-dimensional. */
  default Tensor any() {
    return new Tensor(ReductionCalls.any(((Tensor) this).handle));
  }

  /** torch.cumsum along dim. */
  default Tensor cumsum(long dim) {
    return new Tensor(ReductionCalls.cumsum(((Tensor) this).handle, dim));
  }

  /** Values in order, and where they were (int64). */
  record Ordered(Tensor values, Tensor indices) {}

  /** torch.topk: the k largest along dim, largest first. */
  default Ordered topk(long k, long dim) {
    return ordered(ReductionCalls.topk(((Tensor) this).handle, k, dim, 1));
  }

  /** torch.sort along dim, stable, smallest first. */
  default Ordered sort(long dim) {
    return ordered(ReductionCalls.sort(((Tensor) this).handle, dim, 0));
  }

  /** torch.sort along dim, stable, largest first. */
  default Ordered sortDescending(long dim) {
    return ordered(ReductionCalls.sort(((Tensor) this).handle, dim, 1));
  }

  private static Ordered ordered(NativeTensor[] results) {
    return new Ordered(new Tensor(results[0]), new Tensor(results[1]));
  }
}
