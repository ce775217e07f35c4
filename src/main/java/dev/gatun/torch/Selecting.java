// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Picking, placing, sorting and counting elements. */
sealed interface Selecting permits Tensor {
  /** torch.argsort: int64, (self's shape): the order that sorts along dim. */
  default Tensor argsort() {
    return Operators.call("aten::argsort", this).tensor(0);
  }

  /** torch.argsort: int64, (self's shape): the order that sorts along dim. */
  default Tensor argsort(long dim, boolean descending) {
    return Operators.call("aten::argsort", this, dim, descending).tensor(0);
  }

  /** torch.argsort: int64, (self's shape): the order that sorts along dim. */
  default Tensor argsort(boolean stable) {
    return Operators.call("aten::argsort.stable", this, stable).tensor(0);
  }

  /** torch.argsort: int64, (self's shape): the order that sorts along dim. */
  default Tensor argsort(boolean stable, long dim, boolean descending) {
    return Operators.call("aten::argsort.stable", this, stable, dim, descending).tensor(0);
  }

  /** torch.argwhere: int64, (found, dim): where elements are not 0. */
  default Tensor argwhere() {
    return Operators.call("aten::argwhere", this).tensor(0);
  }

  /** torch.nonzero: int64, (found, dim): where elements are not 0. */
  default Tensor nonzero() {
    return Operators.call("aten::nonzero", this).tensor(0);
  }

  /** torch.Tensor.scatter_: (self's shape): src at index along dim. In place; returns self. */
  default Tensor scatter_(long dim, Tensor index, Tensor src) {
    Operators.call("aten::scatter_.src", this, dim, index, src).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.scatter_: (self's shape): src at index along dim. In place; returns self. */
  default Tensor scatter_(long dim, Tensor index, Number value) {
    Operators.call("aten::scatter_.value", this, dim, index, value).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.scatter_add: (self's shape): src added at index along dim. */
  default Tensor scatterAdd(long dim, Tensor index, Tensor src) {
    return Operators.call("aten::scatter_add", this, dim, index, src).tensor(0);
  }

  /**
   * torch.Tensor.scatter_add_: (self's shape): src added at index along dim. In place; returns
   * self.
   */
  default Tensor scatterAdd_(long dim, Tensor index, Tensor src) {
    Operators.call("aten::scatter_add_", this, dim, index, src).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.scatter_reduce: (self's shape): src combined at index: "sum", "prod", "mean", "amax" or
   * "amin".
   */
  default Tensor scatterReduce(long dim, Tensor index, Tensor src, String reduce) {
    return Operators.call("aten::scatter_reduce.two", this, dim, index, src, reduce).tensor(0);
  }

  /**
   * torch.scatter_reduce: (self's shape): src combined at index: "sum", "prod", "mean", "amax" or
   * "amin".
   */
  default Tensor scatterReduce(
      long dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    return Operators.call("aten::scatter_reduce.two", this, dim, index, src, reduce, includeSelf)
        .tensor(0);
  }

  /**
   * torch.Tensor.scatter_reduce_: (self's shape): src combined at index: "sum", "prod", "mean",
   * "amax" or "amin". In place; returns self.
   */
  default Tensor scatterReduce_(long dim, Tensor index, Tensor src, String reduce) {
    Operators.call("aten::scatter_reduce_.two", this, dim, index, src, reduce).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.scatter_reduce_: (self's shape): src combined at index: "sum", "prod", "mean",
   * "amax" or "amin". In place; returns self.
   */
  default Tensor scatterReduce_(
      long dim, Tensor index, Tensor src, String reduce, boolean includeSelf) {
    Operators.call("aten::scatter_reduce_.two", this, dim, index, src, reduce, includeSelf)
        .tensor(0)
        .close();
    return (Tensor) this;
  }

  /** torch.index_add: (self's shape): source's slices added at index along dim. */
  default Tensor indexAdd(long dim, Tensor index, Tensor source, Number alpha) {
    return Operators.call("aten::index_add", this, dim, index, source, alpha).tensor(0);
  }

  /**
   * torch.Tensor.index_add_: (self's shape): source's slices added at index along dim. In place;
   * returns self.
   */
  default Tensor indexAdd_(long dim, Tensor index, Tensor source) {
    Operators.call("aten::index_add_", this, dim, index, source).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.index_add_: (self's shape): source's slices added at index along dim. In place;
   * returns self.
   */
  default Tensor indexAdd_(long dim, Tensor index, Tensor source, Number alpha) {
    Operators.call("aten::index_add_", this, dim, index, source, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.index_copy: (self's shape): source's slices at index along dim. */
  default Tensor indexCopy(long dim, Tensor index, Tensor source) {
    return Operators.call("aten::index_copy", this, dim, index, source).tensor(0);
  }

  /**
   * torch.Tensor.index_copy_: (self's shape): source's slices at index along dim. In place; returns
   * self.
   */
  default Tensor indexCopy_(long dim, Tensor index, Tensor source) {
    Operators.call("aten::index_copy_", this, dim, index, source).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.index_fill: (self's shape): value in the slices at index along dim. */
  default Tensor indexFill(long dim, Tensor index, Number value) {
    return Operators.call("aten::index_fill.int_Scalar", this, dim, index, value).tensor(0);
  }

  /**
   * torch.Tensor.index_fill_: (self's shape): value in the slices at index along dim. In place;
   * returns self.
   */
  default Tensor indexFill_(long dim, Tensor index, Number value) {
    Operators.call("aten::index_fill_.int_Scalar", this, dim, index, value).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.index_put: (self's shape): values at the places that indices name; accumulate adds. */
  default Tensor indexPut(List<@Nullable Tensor> indices, Tensor values) {
    return Operators.call("aten::index_put", this, indices, values).tensor(0);
  }

  /** torch.index_put: (self's shape): values at the places that indices name; accumulate adds. */
  default Tensor indexPut(List<@Nullable Tensor> indices, Tensor values, boolean accumulate) {
    return Operators.call("aten::index_put", this, indices, values, accumulate).tensor(0);
  }

  /**
   * torch.Tensor.index_put_: (self's shape): values at the places that indices name; accumulate
   * adds. In place; returns self.
   */
  default Tensor indexPut_(List<@Nullable Tensor> indices, Tensor values) {
    Operators.call("aten::index_put_", this, indices, values).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.index_put_: (self's shape): values at the places that indices name; accumulate
   * adds. In place; returns self.
   */
  default Tensor indexPut_(List<@Nullable Tensor> indices, Tensor values, boolean accumulate) {
    Operators.call("aten::index_put_", this, indices, values, accumulate).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.index_reduce: (self's shape): source's slices combined at index: "prod", "mean", "amax"
   * or "amin".
   */
  default Tensor indexReduce(long dim, Tensor index, Tensor source, String reduce) {
    return Operators.call("aten::index_reduce", this, dim, index, source, reduce).tensor(0);
  }

  /**
   * torch.index_reduce: (self's shape): source's slices combined at index: "prod", "mean", "amax"
   * or "amin".
   */
  default Tensor indexReduce(
      long dim, Tensor index, Tensor source, String reduce, boolean includeSelf) {
    return Operators.call("aten::index_reduce", this, dim, index, source, reduce, includeSelf)
        .tensor(0);
  }

  /**
   * torch.Tensor.masked_fill_: (broadcast shape): value where mask is true. In place; returns self.
   */
  default Tensor maskedFill_(Tensor mask, Number value) {
    Operators.call("aten::masked_fill_.Scalar", this, mask, value).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.masked_fill_: (broadcast shape): value where mask is true. In place; returns self.
   */
  default Tensor maskedFill_(Tensor mask, Tensor value) {
    Operators.call("aten::masked_fill_.Tensor", this, mask, value).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.masked_select: (found): the elements where mask is true. */
  default Tensor maskedSelect(Tensor mask) {
    return Operators.call("aten::masked_select", this, mask).tensor(0);
  }

  /** torch.masked_scatter: (self's shape): source's elements in their order where mask is true. */
  default Tensor maskedScatter(Tensor mask, Tensor source) {
    return Operators.call("aten::masked_scatter", this, mask, source).tensor(0);
  }

  /**
   * torch.Tensor.masked_scatter_: (self's shape): source's elements in their order where mask is
   * true. In place; returns self.
   */
  default Tensor maskedScatter_(Tensor mask, Tensor source) {
    Operators.call("aten::masked_scatter_", this, mask, source).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.select_scatter: (self's shape): src in the slice at index along dim. */
  default Tensor selectScatter(Tensor src, long dim, long index) {
    return Operators.call("aten::select_scatter", this, src, dim, index).tensor(0);
  }

  /** torch.slice_scatter: (self's shape): src in a range along dim. */
  default Tensor sliceScatter(Tensor src) {
    return Operators.call("aten::slice_scatter", this, src).tensor(0);
  }

  /** torch.slice_scatter: (self's shape): src in a range along dim. */
  default Tensor sliceScatter(
      Tensor src, long dim, @Nullable Long start, @Nullable Long end, long step) {
    return Operators.call("aten::slice_scatter", this, src, dim, start, end, step).tensor(0);
  }

  /** torch.diagonal_scatter: (self's shape): src on a diagonal. */
  default Tensor diagonalScatter(Tensor src) {
    return Operators.call("aten::diagonal_scatter", this, src).tensor(0);
  }

  /** torch.diagonal_scatter: (self's shape): src on a diagonal. */
  default Tensor diagonalScatter(Tensor src, long offset, long dim1, long dim2) {
    return Operators.call("aten::diagonal_scatter", this, src, offset, dim1, dim2).tensor(0);
  }

  /** torch.take: (index's shape): elements of the flat tensor. */
  default Tensor take(Tensor index) {
    return Operators.call("aten::take", this, index).tensor(0);
  }

  /** torch.take_along_dim: self at indices along dim, broadcasting. */
  default Tensor takeAlongDim(Tensor indices) {
    return Operators.call("aten::take_along_dim", this, indices).tensor(0);
  }

  /** torch.take_along_dim: self at indices along dim, broadcasting. */
  default Tensor takeAlongDim(Tensor indices, @Nullable Long dim) {
    return Operators.call("aten::take_along_dim", this, indices, dim).tensor(0);
  }

  /** torch.put: (self's shape): source at flat indices. */
  default Tensor put(Tensor index, Tensor source) {
    return Operators.call("aten::put", this, index, source).tensor(0);
  }

  /** torch.put: (self's shape): source at flat indices. */
  default Tensor put(Tensor index, Tensor source, boolean accumulate) {
    return Operators.call("aten::put", this, index, source, accumulate).tensor(0);
  }

  /** torch.kthvalue: values and indices of the k-th smallest along dim. */
  default OperatorResults.ValuesIndices kthvalue(long k) {
    var results = Operators.call("aten::kthvalue", this, k);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.kthvalue: values and indices of the k-th smallest along dim. */
  default OperatorResults.ValuesIndices kthvalue(long k, long dim, boolean keepdim) {
    var results = Operators.call("aten::kthvalue", this, k, dim, keepdim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.mode: values and indices of the most frequent along dim. */
  default OperatorResults.ValuesIndices mode() {
    var results = Operators.call("aten::mode", this);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.mode: values and indices of the most frequent along dim. */
  default OperatorResults.ValuesIndices mode(long dim, boolean keepdim) {
    var results = Operators.call("aten::mode", this, dim, keepdim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.sort: values and indices, sorted along dim. */
  default OperatorResults.ValuesIndices sort(long dim, boolean descending) {
    var results = Operators.call("aten::sort", this, dim, descending);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.sort: values and indices, sorted along dim. */
  default OperatorResults.ValuesIndices sort(
      @Nullable Boolean stable, long dim, boolean descending) {
    var results = Operators.call("aten::sort.stable", this, stable, dim, descending);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.msort: (self's shape): sorted along the first dimension. */
  default Tensor msort() {
    return Operators.call("aten::msort", this).tensor(0);
  }

  /**
   * torch.searchsorted: int64, (self's shape): where self goes into a sorted sequence;
   * sortedSequence comes first.
   */
  default Tensor searchsorted(Tensor self) {
    return Operators.call("aten::searchsorted.Tensor", this, self).tensor(0);
  }

  /**
   * torch.searchsorted: int64, (self's shape): where self goes into a sorted sequence;
   * sortedSequence comes first.
   */
  default Tensor searchsorted(
      Tensor self,
      boolean outInt32,
      boolean right,
      @Nullable String side,
      @Nullable Tensor sorter) {
    return Operators.call("aten::searchsorted.Tensor", this, self, outInt32, right, side, sorter)
        .tensor(0);
  }

  /** torch.bucketize: int64, (self's shape): which interval of boundaries. */
  default Tensor bucketize(Tensor boundaries) {
    return Operators.call("aten::bucketize.Tensor", this, boundaries).tensor(0);
  }

  /** torch.bucketize: int64, (self's shape): which interval of boundaries. */
  default Tensor bucketize(Tensor boundaries, boolean outInt32, boolean right) {
    return Operators.call("aten::bucketize.Tensor", this, boundaries, outInt32, right).tensor(0);
  }

  /** torch.unique_consecutive: output, inverse and counts without repeats of neighbours. */
  default OperatorResults.FirstSecondThird uniqueConsecutive() {
    var results = Operators.call("aten::unique_consecutive", this);
    return new OperatorResults.FirstSecondThird(
        results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.unique_consecutive: output, inverse and counts without repeats of neighbours. */
  default OperatorResults.FirstSecondThird uniqueConsecutive(
      boolean returnInverse, boolean returnCounts, @Nullable Long dim) {
    var results =
        Operators.call("aten::unique_consecutive", this, returnInverse, returnCounts, dim);
    return new OperatorResults.FirstSecondThird(
        results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.unique_dim: output, inverse and counts of unique slices along dim. */
  default OperatorResults.FirstSecondThird uniqueDim(long dim) {
    var results = Operators.call("aten::unique_dim", this, dim);
    return new OperatorResults.FirstSecondThird(
        results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.unique_dim: output, inverse and counts of unique slices along dim. */
  default OperatorResults.FirstSecondThird uniqueDim(
      long dim, boolean sorted, boolean returnInverse, boolean returnCounts) {
    var results =
        Operators.call("aten::unique_dim", this, dim, sorted, returnInverse, returnCounts);
    return new OperatorResults.FirstSecondThird(
        results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.bincount: int64 or weights' dtype: how often each whole number occurs. */
  default Tensor bincount() {
    return Operators.call("aten::bincount", this).tensor(0);
  }

  /** torch.bincount: int64 or weights' dtype: how often each whole number occurs. */
  default Tensor bincount(@Nullable Tensor weights, long minlength) {
    return Operators.call("aten::bincount", this, weights, minlength).tensor(0);
  }

  /** torch.histc: (bins): how many elements fall between min and max into each. */
  default Tensor histc() {
    return Operators.call("aten::histc", this).tensor(0);
  }

  /** torch.histc: (bins): how many elements fall between min and max into each. */
  default Tensor histc(long bins, Number min, Number max) {
    return Operators.call("aten::histc", this, bins, min, max).tensor(0);
  }
}
