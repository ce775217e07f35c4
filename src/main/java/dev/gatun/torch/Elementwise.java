// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** Functions of each element, and of two tensors that broadcast against each other. */
sealed interface Elementwise permits Tensor {
  /** torch.acos: (self's shape): the inverse cosine, in radians. */
  default Tensor acos() {
    return Operators.call("aten::acos", this).tensor(0);
  }

  /** torch.Tensor.acos_: (self's shape): the inverse cosine, in radians. In place; returns self. */
  default Tensor acos_() {
    Operators.call("aten::acos_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.acosh: (self's shape): the inverse hyperbolic cosine. */
  default Tensor acosh() {
    return Operators.call("aten::acosh", this).tensor(0);
  }

  /** torch.Tensor.acosh_: (self's shape): the inverse hyperbolic cosine. In place; returns self. */
  default Tensor acosh_() {
    Operators.call("aten::acosh_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.asin: (self's shape): the inverse sine, in radians. */
  default Tensor asin() {
    return Operators.call("aten::asin", this).tensor(0);
  }

  /** torch.Tensor.asin_: (self's shape): the inverse sine, in radians. In place; returns self. */
  default Tensor asin_() {
    Operators.call("aten::asin_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.asinh: (self's shape): the inverse hyperbolic sine. */
  default Tensor asinh() {
    return Operators.call("aten::asinh", this).tensor(0);
  }

  /** torch.Tensor.asinh_: (self's shape): the inverse hyperbolic sine. In place; returns self. */
  default Tensor asinh_() {
    Operators.call("aten::asinh_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.atan: (self's shape): the inverse tangent, in radians. */
  default Tensor atan() {
    return Operators.call("aten::atan", this).tensor(0);
  }

  /**
   * torch.Tensor.atan_: (self's shape): the inverse tangent, in radians. In place; returns self.
   */
  default Tensor atan_() {
    Operators.call("aten::atan_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.atanh: (self's shape): the inverse hyperbolic tangent. */
  default Tensor atanh() {
    return Operators.call("aten::atanh", this).tensor(0);
  }

  /**
   * torch.Tensor.atanh_: (self's shape): the inverse hyperbolic tangent. In place; returns self.
   */
  default Tensor atanh_() {
    Operators.call("aten::atanh_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.atan2: (broadcast shape): the angle of the point (other, self), in radians from -pi to
   * pi.
   */
  default Tensor atan2(Tensor other) {
    return Operators.call("aten::atan2", this, other).tensor(0);
  }

  /**
   * torch.Tensor.atan2_: (broadcast shape): the angle of the point (other, self), in radians from
   * -pi to pi. In place; returns self.
   */
  default Tensor atan2_(Tensor other) {
    Operators.call("aten::atan2_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.tan: (self's shape): the tangent of angles in radians. */
  default Tensor tan() {
    return Operators.call("aten::tan", this).tensor(0);
  }

  /**
   * torch.Tensor.tan_: (self's shape): the tangent of angles in radians. In place; returns self.
   */
  default Tensor tan_() {
    Operators.call("aten::tan_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.sinh: (self's shape): the hyperbolic sine. */
  default Tensor sinh() {
    return Operators.call("aten::sinh", this).tensor(0);
  }

  /** torch.Tensor.sinh_: (self's shape): the hyperbolic sine. In place; returns self. */
  default Tensor sinh_() {
    Operators.call("aten::sinh_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.cosh: (self's shape): the hyperbolic cosine. */
  default Tensor cosh() {
    return Operators.call("aten::cosh", this).tensor(0);
  }

  /** torch.Tensor.cosh_: (self's shape): the hyperbolic cosine. In place; returns self. */
  default Tensor cosh_() {
    Operators.call("aten::cosh_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.sinc: (self's shape): sin(pi x) / (pi x), 1 at 0. */
  default Tensor sinc() {
    return Operators.call("aten::sinc", this).tensor(0);
  }

  /** torch.Tensor.sinc_: (self's shape): sin(pi x) / (pi x), 1 at 0. In place; returns self. */
  default Tensor sinc_() {
    Operators.call("aten::sinc_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.exp2: (self's shape): 2 to the power of each element. */
  default Tensor exp2() {
    return Operators.call("aten::exp2", this).tensor(0);
  }

  /** torch.Tensor.exp2_: (self's shape): 2 to the power of each element. In place; returns self. */
  default Tensor exp2_() {
    Operators.call("aten::exp2_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.expm1: (self's shape): exp(x) - 1, exact near 0. */
  default Tensor expm1() {
    return Operators.call("aten::expm1", this).tensor(0);
  }

  /** torch.Tensor.expm1_: (self's shape): exp(x) - 1, exact near 0. In place; returns self. */
  default Tensor expm1_() {
    Operators.call("aten::expm1_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.log2: (self's shape): the logarithm to base 2. */
  default Tensor log2() {
    return Operators.call("aten::log2", this).tensor(0);
  }

  /** torch.Tensor.log2_: (self's shape): the logarithm to base 2. In place; returns self. */
  default Tensor log2_() {
    Operators.call("aten::log2_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.log10: (self's shape): the logarithm to base 10. */
  default Tensor log10() {
    return Operators.call("aten::log10", this).tensor(0);
  }

  /** torch.Tensor.log10_: (self's shape): the logarithm to base 10. In place; returns self. */
  default Tensor log10_() {
    Operators.call("aten::log10_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.log1p_: (self's shape): log(1 + x), exact near 0. In place; returns self. */
  default Tensor log1p_() {
    Operators.call("aten::log1p_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.logit: (self's shape): log(x / (1 - x)); with eps, x is clamped to [eps, 1 - eps] first.
   */
  default Tensor logit() {
    return Operators.call("aten::logit", this).tensor(0);
  }

  /**
   * torch.logit: (self's shape): log(x / (1 - x)); with eps, x is clamped to [eps, 1 - eps] first.
   */
  default Tensor logit(@Nullable Double eps) {
    return Operators.call("aten::logit", this, eps).tensor(0);
  }

  /**
   * torch.Tensor.logit_: (self's shape): log(x / (1 - x)); with eps, x is clamped to [eps, 1 - eps]
   * first. In place; returns self.
   */
  default Tensor logit_() {
    Operators.call("aten::logit_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.logit_: (self's shape): log(x / (1 - x)); with eps, x is clamped to [eps, 1 - eps]
   * first. In place; returns self.
   */
  default Tensor logit_(@Nullable Double eps) {
    Operators.call("aten::logit_", this, eps).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.logaddexp: (broadcast shape): log(exp(self) + exp(other)) without overflow. */
  default Tensor logaddexp(Tensor other) {
    return Operators.call("aten::logaddexp", this, other).tensor(0);
  }

  /** torch.logaddexp2: (broadcast shape): log2(2^self + 2^other) without overflow. */
  default Tensor logaddexp2(Tensor other) {
    return Operators.call("aten::logaddexp2", this, other).tensor(0);
  }

  /** torch.erf: (self's shape): the error function. */
  default Tensor erf() {
    return Operators.call("aten::erf", this).tensor(0);
  }

  /** torch.Tensor.erf_: (self's shape): the error function. In place; returns self. */
  default Tensor erf_() {
    Operators.call("aten::erf_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.erfc: (self's shape): 1 - erf(x), exact where that is small. */
  default Tensor erfc() {
    return Operators.call("aten::erfc", this).tensor(0);
  }

  /**
   * torch.Tensor.erfc_: (self's shape): 1 - erf(x), exact where that is small. In place; returns
   * self.
   */
  default Tensor erfc_() {
    Operators.call("aten::erfc_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.erfinv: (self's shape): the inverse of the error function. */
  default Tensor erfinv() {
    return Operators.call("aten::erfinv", this).tensor(0);
  }

  /**
   * torch.Tensor.erfinv_: (self's shape): the inverse of the error function. In place; returns
   * self.
   */
  default Tensor erfinv_() {
    Operators.call("aten::erfinv_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.lgamma: (self's shape): the logarithm of |gamma(x)|. */
  default Tensor lgamma() {
    return Operators.call("aten::lgamma", this).tensor(0);
  }

  /** torch.Tensor.lgamma_: (self's shape): the logarithm of |gamma(x)|. In place; returns self. */
  default Tensor lgamma_() {
    Operators.call("aten::lgamma_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.digamma: (self's shape): the derivative of lgamma. */
  default Tensor digamma() {
    return Operators.call("aten::digamma", this).tensor(0);
  }

  /** torch.Tensor.digamma_: (self's shape): the derivative of lgamma. In place; returns self. */
  default Tensor digamma_() {
    Operators.call("aten::digamma_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.mvlgamma: (self's shape): the logarithm of the multivariate gamma function of dimension
   * p.
   */
  default Tensor mvlgamma(long p) {
    return Operators.call("aten::mvlgamma", this, p).tensor(0);
  }

  /**
   * torch.Tensor.mvlgamma_: (self's shape): the logarithm of the multivariate gamma function of
   * dimension p. In place; returns self.
   */
  default Tensor mvlgamma_(long p) {
    Operators.call("aten::mvlgamma_", this, p).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.polygamma: (self's shape): the n-th derivative of digamma; n comes first. */
  default Tensor polygamma(long n) {
    return Operators.call("aten::polygamma", n, this).tensor(0);
  }

  /** torch.i0: (self's shape): the modified Bessel function of the first kind, of order 0. */
  default Tensor i0() {
    return Operators.call("aten::i0", this).tensor(0);
  }

  /**
   * torch.Tensor.i0_: (self's shape): the modified Bessel function of the first kind, of order 0.
   * In place; returns self.
   */
  default Tensor i0_() {
    Operators.call("aten::i0_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.igamma: (broadcast shape): the regularized lower incomplete gamma function. */
  default Tensor igamma(Tensor other) {
    return Operators.call("aten::igamma", this, other).tensor(0);
  }

  /**
   * torch.Tensor.igamma_: (broadcast shape): the regularized lower incomplete gamma function. In
   * place; returns self.
   */
  default Tensor igamma_(Tensor other) {
    Operators.call("aten::igamma_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.igammac: (broadcast shape): the regularized upper incomplete gamma function. */
  default Tensor igammac(Tensor other) {
    return Operators.call("aten::igammac", this, other).tensor(0);
  }

  /**
   * torch.Tensor.igammac_: (broadcast shape): the regularized upper incomplete gamma function. In
   * place; returns self.
   */
  default Tensor igammac_(Tensor other) {
    Operators.call("aten::igammac_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.ceil: (self's shape): the least whole number that is not below. */
  default Tensor ceil() {
    return Operators.call("aten::ceil", this).tensor(0);
  }

  /**
   * torch.Tensor.ceil_: (self's shape): the least whole number that is not below. In place; returns
   * self.
   */
  default Tensor ceil_() {
    Operators.call("aten::ceil_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.floor_: (self's shape): the greatest whole number that is not above. In place;
   * returns self.
   */
  default Tensor floor_() {
    Operators.call("aten::floor_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.round: (self's shape): the nearest whole number, halves to the even one. */
  default Tensor round() {
    return Operators.call("aten::round", this).tensor(0);
  }

  /**
   * torch.Tensor.round_: (self's shape): the nearest whole number, halves to the even one. In
   * place; returns self.
   */
  default Tensor round_() {
    Operators.call("aten::round_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.round: (self's shape): rounded to decimals places; negative ones round to tens and
   * hundreds.
   */
  default Tensor round(long decimals) {
    return Operators.call("aten::round.decimals", this, decimals).tensor(0);
  }

  /**
   * torch.Tensor.round_: (self's shape): rounded to decimals places; negative ones round to tens
   * and hundreds. In place; returns self.
   */
  default Tensor round_(long decimals) {
    Operators.call("aten::round_.decimals", this, decimals).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.trunc: (self's shape): the whole part, towards 0. */
  default Tensor trunc() {
    return Operators.call("aten::trunc", this).tensor(0);
  }

  /** torch.Tensor.trunc_: (self's shape): the whole part, towards 0. In place; returns self. */
  default Tensor trunc_() {
    Operators.call("aten::trunc_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.frac: (self's shape): what trunc cuts off. */
  default Tensor frac() {
    return Operators.call("aten::frac", this).tensor(0);
  }

  /** torch.Tensor.frac_: (self's shape): what trunc cuts off. In place; returns self. */
  default Tensor frac_() {
    Operators.call("aten::frac_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.sgn: (self's shape): the sign; of a complex number its direction. */
  default Tensor sgn() {
    return Operators.call("aten::sgn", this).tensor(0);
  }

  /**
   * torch.Tensor.sgn_: (self's shape): the sign; of a complex number its direction. In place;
   * returns self.
   */
  default Tensor sgn_() {
    Operators.call("aten::sgn_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.sign: (self's shape): -1, 0 or 1. */
  default Tensor sign() {
    return Operators.call("aten::sign", this).tensor(0);
  }

  /** torch.Tensor.sign_: (self's shape): -1, 0 or 1. In place; returns self. */
  default Tensor sign_() {
    Operators.call("aten::sign_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.signbit: bool, (self's shape): whether the sign bit is set, of -0.0 too. */
  default Tensor signbit() {
    return Operators.call("aten::signbit", this).tensor(0);
  }

  /** torch.positive: (self's shape): the tensor itself; refused for bool. */
  default Tensor positive() {
    return Operators.call("aten::positive", this).tensor(0);
  }

  /** torch.square: (self's shape): each element times itself. */
  default Tensor square() {
    return Operators.call("aten::square", this).tensor(0);
  }

  /** torch.Tensor.square_: (self's shape): each element times itself. In place; returns self. */
  default Tensor square_() {
    Operators.call("aten::square_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.reciprocal_: (self's shape): 1 / x. In place; returns self. */
  default Tensor reciprocal_() {
    Operators.call("aten::reciprocal_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.rsqrt_: (self's shape): 1 / sqrt(x). In place; returns self. */
  default Tensor rsqrt_() {
    Operators.call("aten::rsqrt_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.hypot: (broadcast shape): sqrt(self^2 + other^2) without overflow. */
  default Tensor hypot(Tensor other) {
    return Operators.call("aten::hypot", this, other).tensor(0);
  }

  /**
   * torch.Tensor.hypot_: (broadcast shape): sqrt(self^2 + other^2) without overflow. In place;
   * returns self.
   */
  default Tensor hypot_(Tensor other) {
    Operators.call("aten::hypot_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.copysign: (broadcast shape): self's size with other's sign. */
  default Tensor copysign(Tensor other) {
    return Operators.call("aten::copysign.Tensor", this, other).tensor(0);
  }

  /** torch.copysign: (broadcast shape): self's size with other's sign. */
  default Tensor copysign(Number other) {
    return Operators.call("aten::copysign.Scalar", this, other).tensor(0);
  }

  /**
   * torch.nextafter: (broadcast shape): the next floating-point number after self towards other.
   */
  default Tensor nextafter(Tensor other) {
    return Operators.call("aten::nextafter", this, other).tensor(0);
  }

  /**
   * torch.Tensor.nextafter_: (broadcast shape): the next floating-point number after self towards
   * other. In place; returns self.
   */
  default Tensor nextafter_(Tensor other) {
    Operators.call("aten::nextafter_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.ldexp: (broadcast shape): self times 2 to the power of other. */
  default Tensor ldexp(Tensor other) {
    return Operators.call("aten::ldexp.Tensor", this, other).tensor(0);
  }

  /** torch.deg2rad: (self's shape): degrees to radians. */
  default Tensor deg2rad() {
    return Operators.call("aten::deg2rad", this).tensor(0);
  }

  /** torch.Tensor.deg2rad_: (self's shape): degrees to radians. In place; returns self. */
  default Tensor deg2rad_() {
    Operators.call("aten::deg2rad_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.rad2deg: (self's shape): radians to degrees. */
  default Tensor rad2deg() {
    return Operators.call("aten::rad2deg", this).tensor(0);
  }

  /** torch.Tensor.rad2deg_: (self's shape): radians to degrees. In place; returns self. */
  default Tensor rad2deg_() {
    Operators.call("aten::rad2deg_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.fmod: (broadcast shape): the remainder with self's sign, as in C. */
  default Tensor fmod(Tensor other) {
    return Operators.call("aten::fmod.Tensor", this, other).tensor(0);
  }

  /** torch.fmod: (broadcast shape): the remainder with self's sign, as in C. */
  default Tensor fmod(Number other) {
    return Operators.call("aten::fmod.Scalar", this, other).tensor(0);
  }

  /** torch.remainder: (broadcast shape): the remainder with other's sign, as in Python. */
  default Tensor remainder(Tensor other) {
    return Operators.call("aten::remainder.Tensor", this, other).tensor(0);
  }

  /** torch.remainder: (broadcast shape): the remainder with other's sign, as in Python. */
  default Tensor remainder(Number other) {
    return Operators.call("aten::remainder.Scalar", this, other).tensor(0);
  }

  /** torch.floor_divide: (broadcast shape): the quotient, rounded down. */
  default Tensor floorDivide(Tensor other) {
    return Operators.call("aten::floor_divide", this, other).tensor(0);
  }

  /** torch.floor_divide: (broadcast shape): the quotient, rounded down. */
  default Tensor floorDivide(Number other) {
    return Operators.call("aten::floor_divide.Scalar", this, other).tensor(0);
  }

  /** torch.true_divide: (broadcast shape): the quotient as a floating-point number. */
  default Tensor trueDivide(Tensor other) {
    return Operators.call("aten::true_divide.Tensor", this, other).tensor(0);
  }

  /** torch.fmax: (broadcast shape): the larger of two, where NaN loses. */
  default Tensor fmax(Tensor other) {
    return Operators.call("aten::fmax", this, other).tensor(0);
  }

  /** torch.fmin: (broadcast shape): the smaller of two, where NaN loses. */
  default Tensor fmin(Tensor other) {
    return Operators.call("aten::fmin", this, other).tensor(0);
  }

  /** torch.gcd: (broadcast shape): the greatest common divisor of whole numbers. */
  default Tensor gcd(Tensor other) {
    return Operators.call("aten::gcd", this, other).tensor(0);
  }

  /**
   * torch.Tensor.gcd_: (broadcast shape): the greatest common divisor of whole numbers. In place;
   * returns self.
   */
  default Tensor gcd_(Tensor other) {
    Operators.call("aten::gcd_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.lcm: (broadcast shape): the least common multiple of whole numbers. */
  default Tensor lcm(Tensor other) {
    return Operators.call("aten::lcm", this, other).tensor(0);
  }

  /**
   * torch.Tensor.lcm_: (broadcast shape): the least common multiple of whole numbers. In place;
   * returns self.
   */
  default Tensor lcm_(Tensor other) {
    Operators.call("aten::lcm_", this, other).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.heaviside: (broadcast shape): 0 below 0, 1 above, values at 0. */
  default Tensor heaviside(Tensor values) {
    return Operators.call("aten::heaviside", this, values).tensor(0);
  }

  /** torch.xlogy: (broadcast shape): self log(other), 0 where self is 0. */
  default Tensor xlogy(Tensor other) {
    return Operators.call("aten::xlogy.Tensor", this, other).tensor(0);
  }

  /** torch.lerp: (broadcast shape): self + weight (end - self). */
  default Tensor lerp(Tensor end, Number weight) {
    return Operators.call("aten::lerp.Scalar", this, end, weight).tensor(0);
  }

  /** torch.lerp: (broadcast shape): self + weight (end - self). */
  default Tensor lerp(Tensor end, Tensor weight) {
    return Operators.call("aten::lerp.Tensor", this, end, weight).tensor(0);
  }

  /** torch.Tensor.lerp_: (broadcast shape): self + weight (end - self). In place; returns self. */
  default Tensor lerp_(Tensor end, Number weight) {
    Operators.call("aten::lerp_.Scalar", this, end, weight).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.lerp_: (broadcast shape): self + weight (end - self). In place; returns self. */
  default Tensor lerp_(Tensor end, Tensor weight) {
    Operators.call("aten::lerp_.Tensor", this, end, weight).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.addcmul: (broadcast shape): self + value tensor1 tensor2. */
  default Tensor addcmul(Tensor tensor1, Tensor tensor2) {
    return Operators.call("aten::addcmul", this, tensor1, tensor2).tensor(0);
  }

  /** torch.addcmul: (broadcast shape): self + value tensor1 tensor2. */
  default Tensor addcmul(Tensor tensor1, Tensor tensor2, Number value) {
    return Operators.call("aten::addcmul", this, tensor1, tensor2, value).tensor(0);
  }

  /**
   * torch.Tensor.addcmul_: (broadcast shape): self + value tensor1 tensor2. In place; returns self.
   */
  default Tensor addcmul_(Tensor tensor1, Tensor tensor2) {
    Operators.call("aten::addcmul_", this, tensor1, tensor2).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.addcmul_: (broadcast shape): self + value tensor1 tensor2. In place; returns self.
   */
  default Tensor addcmul_(Tensor tensor1, Tensor tensor2, Number value) {
    Operators.call("aten::addcmul_", this, tensor1, tensor2, value).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.addcdiv: (broadcast shape): self + value tensor1 / tensor2. */
  default Tensor addcdiv(Tensor tensor1, Tensor tensor2) {
    return Operators.call("aten::addcdiv", this, tensor1, tensor2).tensor(0);
  }

  /** torch.addcdiv: (broadcast shape): self + value tensor1 / tensor2. */
  default Tensor addcdiv(Tensor tensor1, Tensor tensor2, Number value) {
    return Operators.call("aten::addcdiv", this, tensor1, tensor2, value).tensor(0);
  }

  /**
   * torch.Tensor.addcdiv_: (broadcast shape): self + value tensor1 / tensor2. In place; returns
   * self.
   */
  default Tensor addcdiv_(Tensor tensor1, Tensor tensor2) {
    Operators.call("aten::addcdiv_", this, tensor1, tensor2).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.addcdiv_: (broadcast shape): self + value tensor1 / tensor2. In place; returns
   * self.
   */
  default Tensor addcdiv_(Tensor tensor1, Tensor tensor2, Number value) {
    Operators.call("aten::addcdiv_", this, tensor1, tensor2, value).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.nan_to_num: (self's shape): NaN and the infinities replaced by numbers. */
  default Tensor nanToNum() {
    return Operators.call("aten::nan_to_num", this).tensor(0);
  }

  /** torch.nan_to_num: (self's shape): NaN and the infinities replaced by numbers. */
  default Tensor nanToNum(@Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    return Operators.call("aten::nan_to_num", this, nan, posinf, neginf).tensor(0);
  }

  /**
   * torch.Tensor.nan_to_num_: (self's shape): NaN and the infinities replaced by numbers. In place;
   * returns self.
   */
  default Tensor nanToNum_() {
    Operators.call("aten::nan_to_num_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.nan_to_num_: (self's shape): NaN and the infinities replaced by numbers. In place;
   * returns self.
   */
  default Tensor nanToNum_(@Nullable Double nan, @Nullable Double posinf, @Nullable Double neginf) {
    Operators.call("aten::nan_to_num_", this, nan, posinf, neginf).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.bitwise_not: (self's shape): every bit turned over; of bool, not. */
  default Tensor bitwiseNot() {
    return Operators.call("aten::bitwise_not", this).tensor(0);
  }

  /**
   * torch.Tensor.bitwise_not_: (self's shape): every bit turned over; of bool, not. In place;
   * returns self.
   */
  default Tensor bitwiseNot_() {
    Operators.call("aten::bitwise_not_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.bitwise_and: (broadcast shape): bits of both. */
  default Tensor bitwiseAnd(Tensor other) {
    return Operators.call("aten::bitwise_and.Tensor", this, other).tensor(0);
  }

  /** torch.bitwise_and: (broadcast shape): bits of both. */
  default Tensor bitwiseAnd(Number other) {
    return Operators.call("aten::bitwise_and.Scalar", this, other).tensor(0);
  }

  /** torch.bitwise_or: (broadcast shape): bits of either. */
  default Tensor bitwiseOr(Tensor other) {
    return Operators.call("aten::bitwise_or.Tensor", this, other).tensor(0);
  }

  /** torch.bitwise_or: (broadcast shape): bits of either. */
  default Tensor bitwiseOr(Number other) {
    return Operators.call("aten::bitwise_or.Scalar", this, other).tensor(0);
  }

  /** torch.bitwise_xor: (broadcast shape): bits of one and not the other. */
  default Tensor bitwiseXor(Tensor other) {
    return Operators.call("aten::bitwise_xor.Tensor", this, other).tensor(0);
  }

  /** torch.bitwise_xor: (broadcast shape): bits of one and not the other. */
  default Tensor bitwiseXor(Number other) {
    return Operators.call("aten::bitwise_xor.Scalar", this, other).tensor(0);
  }

  /** torch.bitwise_left_shift: (broadcast shape): self times 2 to the power of other, by bits. */
  default Tensor bitwiseLeftShift(Tensor other) {
    return Operators.call("aten::bitwise_left_shift.Tensor", this, other).tensor(0);
  }

  /** torch.bitwise_left_shift: (broadcast shape): self times 2 to the power of other, by bits. */
  default Tensor bitwiseLeftShift(Number other) {
    return Operators.call("aten::bitwise_left_shift.Tensor_Scalar", this, other).tensor(0);
  }

  /**
   * torch.bitwise_right_shift: (broadcast shape): self divided by 2 to the power of other, by bits.
   */
  default Tensor bitwiseRightShift(Tensor other) {
    return Operators.call("aten::bitwise_right_shift.Tensor", this, other).tensor(0);
  }

  /**
   * torch.bitwise_right_shift: (broadcast shape): self divided by 2 to the power of other, by bits.
   */
  default Tensor bitwiseRightShift(Number other) {
    return Operators.call("aten::bitwise_right_shift.Tensor_Scalar", this, other).tensor(0);
  }

  /** torch.logical_xor: bool, (broadcast shape): whether exactly one of the two is not 0. */
  default Tensor logicalXor(Tensor other) {
    return Operators.call("aten::logical_xor", this, other).tensor(0);
  }

  /** torch.special.entr: (self's shape): -x log(x), 0 at 0. */
  default Tensor specialEntr() {
    return Operators.call("aten::special_entr", this).tensor(0);
  }

  /** torch.special.erfcx: (self's shape): exp(x^2) erfc(x). */
  default Tensor specialErfcx() {
    return Operators.call("aten::special_erfcx", this).tensor(0);
  }

  /** torch.special.i0e: (self's shape): exp(-|x|) i0(x). */
  default Tensor specialI0e() {
    return Operators.call("aten::special_i0e", this).tensor(0);
  }

  /**
   * torch.special.i1: (self's shape): the modified Bessel function of the first kind, of order 1.
   */
  default Tensor specialI1() {
    return Operators.call("aten::special_i1", this).tensor(0);
  }

  /** torch.special.i1e: (self's shape): exp(-|x|) i1(x). */
  default Tensor specialI1e() {
    return Operators.call("aten::special_i1e", this).tensor(0);
  }

  /**
   * torch.special.log_ndtr: (self's shape): the logarithm of the normal distribution's area below
   * x.
   */
  default Tensor specialLogNdtr() {
    return Operators.call("aten::special_log_ndtr", this).tensor(0);
  }

  /** torch.special.ndtr: (self's shape): the area of the standard normal distribution below x. */
  default Tensor specialNdtr() {
    return Operators.call("aten::special_ndtr", this).tensor(0);
  }

  /** torch.special.ndtri: (self's shape): the inverse of ndtr. */
  default Tensor specialNdtri() {
    return Operators.call("aten::special_ndtri", this).tensor(0);
  }

  /** torch.special.bessel_j0: (self's shape): the Bessel function of the first kind, of order 0. */
  default Tensor specialBesselJ0() {
    return Operators.call("aten::special_bessel_j0", this).tensor(0);
  }

  /** torch.special.bessel_j1: (self's shape): the Bessel function of the first kind, of order 1. */
  default Tensor specialBesselJ1() {
    return Operators.call("aten::special_bessel_j1", this).tensor(0);
  }

  /** torch.special.xlog1py: (broadcast shape): self log1p(other), 0 where self is 0. */
  default Tensor specialXlog1py(Tensor other) {
    return Operators.call("aten::special_xlog1py", this, other).tensor(0);
  }

  /** torch.special.zeta: (broadcast shape): the Hurwitz zeta function. */
  default Tensor specialZeta(Tensor other) {
    return Operators.call("aten::special_zeta", this, other).tensor(0);
  }

  /** torch.conj: (self's shape): the complex conjugate. */
  default Tensor conj() {
    return Operators.call("aten::conj", this).tensor(0);
  }

  /** torch.conj_physical: (self's shape): the complex conjugate. */
  default Tensor conjPhysical() {
    return Operators.call("aten::conj_physical", this).tensor(0);
  }

  /** torch.angle: (self's shape): the angle of complex numbers in radians; of real ones 0 or pi. */
  default Tensor angle() {
    return Operators.call("aten::angle", this).tensor(0);
  }

  /** torch.real: (self's shape): the real part, a view. */
  default Tensor real() {
    return Operators.call("aten::real", this).tensor(0);
  }

  /** torch.imag: (self's shape): the imaginary part of a complex tensor, a view. */
  default Tensor imag() {
    return Operators.call("aten::imag", this).tensor(0);
  }

  /** torch.view_as_real: (self's shape, 2): a complex tensor's parts, a view. */
  default Tensor viewAsReal() {
    return Operators.call("aten::view_as_real", this).tensor(0);
  }

  /** torch.view_as_complex: (self's shape without the last 2): pairs as complex numbers, a view. */
  default Tensor viewAsComplex() {
    return Operators.call("aten::view_as_complex", this).tensor(0);
  }
}
