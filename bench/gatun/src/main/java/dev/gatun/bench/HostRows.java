package dev.gatun.bench;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** 1024 floats between Java and libtorch. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class HostRows {
  private static final Shape SHAPE = Shape.of(1024);

  private final float[] array = new float[1024];
  private final MemorySegment memory = Arena.ofAuto().allocate(4096, 64);
  private TensorScope scope;
  private Tensor tensor;

  @Setup
  public void open() {
    scope = TensorScope.open();
    tensor = Tensor.of(array);
  }

  @TearDown
  public void close() {
    scope.close();
  }

  @Benchmark
  public void copyIn() {
    Tensor.of(array).close();
  }

  @Benchmark
  public float[] copyOut() {
    return tensor.toFloatArray();
  }

  /** A tensor over Java's memory, without a copy. */
  @Benchmark
  public void wrap() {
    Tensor.of(memory, SHAPE, DType.FLOAT32).close();
  }

  /** A float of a tensor's memory, read in place. */
  @Benchmark
  public float segment() {
    return tensor.segment().get(ValueLayout.JAVA_FLOAT, 4);
  }
}
