// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** Tensors made after another one. */
sealed interface Making permits Tensor {
  /** torch.empty_like: (self's shape): not set. */
  default Tensor emptyLike() {
    return Operators.call("aten::empty_like", this).tensor(0);
  }

  /** torch.empty_like: (self's shape): not set. */
  default Tensor emptyLike(@Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::empty_like",
            this,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.zeros_like: (self's shape): zeros. */
  default Tensor zerosLike() {
    return Operators.call("aten::zeros_like", this).tensor(0);
  }

  /** torch.zeros_like: (self's shape): zeros. */
  default Tensor zerosLike(@Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::zeros_like",
            this,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.ones_like: (self's shape): ones. */
  default Tensor onesLike() {
    return Operators.call("aten::ones_like", this).tensor(0);
  }

  /** torch.ones_like: (self's shape): ones. */
  default Tensor onesLike(@Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::ones_like",
            this,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.full_like: (self's shape): fillValue. */
  default Tensor fullLike(Number fillValue) {
    return Operators.call("aten::full_like", this, fillValue).tensor(0);
  }

  /** torch.full_like: (self's shape): fillValue. */
  default Tensor fullLike(
      Number fillValue, @Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::full_like",
            this,
            fillValue,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.new_empty: (size): not set, of self's dtype and device. */
  default Tensor newEmpty(long... size) {
    return Operators.call("aten::new_empty", this, size).tensor(0);
  }

  /** torch.new_empty: (size): not set, of self's dtype and device. */
  default Tensor newEmpty(long[] size, @Nullable DType dtype) {
    return Operators.call("aten::new_empty", this, size, dtype).tensor(0);
  }

  /** torch.new_zeros: (size): zeros, of self's dtype and device. */
  default Tensor newZeros(long... size) {
    return Operators.call("aten::new_zeros", this, size).tensor(0);
  }

  /** torch.new_zeros: (size): zeros, of self's dtype and device. */
  default Tensor newZeros(long[] size, @Nullable DType dtype) {
    return Operators.call("aten::new_zeros", this, size, dtype).tensor(0);
  }

  /** torch.new_ones: (size): ones, of self's dtype and device. */
  default Tensor newOnes(long... size) {
    return Operators.call("aten::new_ones", this, size).tensor(0);
  }

  /** torch.new_ones: (size): ones, of self's dtype and device. */
  default Tensor newOnes(long[] size, @Nullable DType dtype) {
    return Operators.call("aten::new_ones", this, size, dtype).tensor(0);
  }

  /** torch.new_full: (size): fillValue, of self's dtype and device. */
  default Tensor newFull(long[] size, Number fillValue) {
    return Operators.call("aten::new_full", this, size, fillValue).tensor(0);
  }

  /** torch.new_full: (size): fillValue, of self's dtype and device. */
  default Tensor newFull(long[] size, Number fillValue, @Nullable DType dtype) {
    return Operators.call("aten::new_full", this, size, fillValue, dtype).tensor(0);
  }

  /**
   * torch.Tensor.fill_diagonal_: (self's shape): fillValue on the diagonal. In place; returns self.
   */
  default Tensor fillDiagonal_(Number fillValue) {
    Operators.call("aten::fill_diagonal_", this, fillValue).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.fill_diagonal_: (self's shape): fillValue on the diagonal. In place; returns self.
   */
  default Tensor fillDiagonal_(Number fillValue, boolean wrap) {
    Operators.call("aten::fill_diagonal_", this, fillValue, wrap).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.type_as: (self's shape): of other's dtype and device. */
  default Tensor typeAs(Tensor other) {
    return Operators.call("aten::type_as", this, other).tensor(0);
  }

  /** torch.to_dense: (self's shape): a sparse tensor as a dense one. */
  default Tensor toDense() {
    return Operators.call("aten::to_dense", this).tensor(0);
  }

  /** torch.to_dense: (self's shape): a sparse tensor as a dense one. */
  default Tensor toDense(@Nullable DType dtype, @Nullable Boolean maskedGrad) {
    return Operators.call("aten::to_dense", this, dtype, maskedGrad).tensor(0);
  }

  /** torch.to_sparse: (self's shape): a dense tensor as a sparse one. */
  default Tensor toSparse(long sparseDim) {
    return Operators.call("aten::to_sparse.sparse_dim", this, sparseDim).tensor(0);
  }

  /** torch.one_hot: int64, (self's shape, numClasses): 1 at each index. */
  default Tensor oneHot() {
    return Operators.call("aten::one_hot", this).tensor(0);
  }

  /** torch.one_hot: int64, (self's shape, numClasses): 1 at each index. */
  default Tensor oneHot(long numClasses) {
    return Operators.call("aten::one_hot", this, numClasses).tensor(0);
  }

  /** torch.complex: (broadcast shape): a complex tensor of real and imag. */
  default Tensor complex(Tensor imag) {
    return Operators.call("aten::complex", this, imag).tensor(0);
  }

  /** torch.polar: (broadcast shape): a complex tensor of abs and angle. */
  default Tensor polar(Tensor angle) {
    return Operators.call("aten::polar", this, angle).tensor(0);
  }
}
