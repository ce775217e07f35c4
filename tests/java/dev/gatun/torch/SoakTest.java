package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Resident memory stays flat over many small operations. The suite runs 300,000 of them; the long
 * form is {@code -Dgatun.soak=10000000}.
 */
@ExtendWith(NoLeaks.class)
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final long OPERATIONS = Long.getLong("gatun.soak", 300_000);
  private static final int PER_SCOPE = 20;
  // What the heap, the compiler and malloc's arenas may still take after the warm-up. A leak of a
  // single handle's smallest native
  // object (a tensor of 16 floats: over 200 bytes) in each operation would be 60 MB in the short
  // form.
  private static final long TOLERANCE = 24L << 20;

  private static long residentBytes() throws IOException {
    var pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    return pages * 4096;
  }

  private static void run(long operations) {
    try (var x = Tensor.rand(Shape.of(4, 4), DType.FLOAT32, Device.CPU)) {
      for (var done = 0L; done < operations; done += PER_SCOPE) {
        try (var _ = TensorScope.open()) {
          var y = x;
          for (var i = 0; i < PER_SCOPE; i++) y = i % 2 == 0 ? y.add(x) : y.mul(0.5);
        }
      }
    }
  }

  /** Twenty operations a scope, forward and backward, with a lent buffer and an error in each. */
  private static void runMixed(long operations) {
    var memory = java.lang.foreign.Arena.global().allocate(64, 8);
    try (var w = Tensor.rand(Shape.of(4, 4), DType.FLOAT32, Device.CPU).requiresGrad_(true);
        var wrong = Tensor.of(1f, 2f, 3f)) {
      for (var done = 0L; done < operations; done += PER_SCOPE) {
        try (var _ = TensorScope.open()) {
          var x = Tensor.of(memory, Shape.of(4, 4), DType.FLOAT32);
          w.matmul(x).sigmoid().sum().backward();
          w.setGrad(null);
          try {
            x.add(wrong);
          } catch (dev.gatun.ffi.TorchException expected) {
            // its native side must leave nothing behind either
          }
          Operators.call("aten::topk", x, 2L);
          x.segment();
        }
      }
    }
  }

  @Test
  void small_operations_keep_resident_memory_flat() throws IOException {
    run(100_000);
    System.gc();
    var before = residentBytes();
    var started = System.nanoTime();
    run(OPERATIONS);
    var seconds = (System.nanoTime() - started) / 1e9;
    System.gc();
    report("small operations", before, seconds);
  }

  @Test
  void mixed_work_keeps_resident_memory_flat() throws IOException {
    runMixed(100_000);
    System.gc();
    var before = residentBytes();
    var started = System.nanoTime();
    runMixed(OPERATIONS);
    var seconds = (System.nanoTime() - started) / 1e9;
    System.gc();
    report("mixed work", before, seconds);
  }

  private static void report(String what, long before, double seconds) throws IOException {
    var growth = residentBytes() - before;
    if (OPERATIONS > 1_000_000) {
      System.out.printf(
          "soak, %s: %,d operations in %.1f s, %.0f ns each; resident %,d KiB before, %+,d KiB after%n",
          what, OPERATIONS, seconds, seconds / OPERATIONS * 1e9, before >> 10, growth >> 10);
    }
    assertThat(growth).as("growth of resident memory in bytes (%s)", what).isLessThan(TOLERANCE);
  }
}
