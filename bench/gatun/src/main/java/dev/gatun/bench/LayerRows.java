package dev.gatun.bench;

import dev.gatun.nn.Linear;
import dev.gatun.nn.Parameter;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.CustomFunction;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Layers, forward and backward. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class LayerRows {
  private static final int HEADS = 4;

  private TensorScope scope;
  private Tensor input;
  private Tensor target;
  private Linear first;
  private Linear second;
  private AdamW optimizer;
  private Tensor tokens;
  private Tensor projection;
  private Tensor output;
  private Tensor small;

  /** Multiplies by a constant, with its derivative in Java. */
  private record Scale(double factor) implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      return List.of(inputs.get(0).mul(factor));
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(gradOutputs.get(0).mul(factor));
    }
  }

  private static Tensor random(long... sizes) {
    return Tensor.randn(Shape.of(sizes), DType.FLOAT32, Device.CPU);
  }

  private static Linear linear(String name, long in, long out) {
    return new Linear(
        new Parameter(name + ".weight", random(out, in).mul(0.1).requiresGrad_(true)),
        new Parameter(name + ".bias", random(out).requiresGrad_(true)),
        null);
  }

  @Setup
  public void open() {
    scope = TensorScope.open();
    input = random(32, 64);
    target = random(32, 10);
    first = linear("first", 64, 128);
    second = linear("second", 128, 10);
    optimizer =
        new AdamW(
            List.of(
                new ParameterGroup(
                    List.of(first.weight(), first.bias(), second.weight(), second.bias()),
                    1e-3,
                    0.01)),
            AdamW.Settings.DEFAULT);
    tokens = random(1, 64, 256);
    projection = random(768, 256).mul(0.05);
    output = random(256, 256).mul(0.05);
    small = random(4, 4).requiresGrad_(true);
  }

  @TearDown
  public void close() {
    optimizer.close();
    scope.close();
  }

  /** A batch of 32 through 64, 128, 10: forward, mean squared error, backward, AdamW. */
  @Benchmark
  public void mlpStep() {
    try (var _ = TensorScope.open()) {
      var difference = second.apply(first.apply(input).relu()).sub(target);
      difference.mul(difference).mean().backward();
      optimizer.step();
      optimizer.zeroGrad();
    }
  }

  /** 64 tokens of width 256 in 4 heads, causal: projections and attention. */
  @Benchmark
  public void attention() {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var parts =
          Functional.linear(tokens, projection, null)
              .reshape(1, 64, 3, HEADS, 64)
              .permute(2, 0, 3, 1, 4);
      var attended =
          Functional.scaledDotProductAttention(
              parts.select(0, 0),
              parts.select(0, 1),
              parts.select(0, 2),
              Functional.Causality.CAUSAL);
      Functional.linear(attended.transpose(1, 2).reshape(1, 64, 256), output, null);
    }
  }

  /** A function with its derivative in Java, a sum, and backward through both. */
  @Benchmark
  public void upcall() {
    try (var _ = TensorScope.open()) {
      new Scale(2).apply(small).get(0).sum().backward();
      small.setGrad(null);
    }
  }
}
