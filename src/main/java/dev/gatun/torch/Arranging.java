// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The same elements in another order, and pieces put together. */
sealed interface Arranging permits Tensor {
  /** torch.adjoint: (..., m, n): transposed and conjugated, a view. */
  default Tensor adjoint() {
    return Operators.call("aten::adjoint", this).tensor(0);
  }

  /** torch.atleast_1d: At least 1 dimension, a view. */
  default Tensor atleast1d() {
    return Operators.call("aten::atleast_1d", this).tensor(0);
  }

  /** torch.atleast_2d: At least 2 dimensions, a view. */
  default Tensor atleast2d() {
    return Operators.call("aten::atleast_2d", this).tensor(0);
  }

  /** torch.atleast_3d: At least 3 dimensions, a view. */
  default Tensor atleast3d() {
    return Operators.call("aten::atleast_3d", this).tensor(0);
  }

  /** torch.broadcast_to: (size): expanded, a view. */
  default Tensor broadcastTo(long... size) {
    return Operators.call("aten::broadcast_to", this, size).tensor(0);
  }

  /** torch.view_as: (other's shape): a view. */
  default Tensor viewAs(Tensor other) {
    return Operators.call("aten::view_as", this, other).tensor(0);
  }

  /** torch.expand_as: (other's shape): expanded, a view. */
  default Tensor expandAs(Tensor other) {
    return Operators.call("aten::expand_as", this, other).tensor(0);
  }

  /** torch.reshape_as: (other's shape). */
  default Tensor reshapeAs(Tensor other) {
    return Operators.call("aten::reshape_as", this, other).tensor(0);
  }

  /** torch.diag: A matrix's diagonal, or a matrix with a vector on its diagonal. */
  default Tensor diag() {
    return Operators.call("aten::diag", this).tensor(0);
  }

  /** torch.diag: A matrix's diagonal, or a matrix with a vector on its diagonal. */
  default Tensor diag(long diagonal) {
    return Operators.call("aten::diag", this, diagonal).tensor(0);
  }

  /** torch.diag_embed: (..., n, n): vectors on the diagonals of matrices. */
  default Tensor diagEmbed() {
    return Operators.call("aten::diag_embed", this).tensor(0);
  }

  /** torch.diag_embed: (..., n, n): vectors on the diagonals of matrices. */
  default Tensor diagEmbed(long offset, long dim1, long dim2) {
    return Operators.call("aten::diag_embed", this, offset, dim1, dim2).tensor(0);
  }

  /** torch.diagflat: (n, n): all elements on a diagonal. */
  default Tensor diagflat() {
    return Operators.call("aten::diagflat", this).tensor(0);
  }

  /** torch.diagflat: (n, n): all elements on a diagonal. */
  default Tensor diagflat(long offset) {
    return Operators.call("aten::diagflat", this, offset).tensor(0);
  }

  /** torch.diagonal: (..., k): diagonals of the planes dim1, dim2; a view. */
  default Tensor diagonal() {
    return Operators.call("aten::diagonal", this).tensor(0);
  }

  /** torch.diagonal: (..., k): diagonals of the planes dim1, dim2; a view. */
  default Tensor diagonal(long offset, long dim1, long dim2) {
    return Operators.call("aten::diagonal", this, offset, dim1, dim2).tensor(0);
  }

  /** torch.flip: (self's shape): turned round along dims. */
  default Tensor flip(long... dims) {
    return Operators.call("aten::flip", this, dims).tensor(0);
  }

  /** torch.fliplr: (self's shape): the second dimension turned round. */
  default Tensor fliplr() {
    return Operators.call("aten::fliplr", this).tensor(0);
  }

  /** torch.flipud: (self's shape): the first dimension turned round. */
  default Tensor flipud() {
    return Operators.call("aten::flipud", this).tensor(0);
  }

  /** torch.roll: (self's shape): shifted round along dims. */
  default Tensor roll(long... shifts) {
    return Operators.call("aten::roll", this, shifts).tensor(0);
  }

  /** torch.roll: (self's shape): shifted round along dims. */
  default Tensor roll(long[] shifts, long... dims) {
    return Operators.call("aten::roll", this, shifts, dims).tensor(0);
  }

  /** torch.rot90: Turned by 90 degrees k times in the plane dims. */
  default Tensor rot90() {
    return Operators.call("aten::rot90", this).tensor(0);
  }

  /** torch.rot90: Turned by 90 degrees k times in the plane dims. */
  default Tensor rot90(long k, long... dims) {
    return Operators.call("aten::rot90", this, k, dims).tensor(0);
  }

  /** torch.movedim: The dimensions source at the places destination; a view. */
  default Tensor movedim(long[] source, long... destination) {
    return Operators.call("aten::movedim.intlist", this, source, destination).tensor(0);
  }

  /** torch.movedim: The dimensions source at the places destination; a view. */
  default Tensor movedim(long source, long destination) {
    return Operators.call("aten::movedim.int", this, source, destination).tensor(0);
  }

  /** torch.swapaxes: Two dimensions exchanged, a view. */
  default Tensor swapaxes(long axis0, long axis1) {
    return Operators.call("aten::swapaxes", this, axis0, axis1).tensor(0);
  }

  /** torch.ravel: (numel): flat; a view where that is possible. */
  default Tensor ravel() {
    return Operators.call("aten::ravel", this).tensor(0);
  }

  /** torch.repeat: Repeated along each dimension; copies. */
  default Tensor repeat(long... repeats) {
    return Operators.call("aten::repeat", this, repeats).tensor(0);
  }

  /** torch.repeat_interleave: Each element repeats times, along dim or of the flat tensor. */
  default Tensor repeatInterleave(long repeats) {
    return Operators.call("aten::repeat_interleave.self_int", this, repeats).tensor(0);
  }

  /** torch.repeat_interleave: Each element repeats times, along dim or of the flat tensor. */
  default Tensor repeatInterleave(long repeats, @Nullable Long dim, @Nullable Long outputSize) {
    return Operators.call("aten::repeat_interleave.self_int", this, repeats, dim, outputSize)
        .tensor(0);
  }

  /** torch.repeat_interleave: Each element repeats times, along dim or of the flat tensor. */
  default Tensor repeatInterleave(Tensor repeats) {
    return Operators.call("aten::repeat_interleave.self_Tensor", this, repeats).tensor(0);
  }

  /** torch.repeat_interleave: Each element repeats times, along dim or of the flat tensor. */
  default Tensor repeatInterleave(Tensor repeats, @Nullable Long dim, @Nullable Long outputSize) {
    return Operators.call("aten::repeat_interleave.self_Tensor", this, repeats, dim, outputSize)
        .tensor(0);
  }

  /** torch.tile: Repeated as numpy.tile does. */
  default Tensor tile(long... dims) {
    return Operators.call("aten::tile", this, dims).tensor(0);
  }

  /**
   * torch.Tensor.tril_: (self's shape): the lower triangle up to diagonal, 0 above. In place;
   * returns self.
   */
  default Tensor tril_() {
    Operators.call("aten::tril_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.tril_: (self's shape): the lower triangle up to diagonal, 0 above. In place;
   * returns self.
   */
  default Tensor tril_(long diagonal) {
    Operators.call("aten::tril_", this, diagonal).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.triu: (self's shape): the upper triangle from diagonal, 0 below. */
  default Tensor triu() {
    return Operators.call("aten::triu", this).tensor(0);
  }

  /** torch.triu: (self's shape): the upper triangle from diagonal, 0 below. */
  default Tensor triu(long diagonal) {
    return Operators.call("aten::triu", this, diagonal).tensor(0);
  }

  /**
   * torch.Tensor.triu_: (self's shape): the upper triangle from diagonal, 0 below. In place;
   * returns self.
   */
  default Tensor triu_() {
    Operators.call("aten::triu_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.triu_: (self's shape): the upper triangle from diagonal, 0 below. In place;
   * returns self.
   */
  default Tensor triu_(long diagonal) {
    Operators.call("aten::triu_", this, diagonal).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.unfold: Windows of size along dimension, step apart, in a new last dimension; a view. */
  default Tensor unfold(long dimension, long size, long step) {
    return Operators.call("aten::unfold", this, dimension, size, step).tensor(0);
  }

  /** torch.unflatten: One dimension as several; one size may be -1; a view. */
  default Tensor unflatten(long dim, long... sizes) {
    return Operators.call("aten::unflatten.int", this, dim, sizes).tensor(0);
  }

  /** torch.split_with_sizes: Parts of these sizes along dim; views. */
  default List<Tensor> splitWithSizes(long... splitSizes) {
    return Operators.call("aten::split_with_sizes", this, splitSizes).tensors(0);
  }

  /** torch.split_with_sizes: Parts of these sizes along dim; views. */
  default List<Tensor> splitWithSizes(long[] splitSizes, long dim) {
    return Operators.call("aten::split_with_sizes", this, splitSizes, dim).tensors(0);
  }

  /** torch.tensor_split: Parts along dim: equal ones, or cut at indices; views. */
  default List<Tensor> tensorSplit(long sections) {
    return Operators.call("aten::tensor_split.sections", this, sections).tensors(0);
  }

  /** torch.tensor_split: Parts along dim: equal ones, or cut at indices; views. */
  default List<Tensor> tensorSplit(long sections, long dim) {
    return Operators.call("aten::tensor_split.sections", this, sections, dim).tensors(0);
  }

  /** torch.tensor_split: Parts along dim: equal ones, or cut at indices; views. */
  default List<Tensor> tensorSplit(long... indices) {
    return Operators.call("aten::tensor_split.indices", this, indices).tensors(0);
  }

  /** torch.tensor_split: Parts along dim: equal ones, or cut at indices; views. */
  default List<Tensor> tensorSplit(long[] indices, long dim) {
    return Operators.call("aten::tensor_split.indices", this, indices, dim).tensors(0);
  }

  /** torch.hsplit: Parts along the second dimension; views. */
  default List<Tensor> hsplit(long sections) {
    return Operators.call("aten::hsplit.int", this, sections).tensors(0);
  }

  /** torch.vsplit: Parts along the first dimension; views. */
  default List<Tensor> vsplit(long sections) {
    return Operators.call("aten::vsplit.int", this, sections).tensors(0);
  }

  /** torch.unbind: The slices along dim; views. */
  default List<Tensor> unbind() {
    return Operators.call("aten::unbind.int", this).tensors(0);
  }

  /** torch.unbind: The slices along dim; views. */
  default List<Tensor> unbind(long dim) {
    return Operators.call("aten::unbind.int", this, dim).tensors(0);
  }

  /**
   * torch.constant_pad_nd: Padded with value: pad has two numbers for each dimension, the last
   * first.
   */
  default Tensor constantPadNd(long... pad) {
    return Operators.call("aten::constant_pad_nd", this, pad).tensor(0);
  }

  /**
   * torch.constant_pad_nd: Padded with value: pad has two numbers for each dimension, the last
   * first.
   */
  default Tensor constantPadNd(long[] pad, Number value) {
    return Operators.call("aten::constant_pad_nd", this, pad, value).tensor(0);
  }

  /** torch.narrow_copy: A copy of length elements along dim from start. */
  default Tensor narrowCopy(long dim, long start, long length) {
    return Operators.call("aten::narrow_copy", this, dim, start, length).tensor(0);
  }

  /** torch.as_strided: size and strides over the same memory; a view. */
  default Tensor asStrided(long[] size, long... stride) {
    return Operators.call("aten::as_strided", this, size, stride).tensor(0);
  }

  /** torch.as_strided: size and strides over the same memory; a view. */
  default Tensor asStrided(long[] size, long[] stride, @Nullable Long storageOffset) {
    return Operators.call("aten::as_strided", this, size, stride, storageOffset).tensor(0);
  }

  /** torch.resolve_conj: Itself, or a copy where the conjugate was pending. */
  default Tensor resolveConj() {
    return Operators.call("aten::resolve_conj", this).tensor(0);
  }

  /** torch.resolve_neg: Itself, or a copy where the negation was pending. */
  default Tensor resolveNeg() {
    return Operators.call("aten::resolve_neg", this).tensor(0);
  }

  /** torch.trapezoid: Integrals along dim by the trapezoidal rule, with spacing dx. */
  default Tensor trapezoid() {
    return Operators.call("aten::trapezoid.dx", this).tensor(0);
  }

  /** torch.trapezoid: Integrals along dim by the trapezoidal rule, with spacing dx. */
  default Tensor trapezoid(Number dx, long dim) {
    return Operators.call("aten::trapezoid.dx", this, dx, dim).tensor(0);
  }

  /** torch.diff: n-th differences of neighbours along dim. */
  default Tensor diff() {
    return Operators.call("aten::diff", this).tensor(0);
  }

  /** torch.diff: n-th differences of neighbours along dim. */
  default Tensor diff(long n, long dim, @Nullable Tensor prepend, @Nullable Tensor append) {
    return Operators.call("aten::diff", this, n, dim, prepend, append).tensor(0);
  }

  /** torch.combinations: (c, r): the combinations of r elements of a vector. */
  default Tensor combinations() {
    return Operators.call("aten::combinations", this).tensor(0);
  }

  /** torch.combinations: (c, r): the combinations of r elements of a vector. */
  default Tensor combinations(long r, boolean withReplacement) {
    return Operators.call("aten::combinations", this, r, withReplacement).tensor(0);
  }

  /** torch.vander: (n, N): powers in columns, descending unless increasing. */
  default Tensor vander() {
    return Operators.call("aten::vander", this).tensor(0);
  }

  /** torch.vander: (n, N): powers in columns, descending unless increasing. */
  default Tensor vander(@Nullable Long n, boolean increasing) {
    return Operators.call("aten::vander", this, n, increasing).tensor(0);
  }
}
