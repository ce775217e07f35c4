// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import org.jspecify.annotations.Nullable;

/** Random numbers. A Generator, or the device's default one, gives them. */
sealed interface Random permits Tensor {
  /** torch.bernoulli: (self's shape): 1 with probability self, or p. */
  default Tensor bernoulli() {
    return Operators.call("aten::bernoulli", this).tensor(0);
  }

  /** torch.bernoulli: (self's shape): 1 with probability self, or p. */
  default Tensor bernoulli(@Nullable Generator generator) {
    return Operators.call("aten::bernoulli", this, generator).tensor(0);
  }

  /**
   * torch.Tensor.bernoulli_: (self's shape): 1 with probability self, or p. In place; returns self.
   */
  default Tensor bernoulli_() {
    Operators.call("aten::bernoulli_.float", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.bernoulli_: (self's shape): 1 with probability self, or p. In place; returns self.
   */
  default Tensor bernoulli_(double p, @Nullable Generator generator) {
    Operators.call("aten::bernoulli_.float", this, p, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.normal_: (self's shape): normal numbers of this mean and standard deviation. In
   * place; returns self.
   */
  default Tensor normal_() {
    Operators.call("aten::normal_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.normal_: (self's shape): normal numbers of this mean and standard deviation. In
   * place; returns self.
   */
  default Tensor normal_(double mean, double std, @Nullable Generator generator) {
    Operators.call("aten::normal_", this, mean, std, generator).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.uniform_: (self's shape): numbers between from and to. In place; returns self. */
  default Tensor uniform_() {
    Operators.call("aten::uniform_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.uniform_: (self's shape): numbers between from and to. In place; returns self. */
  default Tensor uniform_(double from, double to, @Nullable Generator generator) {
    Operators.call("aten::uniform_", this, from, to, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.exponential_: (self's shape): exponential numbers of rate lambd. In place; returns
   * self.
   */
  default Tensor exponential_() {
    Operators.call("aten::exponential_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.exponential_: (self's shape): exponential numbers of rate lambd. In place; returns
   * self.
   */
  default Tensor exponential_(double lambd, @Nullable Generator generator) {
    Operators.call("aten::exponential_", this, lambd, generator).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.cauchy_: (self's shape): Cauchy numbers. In place; returns self. */
  default Tensor cauchy_() {
    Operators.call("aten::cauchy_", this).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.Tensor.cauchy_: (self's shape): Cauchy numbers. In place; returns self. */
  default Tensor cauchy_(double median, double sigma, @Nullable Generator generator) {
    Operators.call("aten::cauchy_", this, median, sigma, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.geometric_: (self's shape): geometric numbers of probability p. In place; returns
   * self.
   */
  default Tensor geometric_(double p) {
    Operators.call("aten::geometric_", this, p).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.geometric_: (self's shape): geometric numbers of probability p. In place; returns
   * self.
   */
  default Tensor geometric_(double p, @Nullable Generator generator) {
    Operators.call("aten::geometric_", this, p, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.log_normal_: (self's shape): numbers whose logarithm is normal. In place; returns
   * self.
   */
  default Tensor logNormal_() {
    Operators.call("aten::log_normal_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.log_normal_: (self's shape): numbers whose logarithm is normal. In place; returns
   * self.
   */
  default Tensor logNormal_(double mean, double std, @Nullable Generator generator) {
    Operators.call("aten::log_normal_", this, mean, std, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.random_: (self's shape): whole numbers between from and to. In place; returns
   * self.
   */
  default Tensor random_() {
    Operators.call("aten::random_", this).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.random_: (self's shape): whole numbers between from and to. In place; returns
   * self.
   */
  default Tensor random_(@Nullable Generator generator) {
    Operators.call("aten::random_", this, generator).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.random_: (self's shape): whole numbers between from and to. In place; returns
   * self.
   */
  default Tensor random_(long from, @Nullable Long to) {
    Operators.call("aten::random_.from", this, from, to).tensor(0).close();
    return (Tensor) this;
  }

  /**
   * torch.Tensor.random_: (self's shape): whole numbers between from and to. In place; returns
   * self.
   */
  default Tensor random_(long from, @Nullable Long to, @Nullable Generator generator) {
    Operators.call("aten::random_.from", this, from, to, generator).tensor(0).close();
    return (Tensor) this;
  }

  /** torch.poisson: (self's shape): Poisson numbers of rate self. */
  default Tensor poisson() {
    return Operators.call("aten::poisson", this).tensor(0);
  }

  /** torch.poisson: (self's shape): Poisson numbers of rate self. */
  default Tensor poisson(@Nullable Generator generator) {
    return Operators.call("aten::poisson", this, generator).tensor(0);
  }

  /**
   * torch.binomial: (broadcast shape): successes in count tries of probability prob; count comes
   * first.
   */
  default Tensor binomial(Tensor prob) {
    return Operators.call("aten::binomial", this, prob).tensor(0);
  }

  /**
   * torch.binomial: (broadcast shape): successes in count tries of probability prob; count comes
   * first.
   */
  default Tensor binomial(Tensor prob, @Nullable Generator generator) {
    return Operators.call("aten::binomial", this, prob, generator).tensor(0);
  }

  /** torch.rand_like: (self's shape): uniform numbers between 0 and 1. */
  default Tensor randLike() {
    return Operators.call("aten::rand_like", this).tensor(0);
  }

  /** torch.rand_like: (self's shape): uniform numbers between 0 and 1. */
  default Tensor randLike(@Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::rand_like",
            this,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.randn_like: (self's shape): standard normal numbers. */
  default Tensor randnLike() {
    return Operators.call("aten::randn_like", this).tensor(0);
  }

  /** torch.randn_like: (self's shape): standard normal numbers. */
  default Tensor randnLike(@Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::randn_like",
            this,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.randint_like: (self's shape): whole numbers below high. */
  default Tensor randintLike(long high) {
    return Operators.call("aten::randint_like", this, high).tensor(0);
  }

  /** torch.randint_like: (self's shape): whole numbers below high. */
  default Tensor randintLike(
      long high, @Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::randint_like",
            this,
            high,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }

  /** torch.randint_like: (self's shape): whole numbers below high. */
  default Tensor randintLike(long low, long high) {
    return Operators.call("aten::randint_like.low_dtype", this, low, high).tensor(0);
  }

  /** torch.randint_like: (self's shape): whole numbers below high. */
  default Tensor randintLike(
      long low, long high, @Nullable DType dtype, @Nullable MemoryFormat memoryFormat) {
    return Operators.call(
            "aten::randint_like.low_dtype",
            this,
            low,
            high,
            dtype,
            Operators.DEFAULT,
            Operators.DEFAULT,
            Operators.DEFAULT,
            memoryFormat)
        .tensor(0);
  }
}
