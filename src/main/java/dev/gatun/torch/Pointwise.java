package dev.gatun.torch;

import dev.gatun.ffi.PointwiseCalls;
import dev.gatun.ffi.Scalar;

/** Element by element, with PyTorch's broadcasting and type promotion. */
sealed interface Pointwise permits Tensor {
  /** torch.add: self + other, broadcast. */
  default Tensor add(Tensor other) {
    return new Tensor(PointwiseCalls.add(((Tensor) this).handle, other.handle));
  }

  /** torch.sub: self - other, broadcast. */
  default Tensor sub(Tensor other) {
    return new Tensor(PointwiseCalls.sub(((Tensor) this).handle, other.handle));
  }

  /** torch.mul: self * other, broadcast. */
  default Tensor mul(Tensor other) {
    return new Tensor(PointwiseCalls.mul(((Tensor) this).handle, other.handle));
  }

  /** torch.div: self / other, broadcast. */
  default Tensor div(Tensor other) {
    return new Tensor(PointwiseCalls.div(((Tensor) this).handle, other.handle));
  }

  /** torch.maximum: The larger of the two, element by element, broadcast. */
  default Tensor maximum(Tensor other) {
    return new Tensor(PointwiseCalls.maximum(((Tensor) this).handle, other.handle));
  }

  /** torch.minimum: The smaller of the two, element by element, broadcast. */
  default Tensor minimum(Tensor other) {
    return new Tensor(PointwiseCalls.minimum(((Tensor) this).handle, other.handle));
  }

  /** torch.add: self + other. */
  default Tensor add(double other) {
    return new Tensor(PointwiseCalls.add(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.add: self + other; integers stay integers. */
  default Tensor add(long other) {
    return new Tensor(PointwiseCalls.add(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.sub: self - other. */
  default Tensor sub(double other) {
    return new Tensor(PointwiseCalls.add(((Tensor) this).handle, Scalar.of(-other)));
  }

  /** torch.sub: self - other; integers stay integers. */
  default Tensor sub(long other) {
    return new Tensor(PointwiseCalls.add(((Tensor) this).handle, Scalar.of(-other)));
  }

  /** torch.mul: self * other. */
  default Tensor mul(double other) {
    return new Tensor(PointwiseCalls.mul(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.mul: self * other; integers stay integers. */
  default Tensor mul(long other) {
    return new Tensor(PointwiseCalls.mul(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.div: self / other. */
  default Tensor div(double other) {
    return new Tensor(PointwiseCalls.div(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.pow: self to the power of other. */
  default Tensor pow(double other) {
    return new Tensor(PointwiseCalls.pow(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.pow: self to the power of other; integers stay integers. */
  default Tensor pow(long other) {
    return new Tensor(PointwiseCalls.pow(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.neg: -self. */
  default Tensor neg() {
    return new Tensor(PointwiseCalls.neg(((Tensor) this).handle));
  }

  /** torch.abs: |self|. */
  default Tensor abs() {
    return new Tensor(PointwiseCalls.abs(((Tensor) this).handle));
  }

  /** torch.exp: e to the power of self. */
  default Tensor exp() {
    return new Tensor(PointwiseCalls.exp(((Tensor) this).handle));
  }

  /** torch.log: natural logarithm. */
  default Tensor log() {
    return new Tensor(PointwiseCalls.log(((Tensor) this).handle));
  }

  /** torch.log1p: log(1 + self). */
  default Tensor log1p() {
    return new Tensor(PointwiseCalls.log1p(((Tensor) this).handle));
  }

  /** torch.sqrt: square root. */
  default Tensor sqrt() {
    return new Tensor(PointwiseCalls.sqrt(((Tensor) this).handle));
  }

  /** torch.rsqrt: 1 / sqrt(self). */
  default Tensor rsqrt() {
    return new Tensor(PointwiseCalls.rsqrt(((Tensor) this).handle));
  }

  /** torch.sin: sine, of radians. */
  default Tensor sin() {
    return new Tensor(PointwiseCalls.sin(((Tensor) this).handle));
  }

  /** torch.cos: cosine, of radians. */
  default Tensor cos() {
    return new Tensor(PointwiseCalls.cos(((Tensor) this).handle));
  }

  /** torch.tanh: hyperbolic tangent. */
  default Tensor tanh() {
    return new Tensor(PointwiseCalls.tanh(((Tensor) this).handle));
  }

  /** torch.sigmoid: 1 / (1 + exp(-self)). */
  default Tensor sigmoid() {
    return new Tensor(PointwiseCalls.sigmoid(((Tensor) this).handle));
  }

  /** torch.relu: max(0, self). */
  default Tensor relu() {
    return new Tensor(PointwiseCalls.relu(((Tensor) this).handle));
  }

  /** torch.silu: self * sigmoid(self). */
  default Tensor silu() {
    return new Tensor(PointwiseCalls.silu(((Tensor) this).handle));
  }

  /** torch.gelu: Gaussian error linear unit, exact. */
  default Tensor gelu() {
    return new Tensor(PointwiseCalls.gelu(((Tensor) this).handle));
  }

  /** torch.isfinite: whether neither infinite nor NaN; bool. */
  default Tensor isfinite() {
    return new Tensor(PointwiseCalls.isfinite(((Tensor) this).handle));
  }

  /** torch.nn.functional.logsigmoid: log(sigmoid(self)), without overflow. */
  default Tensor logSigmoid() {
    return new Tensor(PointwiseCalls.logSigmoid(((Tensor) this).handle));
  }

  /** torch.logical_not; bool. */
  default Tensor logicalNot() {
    return new Tensor(PointwiseCalls.logicalNot(((Tensor) this).handle));
  }

  /** torch.eq: self == other, broadcast; bool. */
  default Tensor eq(Tensor other) {
    return new Tensor(PointwiseCalls.eq(((Tensor) this).handle, other.handle));
  }

  /** torch.eq: self == other; bool. */
  default Tensor eq(double other) {
    return new Tensor(PointwiseCalls.eq(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.eq: self == other; bool. */
  default Tensor eq(long other) {
    return new Tensor(PointwiseCalls.eq(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.ne: self != other, broadcast; bool. */
  default Tensor ne(Tensor other) {
    return new Tensor(PointwiseCalls.ne(((Tensor) this).handle, other.handle));
  }

  /** torch.ne: self != other; bool. */
  default Tensor ne(double other) {
    return new Tensor(PointwiseCalls.ne(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.ne: self != other; bool. */
  default Tensor ne(long other) {
    return new Tensor(PointwiseCalls.ne(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.lt: self &lt; other, broadcast; bool. */
  default Tensor lt(Tensor other) {
    return new Tensor(PointwiseCalls.lt(((Tensor) this).handle, other.handle));
  }

  /** torch.lt: self &lt; other; bool. */
  default Tensor lt(double other) {
    return new Tensor(PointwiseCalls.lt(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.lt: self &lt; other; bool. */
  default Tensor lt(long other) {
    return new Tensor(PointwiseCalls.lt(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.le: self &lt;= other, broadcast; bool. */
  default Tensor le(Tensor other) {
    return new Tensor(PointwiseCalls.le(((Tensor) this).handle, other.handle));
  }

  /** torch.le: self &lt;= other; bool. */
  default Tensor le(double other) {
    return new Tensor(PointwiseCalls.le(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.le: self &lt;= other; bool. */
  default Tensor le(long other) {
    return new Tensor(PointwiseCalls.le(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.gt: self &gt; other, broadcast; bool. */
  default Tensor gt(Tensor other) {
    return new Tensor(PointwiseCalls.gt(((Tensor) this).handle, other.handle));
  }

  /** torch.gt: self &gt; other; bool. */
  default Tensor gt(double other) {
    return new Tensor(PointwiseCalls.gt(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.gt: self &gt; other; bool. */
  default Tensor gt(long other) {
    return new Tensor(PointwiseCalls.gt(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.ge: self &gt;= other, broadcast; bool. */
  default Tensor ge(Tensor other) {
    return new Tensor(PointwiseCalls.ge(((Tensor) this).handle, other.handle));
  }

  /** torch.ge: self &gt;= other; bool. */
  default Tensor ge(double other) {
    return new Tensor(PointwiseCalls.ge(((Tensor) this).handle, Scalar.of(other)));
  }

  /** torch.ge: self &gt;= other; bool. */
  default Tensor ge(long other) {
    return new Tensor(PointwiseCalls.ge(((Tensor) this).handle, Scalar.of(other)));
  }

  /**
   * torch.clamp to [min, max]; a bound that is NaN is none. Integers become float32, as with float
   * bounds in PyTorch.
   */
  default Tensor clamp(double min, double max) {
    return new Tensor(PointwiseCalls.clamp(((Tensor) this).handle, min, max));
  }

  /** torch.clamp(min=): max(self, min). */
  default Tensor clampMin(double min) {
    return new Tensor(PointwiseCalls.clamp(((Tensor) this).handle, min, Double.NaN));
  }

  /** torch.masked_fill: value where mask (bool, broadcast) holds, else self. */
  default Tensor maskedFill(Tensor mask, double value) {
    return new Tensor(
        PointwiseCalls.maskedFill(((Tensor) this).handle, mask.handle, Scalar.of(value)));
  }

  /** torch.masked_fill: value where mask (bool, broadcast) holds, else self. */
  default Tensor maskedFill(Tensor mask, long value) {
    return new Tensor(
        PointwiseCalls.maskedFill(((Tensor) this).handle, mask.handle, Scalar.of(value)));
  }

  /** torch.where(self, ifTrue, ifFalse) with self as the condition (bool). */
  default Tensor where(Tensor ifTrue, Tensor ifFalse) {
    return new Tensor(PointwiseCalls.where(((Tensor) this).handle, ifTrue.handle, ifFalse.handle));
  }

  /** torch.Tensor.add_: self += other, in place; returns self. */
  default Tensor add_(Tensor other) {
    PointwiseCalls.add_(((Tensor) this).handle, other.handle);
    return (Tensor) this;
  }

  /** torch.Tensor.sub_: self -= other, in place; returns self. */
  default Tensor sub_(Tensor other) {
    PointwiseCalls.sub_(((Tensor) this).handle, other.handle);
    return (Tensor) this;
  }

  /** torch.Tensor.mul_: self *= other, in place; returns self. */
  default Tensor mul_(Tensor other) {
    PointwiseCalls.mul_(((Tensor) this).handle, other.handle);
    return (Tensor) this;
  }

  /** torch.Tensor.div_: self /= other, in place; returns self. */
  default Tensor div_(Tensor other) {
    PointwiseCalls.div_(((Tensor) this).handle, other.handle);
    return (Tensor) this;
  }

  /** torch.Tensor.mul_: self *= other, in place; returns self. */
  default Tensor mul_(double other) {
    PointwiseCalls.mul_(((Tensor) this).handle, Scalar.of(other));
    return (Tensor) this;
  }

  /** torch.Tensor.mul_: self *= other, in place; returns self. */
  default Tensor mul_(long other) {
    PointwiseCalls.mul_(((Tensor) this).handle, Scalar.of(other));
    return (Tensor) this;
  }

  /** torch.Tensor.fill_: every element becomes value; returns self. */
  default Tensor fill_(double value) {
    PointwiseCalls.fill_(((Tensor) this).handle, Scalar.of(value));
    return (Tensor) this;
  }

  /** torch.Tensor.fill_: every element becomes value; returns self. */
  default Tensor fill_(long value) {
    PointwiseCalls.fill_(((Tensor) this).handle, Scalar.of(value));
    return (Tensor) this;
  }

  /** torch.Tensor.zero_; returns self. */
  default Tensor zero_() {
    return fill_(0);
  }
}
