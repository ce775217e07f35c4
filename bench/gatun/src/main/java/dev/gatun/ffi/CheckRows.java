package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What is checked before a call: that the tensor is open, and this thread may use it. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CheckRows {
  private NativeTensor free;
  private NativeScope scope;
  private NativeTensor scoped;

  private static NativeTensor make() {
    return TensorCalls.empty(new long[] {4}, Gatun.GT_FLOAT32(), Gatun.GT_CPU(), -1);
  }

  @Setup
  public void open() {
    free = make();
    scope = NativeScope.open();
    scoped = make();
  }

  @TearDown
  public void close() {
    scope.close();
    free.close();
  }

  @Benchmark
  public void checkScoped() {
    scoped.checkUsable();
  }

  /** With the count of calls in flight up and down again. */
  @Benchmark
  public void checkFree() {
    free.checkUsable();
  }
}
