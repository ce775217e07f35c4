// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** Questions that tensors answer with bool. */
sealed interface Comparing permits Tensor {
  /** torch.isinf: bool, (self's shape): infinite. */
  default Tensor isinf() {
    return Operators.call("aten::isinf", this).tensor(0);
  }

  /** torch.isnan: bool, (self's shape): NaN. */
  default Tensor isnan() {
    return Operators.call("aten::isnan", this).tensor(0);
  }

  /** torch.isneginf: bool, (self's shape): minus infinity. */
  default Tensor isneginf() {
    return Operators.call("aten::isneginf", this).tensor(0);
  }

  /** torch.isposinf: bool, (self's shape): plus infinity. */
  default Tensor isposinf() {
    return Operators.call("aten::isposinf", this).tensor(0);
  }

  /** torch.isreal: bool, (self's shape): without an imaginary part. */
  default Tensor isreal() {
    return Operators.call("aten::isreal", this).tensor(0);
  }

  /** torch.isclose: bool, (broadcast shape): |self - other| at most atol + rtol |other|. */
  default Tensor isclose(Tensor other) {
    return Operators.call("aten::isclose", this, other).tensor(0);
  }

  /** torch.isclose: bool, (broadcast shape): |self - other| at most atol + rtol |other|. */
  default Tensor isclose(Tensor other, double rtol, double atol, boolean equalNan) {
    return Operators.call("aten::isclose", this, other, rtol, atol, equalNan).tensor(0);
  }

  /** torch.allclose: Whether isclose holds for every element. */
  default boolean allclose(Tensor other) {
    return (boolean) Operators.call("aten::allclose", this, other).only();
  }

  /** torch.allclose: Whether isclose holds for every element. */
  default boolean allclose(Tensor other, double rtol, double atol, boolean equalNan) {
    return (boolean) Operators.call("aten::allclose", this, other, rtol, atol, equalNan).only();
  }

  /** torch.equal: Whether shapes and all elements are equal. */
  default boolean equal(Tensor other) {
    return (boolean) Operators.call("aten::equal", this, other).only();
  }

  /** torch.isin: bool, (elements' shape): which of elements are among testElements. */
  default Tensor isin(Tensor testElements) {
    return Operators.call("aten::isin.Tensor_Tensor", this, testElements).tensor(0);
  }

  /** torch.isin: bool, (elements' shape): which of elements are among testElements. */
  default Tensor isin(Tensor testElements, boolean assumeUnique, boolean invert) {
    return Operators.call("aten::isin.Tensor_Tensor", this, testElements, assumeUnique, invert)
        .tensor(0);
  }

  /** torch.is_nonzero: Whether a tensor with one element is not 0. */
  default boolean isNonzero() {
    return (boolean) Operators.call("aten::is_nonzero", this).only();
  }

  /** torch.is_complex: Whether the dtype is complex. */
  default boolean isComplex() {
    return (boolean) Operators.call("aten::is_complex", this).only();
  }

  /** torch.is_floating_point: Whether the dtype is a floating-point one. */
  default boolean isFloatingPoint() {
    return (boolean) Operators.call("aten::is_floating_point", this).only();
  }

  /** torch.is_signed: Whether the dtype has negative numbers. */
  default boolean isSigned() {
    return (boolean) Operators.call("aten::is_signed", this).only();
  }

  /** torch.is_same_size: Whether both shapes are equal. */
  default boolean isSameSize(Tensor other) {
    return (boolean) Operators.call("aten::is_same_size", this, other).only();
  }

  /** torch.is_inference: Whether it was made in inference mode. */
  default boolean isInference() {
    return (boolean) Operators.call("aten::is_inference", this).only();
  }

  /** torch.count_nonzero: int64: how many elements are not 0, over all of them or along dim. */
  default Tensor countNonzero() {
    return Operators.call("aten::count_nonzero", this).tensor(0);
  }

  /** torch.count_nonzero: int64: how many elements are not 0, over all of them or along dim. */
  default Tensor countNonzero(@Nullable Long dim) {
    return Operators.call("aten::count_nonzero", this, dim).tensor(0);
  }

  /** torch.count_nonzero: int64: how many elements are not 0, over all of them or along dim. */
  default Tensor countNonzero(long... dim) {
    return Operators.call("aten::count_nonzero.dim_IntList", this, dim).tensor(0);
  }
}
