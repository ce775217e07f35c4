package dev.gatun.bench;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Tensors of no scope: any thread may use them, a cleaner watches them. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class FreeRows {
  private Tensor a;
  private Tensor b;

  @Setup
  public void open() {
    a = Tensor.randn(Shape.of(4, 4), DType.FLOAT32, Device.CPU);
    b = Tensor.randn(Shape.of(4, 4), DType.FLOAT32, Device.CPU);
  }

  @TearDown
  public void close() {
    a.close();
    b.close();
  }

  @Benchmark
  public void addFree() {
    a.add(b).close();
  }
}
