package dev.gatun.bench;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Index;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Single calls on tensors of a scope, each result freed at once. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CallRows {
  private static final Operators.Operator ADD = Operators.find("aten::add.Tensor");

  private TensorScope scope;
  private Tensor a;
  private Tensor b;
  private Tensor a64;
  private Tensor b64;
  private Tensor a1024;
  private Tensor b1024;

  private static Tensor square(long n) {
    return Tensor.randn(Shape.of(n, n), DType.FLOAT32, Device.CPU);
  }

  @Setup
  public void open() {
    scope = TensorScope.open();
    a = square(4);
    b = square(4);
    a64 = square(64);
    b64 = square(64);
    a1024 = square(1024);
    b1024 = square(1024);
  }

  @TearDown
  public void close() {
    scope.close();
  }

  @Benchmark
  public long numel() {
    return a.numel();
  }

  @Benchmark
  public long size() {
    return a.size(1);
  }

  @Benchmark
  public void add() {
    a.add(b).close();
  }

  /** Twenty additions in a scope of their own, which frees them; the time of one. */
  @Benchmark
  @OperationsPerInvocation(20)
  public void scope() {
    try (var _ = TensorScope.open()) {
      for (var i = 0; i < 20; i++) a.add(b);
    }
  }

  @Benchmark
  public void door() {
    ADD.call(a, b).tensor(0).close();
  }

  @Benchmark
  public void matmul64() {
    a64.matmul(b64).close();
  }

  @Benchmark
  public void matmul1024() {
    a1024.matmul(b1024).close();
  }

  /** a[1, 1:3]. */
  @Benchmark
  public void index() {
    a.index(Index.at(1), Index.range(1, 3)).close();
  }
}
