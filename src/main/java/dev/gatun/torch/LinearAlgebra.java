// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** torch.linalg and the products of matrices. */
sealed interface LinearAlgebra permits Tensor {
  /** torch.mm: (n, m): the product of (n, k) and (k, m). */
  default Tensor mm(Tensor mat2) {
    return Operators.call("aten::mm", this, mat2).tensor(0);
  }

  /** torch.bmm: (b, n, m): the products of (b, n, k) and (b, k, m). */
  default Tensor bmm(Tensor mat2) {
    return Operators.call("aten::bmm", this, mat2).tensor(0);
  }

  /** torch.mv: (n): the product of (n, k) and a vector (k). */
  default Tensor mv(Tensor vec) {
    return Operators.call("aten::mv", this, vec).tensor(0);
  }

  /** torch.dot: A scalar: the sum of the products of two vectors. */
  default Tensor dot(Tensor tensor) {
    return Operators.call("aten::dot", this, tensor).tensor(0);
  }

  /** torch.vdot: A scalar: dot with self's conjugate. */
  default Tensor vdot(Tensor other) {
    return Operators.call("aten::vdot", this, other).tensor(0);
  }

  /**
   * torch.inner: self's and other's shapes without their last dimension: sums of products along it.
   */
  default Tensor inner(Tensor other) {
    return Operators.call("aten::inner", this, other).tensor(0);
  }

  /** torch.outer: (n, m): every product of two vectors (n) and (m). */
  default Tensor outer(Tensor vec2) {
    return Operators.call("aten::outer", this, vec2).tensor(0);
  }

  /** torch.ger: (n, m): outer by its older name. */
  default Tensor ger(Tensor vec2) {
    return Operators.call("aten::ger", this, vec2).tensor(0);
  }

  /** torch.addmm: (n, m): beta self + alpha mat1 mat2. */
  default Tensor addmm(Tensor mat1, Tensor mat2) {
    return Operators.call("aten::addmm", this, mat1, mat2).tensor(0);
  }

  /** torch.addmm: (n, m): beta self + alpha mat1 mat2. */
  default Tensor addmm(Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    return Operators.call("aten::addmm", this, mat1, mat2, beta, alpha).tensor(0);
  }

  /** torch.Tensor.addmm_: (n, m): beta self + alpha mat1 mat2. In place; returns self. */
  default Tensor addmm_(Tensor mat1, Tensor mat2) {
    Operators.call("aten::addmm_", this, mat1, mat2).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.addmm_: (n, m): beta self + alpha mat1 mat2. In place; returns self. */
  default Tensor addmm_(Tensor mat1, Tensor mat2, Number beta, Number alpha) {
    Operators.call("aten::addmm_", this, mat1, mat2, beta, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.addmv: (n): beta self + alpha mat vec. */
  default Tensor addmv(Tensor mat, Tensor vec) {
    return Operators.call("aten::addmv", this, mat, vec).tensor(0);
  }

  /** torch.addmv: (n): beta self + alpha mat vec. */
  default Tensor addmv(Tensor mat, Tensor vec, Number beta, Number alpha) {
    return Operators.call("aten::addmv", this, mat, vec, beta, alpha).tensor(0);
  }

  /** torch.Tensor.addmv_: (n): beta self + alpha mat vec. In place; returns self. */
  default Tensor addmv_(Tensor mat, Tensor vec) {
    Operators.call("aten::addmv_", this, mat, vec).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.addmv_: (n): beta self + alpha mat vec. In place; returns self. */
  default Tensor addmv_(Tensor mat, Tensor vec, Number beta, Number alpha) {
    Operators.call("aten::addmv_", this, mat, vec, beta, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.addr: (n, m): beta self + alpha vec1 vec2^T. */
  default Tensor addr(Tensor vec1, Tensor vec2) {
    return Operators.call("aten::addr", this, vec1, vec2).tensor(0);
  }

  /** torch.addr: (n, m): beta self + alpha vec1 vec2^T. */
  default Tensor addr(Tensor vec1, Tensor vec2, Number beta, Number alpha) {
    return Operators.call("aten::addr", this, vec1, vec2, beta, alpha).tensor(0);
  }

  /** torch.Tensor.addr_: (n, m): beta self + alpha vec1 vec2^T. In place; returns self. */
  default Tensor addr_(Tensor vec1, Tensor vec2) {
    Operators.call("aten::addr_", this, vec1, vec2).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.addr_: (n, m): beta self + alpha vec1 vec2^T. In place; returns self. */
  default Tensor addr_(Tensor vec1, Tensor vec2, Number beta, Number alpha) {
    Operators.call("aten::addr_", this, vec1, vec2, beta, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.baddbmm: (b, n, m): beta self + alpha batch1 batch2. */
  default Tensor baddbmm(Tensor batch1, Tensor batch2) {
    return Operators.call("aten::baddbmm", this, batch1, batch2).tensor(0);
  }

  /** torch.baddbmm: (b, n, m): beta self + alpha batch1 batch2. */
  default Tensor baddbmm(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Operators.call("aten::baddbmm", this, batch1, batch2, beta, alpha).tensor(0);
  }

  /** torch.Tensor.baddbmm_: (b, n, m): beta self + alpha batch1 batch2. In place; returns self. */
  default Tensor baddbmm_(Tensor batch1, Tensor batch2) {
    Operators.call("aten::baddbmm_", this, batch1, batch2).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.baddbmm_: (b, n, m): beta self + alpha batch1 batch2. In place; returns self. */
  default Tensor baddbmm_(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    Operators.call("aten::baddbmm_", this, batch1, batch2, beta, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.addbmm: (n, m): beta self + alpha times the sum of batch1 batch2 over the batch. */
  default Tensor addbmm(Tensor batch1, Tensor batch2) {
    return Operators.call("aten::addbmm", this, batch1, batch2).tensor(0);
  }

  /** torch.addbmm: (n, m): beta self + alpha times the sum of batch1 batch2 over the batch. */
  default Tensor addbmm(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    return Operators.call("aten::addbmm", this, batch1, batch2, beta, alpha).tensor(0);
  }

  /**
   * torch.Tensor.addbmm_: (n, m): beta self + alpha times the sum of batch1 batch2 over the batch.
   * In place; returns self.
   */
  default Tensor addbmm_(Tensor batch1, Tensor batch2) {
    Operators.call("aten::addbmm_", this, batch1, batch2).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.addbmm_: (n, m): beta self + alpha times the sum of batch1 batch2 over the batch.
   * In place; returns self.
   */
  default Tensor addbmm_(Tensor batch1, Tensor batch2, Number beta, Number alpha) {
    Operators.call("aten::addbmm_", this, batch1, batch2, beta, alpha).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.kron: The Kronecker product: every product of elements, in blocks. */
  default Tensor kron(Tensor other) {
    return Operators.call("aten::kron", this, other).tensor(0);
  }

  /** torch.cross: (broadcast shape): the cross product of vectors of length 3 along dim. */
  default Tensor cross(Tensor other) {
    return Operators.call("aten::cross", this, other).tensor(0);
  }

  /** torch.cross: (broadcast shape): the cross product of vectors of length 3 along dim. */
  default Tensor cross(Tensor other, @Nullable Long dim) {
    return Operators.call("aten::cross", this, other, dim).tensor(0);
  }

  /** torch.trace: A scalar: the sum of the diagonal. */
  default Tensor trace() {
    return Operators.call("aten::trace", this).tensor(0);
  }

  /**
   * torch.matrix_power: (..., n, n): the n-th power of square matrices; negative ones of the
   * inverse.
   */
  default Tensor matrixPower(long n) {
    return Operators.call("aten::matrix_power", this, n).tensor(0);
  }

  /** torch.matrix_exp: (..., n, n): the matrix exponential. */
  default Tensor matrixExp() {
    return Operators.call("aten::matrix_exp", this).tensor(0);
  }

  /** torch.det: (...): the determinants of (..., n, n). */
  default Tensor det() {
    return Operators.call("aten::det", this).tensor(0);
  }

  /** torch.logdet: (...): the logarithms of the determinants; NaN where negative. */
  default Tensor logdet() {
    return Operators.call("aten::logdet", this).tensor(0);
  }

  /** torch.slogdet: sign and logarithm of the determinants, (...) each. */
  default OperatorResults.SignLogabsdet slogdet() {
    var results = Operators.call("aten::slogdet", this);
    return new OperatorResults.SignLogabsdet(results.tensor(0), results.tensor(1));
  }

  /** torch.inverse: (..., n, n): the inverses; singular ones are a Linalg exception. */
  default Tensor inverse() {
    return Operators.call("aten::inverse", this).tensor(0);
  }

  /** torch.pinverse: (..., m, n): the Moore-Penrose inverse of (..., n, m). */
  default Tensor pinverse() {
    return Operators.call("aten::pinverse", this).tensor(0);
  }

  /** torch.pinverse: (..., m, n): the Moore-Penrose inverse of (..., n, m). */
  default Tensor pinverse(double rcond) {
    return Operators.call("aten::pinverse", this, rcond).tensor(0);
  }

  /** torch.cholesky: (..., n, n): the Cholesky factor; torch.linalg.cholesky is preferred. */
  default Tensor cholesky() {
    return Operators.call("aten::cholesky", this).tensor(0);
  }

  /** torch.cholesky: (..., n, n): the Cholesky factor; torch.linalg.cholesky is preferred. */
  default Tensor cholesky(boolean upper) {
    return Operators.call("aten::cholesky", this, upper).tensor(0);
  }

  /** torch.cholesky_inverse: (..., n, n): the inverse, from a Cholesky factor. */
  default Tensor choleskyInverse() {
    return Operators.call("aten::cholesky_inverse", this).tensor(0);
  }

  /** torch.cholesky_inverse: (..., n, n): the inverse, from a Cholesky factor. */
  default Tensor choleskyInverse(boolean upper) {
    return Operators.call("aten::cholesky_inverse", this, upper).tensor(0);
  }

  /** torch.cholesky_solve: (..., n, k): solves with a Cholesky factor. */
  default Tensor choleskySolve(Tensor input2) {
    return Operators.call("aten::cholesky_solve", this, input2).tensor(0);
  }

  /** torch.cholesky_solve: (..., n, k): solves with a Cholesky factor. */
  default Tensor choleskySolve(Tensor input2, boolean upper) {
    return Operators.call("aten::cholesky_solve", this, input2, upper).tensor(0);
  }

  /**
   * torch.cdist: (..., n, m): distances between rows of (..., n, k) and (..., m, k), in the p-norm.
   */
  default Tensor cdist(Tensor x2) {
    return Operators.call("aten::cdist", this, x2).tensor(0);
  }

  /**
   * torch.cdist: (..., n, m): distances between rows of (..., n, k) and (..., m, k), in the p-norm.
   */
  default Tensor cdist(Tensor x2, double p, @Nullable Long computeMode) {
    return Operators.call("aten::cdist", this, x2, p, computeMode).tensor(0);
  }

  /** torch.tensordot: Sums of products over the named dimensions of both. */
  default Tensor tensordot(Tensor other, long[] dimsSelf, long... dimsOther) {
    return Operators.call("aten::tensordot", this, other, dimsSelf, dimsOther).tensor(0);
  }

  /**
   * torch.linalg.cholesky: (..., n, n): the lower Cholesky factor of positive definite matrices;
   * others are a Linalg exception.
   */
  default Tensor linalgCholesky() {
    return Operators.call("aten::linalg_cholesky", this).tensor(0);
  }

  /**
   * torch.linalg.cholesky: (..., n, n): the lower Cholesky factor of positive definite matrices;
   * others are a Linalg exception.
   */
  default Tensor linalgCholesky(boolean upper) {
    return Operators.call("aten::linalg_cholesky", this, upper).tensor(0);
  }

  /** torch.linalg.cond: (...): the condition numbers in norm p, 2 by default. */
  default Tensor linalgCond() {
    return Operators.call("aten::linalg_cond", this).tensor(0);
  }

  /** torch.linalg.cond: (...): the condition numbers in norm p, 2 by default. */
  default Tensor linalgCond(@Nullable Number p) {
    return Operators.call("aten::linalg_cond", this, p).tensor(0);
  }

  /** torch.linalg.cross: (broadcast shape): the cross product along dim, the last by default. */
  default Tensor linalgCross(Tensor other) {
    return Operators.call("aten::linalg_cross", this, other).tensor(0);
  }

  /** torch.linalg.cross: (broadcast shape): the cross product along dim, the last by default. */
  default Tensor linalgCross(Tensor other, long dim) {
    return Operators.call("aten::linalg_cross", this, other, dim).tensor(0);
  }

  /** torch.linalg.det: (...): the determinants. */
  default Tensor linalgDet() {
    return Operators.call("aten::linalg_det", this).tensor(0);
  }

  /** torch.linalg.diagonal: (..., min(n, m)): the diagonals, a view. */
  default Tensor linalgDiagonal() {
    return Operators.call("aten::linalg_diagonal", this).tensor(0);
  }

  /** torch.linalg.diagonal: (..., min(n, m)): the diagonals, a view. */
  default Tensor linalgDiagonal(long offset, long dim1, long dim2) {
    return Operators.call("aten::linalg_diagonal", this, offset, dim1, dim2).tensor(0);
  }

  /** torch.linalg.eig: eigenvalues (..., n) and eigenvectors (..., n, n), complex. */
  default OperatorResults.EigenvaluesEigenvectors linalgEig() {
    var results = Operators.call("aten::linalg_eig", this);
    return new OperatorResults.EigenvaluesEigenvectors(results.tensor(0), results.tensor(1));
  }

  /**
   * torch.linalg.eigh: eigenvalues (..., n), ascending, and eigenvectors of symmetric matrices;
   * uplo "L" or "U" says which half is read.
   */
  default OperatorResults.EigenvaluesEigenvectors linalgEigh() {
    var results = Operators.call("aten::linalg_eigh", this);
    return new OperatorResults.EigenvaluesEigenvectors(results.tensor(0), results.tensor(1));
  }

  /**
   * torch.linalg.eigh: eigenvalues (..., n), ascending, and eigenvectors of symmetric matrices;
   * uplo "L" or "U" says which half is read.
   */
  default OperatorResults.EigenvaluesEigenvectors linalgEigh(String UPLO) {
    var results = Operators.call("aten::linalg_eigh", this, UPLO);
    return new OperatorResults.EigenvaluesEigenvectors(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.eigvals: (..., n): the eigenvalues, complex. */
  default Tensor linalgEigvals() {
    return Operators.call("aten::linalg_eigvals", this).tensor(0);
  }

  /** torch.linalg.eigvalsh: (..., n): the eigenvalues of symmetric matrices, ascending. */
  default Tensor linalgEigvalsh() {
    return Operators.call("aten::linalg_eigvalsh", this).tensor(0);
  }

  /** torch.linalg.eigvalsh: (..., n): the eigenvalues of symmetric matrices, ascending. */
  default Tensor linalgEigvalsh(String UPLO) {
    return Operators.call("aten::linalg_eigvalsh", this, UPLO).tensor(0);
  }

  /** torch.linalg.inv: (..., n, n): the inverses; singular ones are a Linalg exception. */
  default Tensor linalgInv() {
    return Operators.call("aten::linalg_inv", this).tensor(0);
  }

  /** torch.linalg.lstsq: solution, residuals, rank and singularValues of least squares. */
  default OperatorResults.SolutionResidualsRankSingularValues linalgLstsq(Tensor b) {
    var results = Operators.call("aten::linalg_lstsq", this, b);
    return new OperatorResults.SolutionResidualsRankSingularValues(
        results.tensor(0), results.tensor(1), results.tensor(2), results.tensor(3));
  }

  /** torch.linalg.lstsq: solution, residuals, rank and singularValues of least squares. */
  default OperatorResults.SolutionResidualsRankSingularValues linalgLstsq(
      Tensor b, @Nullable Double rcond, @Nullable String driver) {
    var results = Operators.call("aten::linalg_lstsq", this, b, rcond, driver);
    return new OperatorResults.SolutionResidualsRankSingularValues(
        results.tensor(0), results.tensor(1), results.tensor(2), results.tensor(3));
  }

  /** torch.linalg.lu: P, L and U with self = P L U. */
  default OperatorResults.PLU linalgLu() {
    var results = Operators.call("aten::linalg_lu", this);
    return new OperatorResults.PLU(results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.linalg.lu: P, L and U with self = P L U. */
  default OperatorResults.PLU linalgLu(boolean pivot) {
    var results = Operators.call("aten::linalg_lu", this, pivot);
    return new OperatorResults.PLU(results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.linalg.lu_factor: LU and pivots, compact. */
  default OperatorResults.LUPivots linalgLuFactor() {
    var results = Operators.call("aten::linalg_lu_factor", this);
    return new OperatorResults.LUPivots(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.lu_factor: LU and pivots, compact. */
  default OperatorResults.LUPivots linalgLuFactor(boolean pivot) {
    var results = Operators.call("aten::linalg_lu_factor", this, pivot);
    return new OperatorResults.LUPivots(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.matrix_exp: (..., n, n): the matrix exponential. */
  default Tensor linalgMatrixExp() {
    return Operators.call("aten::linalg_matrix_exp", this).tensor(0);
  }

  /** torch.linalg.matrix_norm: The norms of matrices; ord a number. */
  default Tensor linalgMatrixNorm(Number ord) {
    return Operators.call("aten::linalg_matrix_norm", this, ord).tensor(0);
  }

  /** torch.linalg.matrix_norm: The norms of matrices; ord a number. */
  default Tensor linalgMatrixNorm(Number ord, long[] dim, boolean keepdim, @Nullable DType dtype) {
    return Operators.call("aten::linalg_matrix_norm", this, ord, dim, keepdim, dtype).tensor(0);
  }

  /** torch.linalg.matrix_power: (..., n, n): the n-th power. */
  default Tensor linalgMatrixPower(long n) {
    return Operators.call("aten::linalg_matrix_power", this, n).tensor(0);
  }

  /** torch.linalg.matrix_rank: int64, (...): the ranks; tol is what counts as 0. */
  default Tensor linalgMatrixRank(double tol) {
    return Operators.call("aten::linalg_matrix_rank", this, tol).tensor(0);
  }

  /** torch.linalg.matrix_rank: int64, (...): the ranks; tol is what counts as 0. */
  default Tensor linalgMatrixRank(double tol, boolean hermitian) {
    return Operators.call("aten::linalg_matrix_rank", this, tol, hermitian).tensor(0);
  }

  /** torch.linalg.norm: The norm, of vectors or matrices by dim. */
  default Tensor linalgNorm() {
    return Operators.call("aten::linalg_norm", this).tensor(0);
  }

  /** torch.linalg.norm: The norm, of vectors or matrices by dim. */
  default Tensor linalgNorm(
      @Nullable Number ord, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return Operators.call("aten::linalg_norm", this, ord, dim, keepdim, dtype).tensor(0);
  }

  /** torch.linalg.pinv: (..., m, n): the Moore-Penrose inverse; rcond is what counts as 0. */
  default Tensor linalgPinv(double rcond) {
    return Operators.call("aten::linalg_pinv", this, rcond).tensor(0);
  }

  /** torch.linalg.pinv: (..., m, n): the Moore-Penrose inverse; rcond is what counts as 0. */
  default Tensor linalgPinv(double rcond, boolean hermitian) {
    return Operators.call("aten::linalg_pinv", this, rcond, hermitian).tensor(0);
  }

  /** torch.linalg.qr: Q and R; mode "reduced", "complete" or "r". */
  default OperatorResults.QR linalgQr() {
    var results = Operators.call("aten::linalg_qr", this);
    return new OperatorResults.QR(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.qr: Q and R; mode "reduced", "complete" or "r". */
  default OperatorResults.QR linalgQr(String mode) {
    var results = Operators.call("aten::linalg_qr", this, mode);
    return new OperatorResults.QR(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.slogdet: sign and logabsdet, (...) each. */
  default OperatorResults.SignLogabsdet linalgSlogdet() {
    var results = Operators.call("aten::linalg_slogdet", this);
    return new OperatorResults.SignLogabsdet(results.tensor(0), results.tensor(1));
  }

  /** torch.linalg.solve: (..., n, k): X with self X = B, or with left false X self = B. */
  default Tensor linalgSolve(Tensor b) {
    return Operators.call("aten::linalg_solve", this, b).tensor(0);
  }

  /** torch.linalg.solve: (..., n, k): X with self X = B, or with left false X self = B. */
  default Tensor linalgSolve(Tensor b, boolean left) {
    return Operators.call("aten::linalg_solve", this, b, left).tensor(0);
  }

  /** torch.linalg.solve_triangular: As solve, of a triangular matrix. */
  default Tensor linalgSolveTriangular(Tensor b, boolean upper) {
    return Operators.call("aten::linalg_solve_triangular", this, b, upper).tensor(0);
  }

  /** torch.linalg.solve_triangular: As solve, of a triangular matrix. */
  default Tensor linalgSolveTriangular(
      Tensor b, boolean upper, boolean left, boolean unitriangular) {
    return Operators.call("aten::linalg_solve_triangular", this, b, upper, left, unitriangular)
        .tensor(0);
  }

  /** torch.linalg.svd: U, S and Vh with self = U diag(S) Vh, singular values descending. */
  default OperatorResults.USVh linalgSvd() {
    var results = Operators.call("aten::linalg_svd", this);
    return new OperatorResults.USVh(results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.linalg.svd: U, S and Vh with self = U diag(S) Vh, singular values descending. */
  default OperatorResults.USVh linalgSvd(boolean fullMatrices, @Nullable String driver) {
    var results = Operators.call("aten::linalg_svd", this, fullMatrices, driver);
    return new OperatorResults.USVh(results.tensor(0), results.tensor(1), results.tensor(2));
  }

  /** torch.linalg.svdvals: (..., k): the singular values, descending. */
  default Tensor linalgSvdvals() {
    return Operators.call("aten::linalg_svdvals", this).tensor(0);
  }

  /** torch.linalg.svdvals: (..., k): the singular values, descending. */
  default Tensor linalgSvdvals(@Nullable String driver) {
    return Operators.call("aten::linalg_svdvals", this, driver).tensor(0);
  }

  /** torch.linalg.tensorinv: The inverse of a tensordot over the first ind dimensions. */
  default Tensor linalgTensorinv() {
    return Operators.call("aten::linalg_tensorinv", this).tensor(0);
  }

  /** torch.linalg.tensorinv: The inverse of a tensordot over the first ind dimensions. */
  default Tensor linalgTensorinv(long ind) {
    return Operators.call("aten::linalg_tensorinv", this, ind).tensor(0);
  }

  /** torch.linalg.tensorsolve: X with tensordot(self, X) = other. */
  default Tensor linalgTensorsolve(Tensor other) {
    return Operators.call("aten::linalg_tensorsolve", this, other).tensor(0);
  }

  /** torch.linalg.tensorsolve: X with tensordot(self, X) = other. */
  default Tensor linalgTensorsolve(Tensor other, long @Nullable [] dims) {
    return Operators.call("aten::linalg_tensorsolve", this, other, dims).tensor(0);
  }

  /** torch.linalg.vander: (..., n, N): the powers 0 to N - 1. */
  default Tensor linalgVander() {
    return Operators.call("aten::linalg_vander", this).tensor(0);
  }

  /** torch.linalg.vander: (..., n, N): the powers 0 to N - 1. */
  default Tensor linalgVander(@Nullable Long n) {
    return Operators.call("aten::linalg_vander", this, n).tensor(0);
  }

  /** torch.linalg.vecdot: Sums of conj(x) y along dim. */
  default Tensor linalgVecdot(Tensor y) {
    return Operators.call("aten::linalg_vecdot", this, y).tensor(0);
  }

  /** torch.linalg.vecdot: Sums of conj(x) y along dim. */
  default Tensor linalgVecdot(Tensor y, long dim) {
    return Operators.call("aten::linalg_vecdot", this, y, dim).tensor(0);
  }

  /** torch.linalg.vector_norm: The p-norm (ord) of all elements, or along dim. */
  default Tensor linalgVectorNorm() {
    return Operators.call("aten::linalg_vector_norm", this).tensor(0);
  }

  /** torch.linalg.vector_norm: The p-norm (ord) of all elements, or along dim. */
  default Tensor linalgVectorNorm(
      Number ord, long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return Operators.call("aten::linalg_vector_norm", this, ord, dim, keepdim, dtype).tensor(0);
  }

  /** torch.linalg.householder_product: (..., n, k): the product of Householder reflections. */
  default Tensor linalgHouseholderProduct(Tensor tau) {
    return Operators.call("aten::linalg_householder_product", this, tau).tensor(0);
  }
}
