// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reductions and running totals. */
sealed interface Statistics permits Tensor {
  /** torch.aminmax: min and max, of all or along dim. */
  default OperatorResults.MinMax aminmax() {
    var results = Operators.call("aten::aminmax", this);
    return new OperatorResults.MinMax(results.tensor(0), results.tensor(1));
  }

  /** torch.aminmax: min and max, of all or along dim. */
  default OperatorResults.MinMax aminmax(@Nullable Long dim, boolean keepdim) {
    var results = Operators.call("aten::aminmax", this, dim, keepdim);
    return new OperatorResults.MinMax(results.tensor(0), results.tensor(1));
  }

  /** torch.all: bool: whether every element is not 0. */
  default Tensor all(long dim, boolean keepdim) {
    return Operators.call("aten::all.dim", this, dim, keepdim).tensor(0);
  }

  /** torch.any: bool: whether some element is not 0. */
  default Tensor any(long dim, boolean keepdim) {
    return Operators.call("aten::any.dim", this, dim, keepdim).tensor(0);
  }

  /** torch.cummax: values and indices of running maxima along dim. */
  default OperatorResults.ValuesIndices cummax(long dim) {
    var results = Operators.call("aten::cummax", this, dim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.cummin: values and indices of running minima along dim. */
  default OperatorResults.ValuesIndices cummin(long dim) {
    var results = Operators.call("aten::cummin", this, dim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.cumprod: (self's shape): running products along dim. */
  default Tensor cumprod(long dim) {
    return Operators.call("aten::cumprod", this, dim).tensor(0);
  }

  /** torch.cumprod: (self's shape): running products along dim. */
  default Tensor cumprod(long dim, @Nullable DType dtype) {
    return Operators.call("aten::cumprod", this, dim, dtype).tensor(0);
  }

  /** torch.Tensor.cumprod_: (self's shape): running products along dim. In place; returns self. */
  default Tensor cumprod_(long dim) {
    Operators.call("aten::cumprod_", this, dim).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.cumprod_: (self's shape): running products along dim. In place; returns self. */
  default Tensor cumprod_(long dim, @Nullable DType dtype) {
    Operators.call("aten::cumprod_", this, dim, dtype).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.cumsum_: (self's shape): running sums along dim. In place; returns self. */
  default Tensor cumsum_(long dim) {
    Operators.call("aten::cumsum_", this, dim).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.cumsum_: (self's shape): running sums along dim. In place; returns self. */
  default Tensor cumsum_(long dim, @Nullable DType dtype) {
    Operators.call("aten::cumsum_", this, dim, dtype).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.logcumsumexp: (self's shape): running log-sums of exponentials along dim. */
  default Tensor logcumsumexp(long dim) {
    return Operators.call("aten::logcumsumexp", this, dim).tensor(0);
  }

  /** torch.corrcoef: (n, n): correlations of the rows of (n, k). */
  default Tensor corrcoef() {
    return Operators.call("aten::corrcoef", this).tensor(0);
  }

  /** torch.cov: (n, n): covariances of the rows of (n, k). */
  default Tensor cov() {
    return Operators.call("aten::cov", this).tensor(0);
  }

  /** torch.cov: (n, n): covariances of the rows of (n, k). */
  default Tensor cov(long correction, @Nullable Tensor fweights, @Nullable Tensor aweights) {
    return Operators.call("aten::cov", this, correction, fweights, aweights).tensor(0);
  }

  /** torch.median: The lower median; with dim, values and indices. */
  default Tensor median() {
    return Operators.call("aten::median", this).tensor(0);
  }

  /** torch.median: The lower median; with dim, values and indices. */
  default OperatorResults.ValuesIndices median(long dim) {
    var results = Operators.call("aten::median.dim", this, dim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.median: The lower median; with dim, values and indices. */
  default OperatorResults.ValuesIndices median(long dim, boolean keepdim) {
    var results = Operators.call("aten::median.dim", this, dim, keepdim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.nanmedian: The median without NaN. */
  default Tensor nanmedian() {
    return Operators.call("aten::nanmedian", this).tensor(0);
  }

  /** torch.nanmedian: The median without NaN. */
  default OperatorResults.ValuesIndices nanmedian(long dim) {
    var results = Operators.call("aten::nanmedian.dim", this, dim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.nanmedian: The median without NaN. */
  default OperatorResults.ValuesIndices nanmedian(long dim, boolean keepdim) {
    var results = Operators.call("aten::nanmedian.dim", this, dim, keepdim);
    return new OperatorResults.ValuesIndices(results.tensor(0), results.tensor(1));
  }

  /** torch.nanmean: The mean without NaN. */
  default Tensor nanmean() {
    return Operators.call("aten::nanmean", this).tensor(0);
  }

  /** torch.nanmean: The mean without NaN. */
  default Tensor nanmean(long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return Operators.call("aten::nanmean", this, dim, keepdim, dtype).tensor(0);
  }

  /** torch.nansum: The sum without NaN. */
  default Tensor nansum() {
    return Operators.call("aten::nansum", this).tensor(0);
  }

  /** torch.nansum: The sum without NaN. */
  default Tensor nansum(long @Nullable [] dim, boolean keepdim, @Nullable DType dtype) {
    return Operators.call("aten::nansum", this, dim, keepdim, dtype).tensor(0);
  }

  /** torch.quantile: Quantiles q, between neighbours by interpolation. */
  default Tensor quantile(Tensor q) {
    return Operators.call("aten::quantile", this, q).tensor(0);
  }

  /** torch.quantile: Quantiles q, between neighbours by interpolation. */
  default Tensor quantile(Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Operators.call("aten::quantile", this, q, dim, keepdim, interpolation).tensor(0);
  }

  /** torch.quantile: Quantiles q, between neighbours by interpolation. */
  default Tensor quantile(double q) {
    return Operators.call("aten::quantile.scalar", this, q).tensor(0);
  }

  /** torch.quantile: Quantiles q, between neighbours by interpolation. */
  default Tensor quantile(double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Operators.call("aten::quantile.scalar", this, q, dim, keepdim, interpolation).tensor(0);
  }

  /** torch.nanquantile: Quantiles without NaN. */
  default Tensor nanquantile(Tensor q) {
    return Operators.call("aten::nanquantile", this, q).tensor(0);
  }

  /** torch.nanquantile: Quantiles without NaN. */
  default Tensor nanquantile(Tensor q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Operators.call("aten::nanquantile", this, q, dim, keepdim, interpolation).tensor(0);
  }

  /** torch.nanquantile: Quantiles without NaN. */
  default Tensor nanquantile(double q) {
    return Operators.call("aten::nanquantile.scalar", this, q).tensor(0);
  }

  /** torch.nanquantile: Quantiles without NaN. */
  default Tensor nanquantile(double q, @Nullable Long dim, boolean keepdim, String interpolation) {
    return Operators.call("aten::nanquantile.scalar", this, q, dim, keepdim, interpolation)
        .tensor(0);
  }

  /** torch.std_mean: Standard deviation and mean, of all or along dim. */
  default OperatorResults.FirstSecond stdMean() {
    var results = Operators.call("aten::std_mean.correction", this);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.std_mean: Standard deviation and mean, of all or along dim. */
  default OperatorResults.FirstSecond stdMean(
      long @Nullable [] dim, @Nullable Number correction, boolean keepdim) {
    var results = Operators.call("aten::std_mean.correction", this, dim, correction, keepdim);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.var_mean: Variance and mean, of all or along dim. */
  default OperatorResults.FirstSecond varMean() {
    var results = Operators.call("aten::var_mean.correction", this);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.var_mean: Variance and mean, of all or along dim. */
  default OperatorResults.FirstSecond varMean(
      long @Nullable [] dim, @Nullable Number correction, boolean keepdim) {
    var results = Operators.call("aten::var_mean.correction", this, dim, correction, keepdim);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.std: The standard deviation; correction 1 is Bessel's. */
  default Tensor std() {
    return Operators.call("aten::std.correction", this).tensor(0);
  }

  /** torch.std: The standard deviation; correction 1 is Bessel's. */
  default Tensor std(long @Nullable [] dim, @Nullable Number correction, boolean keepdim) {
    return Operators.call("aten::std.correction", this, dim, correction, keepdim).tensor(0);
  }

  /** torch.var: The variance; correction 1 is Bessel's. */
  default Tensor var() {
    return Operators.call("aten::var.correction", this).tensor(0);
  }

  /** torch.var: The variance; correction 1 is Bessel's. */
  default Tensor var(long @Nullable [] dim, @Nullable Number correction, boolean keepdim) {
    return Operators.call("aten::var.correction", this, dim, correction, keepdim).tensor(0);
  }

  /** torch.renorm: (self's shape): slices along dim scaled down to the p-norm maxnorm. */
  default Tensor renorm(Number p, long dim, Number maxnorm) {
    return Operators.call("aten::renorm", this, p, dim, maxnorm).tensor(0);
  }

  /**
   * torch.Tensor.renorm_: (self's shape): slices along dim scaled down to the p-norm maxnorm. In
   * place; returns self.
   */
  default Tensor renorm_(Number p, long dim, Number maxnorm) {
    Operators.call("aten::renorm_", this, p, dim, maxnorm).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.dist: A scalar: the p-norm of self - other. */
  default Tensor dist(Tensor other) {
    return Operators.call("aten::dist", this, other).tensor(0);
  }

  /** torch.dist: A scalar: the p-norm of self - other. */
  default Tensor dist(Tensor other, Number p) {
    return Operators.call("aten::dist", this, other, p).tensor(0);
  }

  /** torch.norm: A scalar: the p-norm of all elements. */
  default Tensor norm() {
    return Operators.call("aten::norm.Scalar", this).tensor(0);
  }

  /** torch.norm: A scalar: the p-norm of all elements. */
  default Tensor norm(Number p) {
    return Operators.call("aten::norm.Scalar", this, p).tensor(0);
  }

  /** torch.sum_to_size: Summed so that the shape is size. */
  default Tensor sumToSize(long... size) {
    return Operators.call("aten::sum_to_size", this, size).tensor(0);
  }

  /** torch.trapz: Integrals by the trapezoidal rule. */
  default Tensor trapz() {
    return Operators.call("aten::trapz.dx", this).tensor(0);
  }

  /** torch.trapz: Integrals by the trapezoidal rule. */
  default Tensor trapz(double dx, long dim) {
    return Operators.call("aten::trapz.dx", this, dx, dim).tensor(0);
  }

  /** torch.cumulative_trapezoid: Running integrals by the trapezoidal rule. */
  default Tensor cumulativeTrapezoid() {
    return Operators.call("aten::cumulative_trapezoid.dx", this).tensor(0);
  }

  /** torch.cumulative_trapezoid: Running integrals by the trapezoidal rule. */
  default Tensor cumulativeTrapezoid(Number dx, long dim) {
    return Operators.call("aten::cumulative_trapezoid.dx", this, dx, dim).tensor(0);
  }

  /** torch.gradient: Derivatives along dims by central differences. */
  default List<Tensor> gradient() {
    return Operators.call("aten::gradient.scalarint", this).tensors(0);
  }

  /** torch.gradient: Derivatives along dims by central differences. */
  default List<Tensor> gradient(@Nullable Number spacing, @Nullable Long dim, long edgeOrder) {
    return Operators.call("aten::gradient.scalarint", this, spacing, dim, edgeOrder).tensors(0);
  }
}
