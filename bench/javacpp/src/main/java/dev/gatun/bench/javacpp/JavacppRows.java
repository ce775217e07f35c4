package dev.gatun.bench.javacpp;

import java.util.concurrent.TimeUnit;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Slice;
import org.bytedeco.pytorch.SymInt;
import org.bytedeco.pytorch.SymIntOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorIndex;
import org.bytedeco.pytorch.TensorIndexVector;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The rows in JavaCPP PyTorch: single results are closed at once, which is the fastest that it
 * offers, and layers run in a pointer scope.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JavacppRows {
  private Tensor a;
  private Tensor b;
  private Tensor a64;
  private Tensor b64;
  private Tensor a1024;
  private Tensor b1024;
  private final float[] array = new float[1024];
  private FloatPointer memory;
  private Tensor tensor;
  private LinearImpl first;
  private LinearImpl second;
  private AdamW optimizer;
  private Tensor input;
  private Tensor target;
  private Tensor tokens;
  private Tensor projection;
  private Tensor output;

  @Setup
  public void open() {
    a = torch.randn(4, 4);
    b = torch.randn(4, 4);
    a64 = torch.randn(64, 64);
    b64 = torch.randn(64, 64);
    a1024 = torch.randn(1024, 1024);
    b1024 = torch.randn(1024, 1024);
    memory = new FloatPointer(1024);
    tensor = Tensor.create(array);
    first = new LinearImpl(64, 128);
    second = new LinearImpl(128, 10);
    optimizer =
        new AdamW(
            new TensorVector(first.weight(), first.bias(), second.weight(), second.bias()),
            new AdamWOptions(1e-3));
    input = torch.randn(32, 64);
    target = torch.randn(32, 10);
    tokens = torch.randn(1, 64, 256);
    projection = torch.randn(768, 256);
    output = torch.randn(256, 256);
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

  @Benchmark
  public void addFree() {
    a.add(b).close();
  }

  @Benchmark
  @OperationsPerInvocation(20)
  public void scope() {
    try (var _ = new PointerScope()) {
      for (var i = 0; i < 20; i++) a.add(b);
    }
  }

  @Benchmark
  public void index() {
    try (var _ = new PointerScope()) {
      var slice =
          new Slice(
              new SymIntOptional(new SymInt(1)),
              new SymIntOptional(new SymInt(3)),
              new SymIntOptional(new SymInt(1)));
      a.index(new TensorIndexVector(new TensorIndex(1), new TensorIndex(slice)));
    }
  }

  @Benchmark
  public void matmul64() {
    a64.matmul(b64).close();
  }

  @Benchmark
  public void matmul1024() {
    a1024.matmul(b1024).close();
  }

  @Benchmark
  public void copyIn() {
    Tensor.create(array).close();
  }

  @Benchmark
  public float[] copyOut() {
    var to = new float[1024];
    try (var data = tensor.data_ptr_float()) {
      data.get(to);
    }
    return to;
  }

  @Benchmark
  public void wrap() {
    torch.from_blob(memory, 1024).close();
  }

  @Benchmark
  public float segment() {
    try (var data = tensor.data_ptr_float()) {
      return data.get(1);
    }
  }

  @Benchmark
  public void mlpStep() {
    try (var _ = new PointerScope()) {
      var difference = second.forward(first.forward(input).relu()).sub(target);
      difference.mul(difference).mean().backward();
      optimizer.step();
      optimizer.zero_grad();
    }
  }

  @Benchmark
  public void attention() {
    try (var _ = new PointerScope();
        var _ = new NoGradGuard()) {
      var parts = torch.linear(tokens, projection).reshape(1, 64, 3, 4, 64).permute(2, 0, 3, 1, 4);
      var attended =
          torch.scaled_dot_product_attention(
              parts.select(0, 0),
              parts.select(0, 1),
              parts.select(0, 2),
              new TensorOptional(),
              0.0,
              true,
              new DoubleOptional(),
              false);
      torch.linear(attended.transpose(1, 2).reshape(1, 64, 256), output);
    }
  }
}
