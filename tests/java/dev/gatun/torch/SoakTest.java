package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.CrashProbe;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Resident memory stays flat over many small operations. The suite runs 300,000 of each kind; the
 * long form is {@code -Dgatun.soak=10000000}. The work is done in a Java of its own whose heap is
 * fixed and touched at the start, so that what grows is native.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final long OPERATIONS = Long.getLong("gatun.soak", 300_000);
  private static final long PER_TREE = 300;
  private static final long WARM_UP = 200_000;
  private static final int PER_SCOPE = 20;
  // What malloc and the compiler may still take after the warm-up: 0.2 to 8 MB were measured,
  // without a trend, over up to 12
  // million. A leak of the smallest native object (a tensor of 16 floats, over 200 bytes) in each
  // small operation would be 60 MB in
  // the short form, and in each mixed step 100 MB in the long one.
  private static final long TOLERANCE = 16L << 20;

  @Test
  void small_operations_keep_resident_memory_flat() throws Exception {
    assertThat(growth("small")).isLessThan(TOLERANCE);
  }

  @Test
  void training_steps_and_refusals_keep_resident_memory_flat() throws Exception {
    assertThat(growth("mixed")).isLessThan(TOLERANCE);
  }

  @Test
  void scope_trees_closed_in_random_order_keep_resident_memory_flat() throws Exception {
    assertThat(growth("trees")).isLessThan(TOLERANCE);
  }

  private static long growth(String kind) {
    var run =
        CrashProbe.of(SoakTest.class, kind, Long.toString(OPERATIONS))
            .options("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
            .environment("OMP_NUM_THREADS", "1")
            .timeout(Duration.ofHours(12))
            .run();
    assertThat(run.exitCode()).as(run.toString()).isZero();
    if (OPERATIONS > 1_000_000) System.out.print(run.out());
    var output = run.out().strip();
    return Long.parseLong(output.substring(output.lastIndexOf(' ') + 1));
  }

  // ---- In the other Java ----

  /**
   * Arguments: the kind of work, and how many operations. The last word of the output is the growth
   * in bytes.
   */
  public static void main(String[] arguments) throws IOException {
    var kind = arguments[0];
    var operations = Long.parseLong(arguments[1]);
    run(kind, WARM_UP);
    var before = residentBytes();
    var started = System.nanoTime();
    run(kind, operations);
    var each = (System.nanoTime() - started) / (double) operations;
    var live = Torch.liveObjects();
    if (live.tensors() != 0 || live.hostBuffers() != 0)
      throw new IllegalStateException("left behind: " + live);
    System.out.printf(
        "soak, %s: %,d operations of %.0f ns, growth in bytes: ", kind, operations, each);
    System.out.println(residentBytes() - before);
  }

  private static void run(String kind, long operations) {
    switch (kind) {
      case "small" -> small(operations);
      case "trees" -> trees(operations / PER_TREE);
      default -> mixed(operations / PER_SCOPE);
    }
  }

  private static long residentBytes() throws IOException {
    var pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    return pages * 4096;
  }

  private static void small(long operations) {
    try (var x = Tensor.rand(Shape.of(4, 4), DType.FLOAT32, Device.CPU)) {
      for (var done = 0L; done < operations; done += PER_SCOPE) {
        try (var _ = TensorScope.open()) {
          var y = x;
          for (var i = 0; i < PER_SCOPE; i++) y = i % 2 == 0 ? y.add(x) : y.mul(0.5);
        }
      }
    }
  }

  /**
   * Scopes within scopes, with tensors kept outside, made free and closed early, and scopes that an
   * outer one has to close.
   */
  private static void trees(long trees) {
    var random = new Random(3);
    for (var tree = 0L; tree < trees; tree++) {
      try (var _ = TensorScope.open();
          var x = Tensor.rand(Shape.of(4, 4), DType.FLOAT32, Device.CPU)) {
        branch(random, x, 6);
      } catch (IllegalStateException forgotten) {
        // said by the outermost scope, which has closed them
      }
    }
  }

  private static void branch(Random random, Tensor x, int depth) {
    var free = new ArrayList<Tensor>();
    var scope = TensorScope.open();
    for (var i = 0; i < 4; i++) {
      var y = x.add(i);
      switch (random.nextInt(4)) {
        case 0 -> y.close();
        case 1 -> scope.keep(y);
        case 2 -> free.add(y.detachFromScope());
        default -> {}
      }
      if (depth > 0 && random.nextInt(2) == 0) branch(random, x, depth - 1);
    }
    Collections.shuffle(free, random);
    free.forEach(Tensor::close);
    if (random.nextInt(50) == 0) return; // forgotten
    try {
      scope.close();
    } catch (IllegalStateException forgotten) {
      // those inside
    }
  }

  /**
   * Forward and backward, a lent buffer, a refused call, the door, a segment: about twenty native
   * calls a step.
   */
  private static void mixed(long steps) {
    var memory = Arena.global().allocate(64, 8);
    try (var w = Tensor.rand(Shape.of(4, 4), DType.FLOAT32, Device.CPU).requiresGrad_(true);
        var wrong = Tensor.of(1f, 2f, 3f)) {
      for (var step = 0L; step < steps; step++) {
        try (var _ = TensorScope.open()) {
          var x = Tensor.of(memory, Shape.of(4, 4), DType.FLOAT32);
          w.matmul(x).sigmoid().sum().backward();
          w.setGrad(null);
          try {
            x.add(wrong);
          } catch (TorchException expected) {
            // its native side must leave nothing behind either
          }
          Operators.call("aten::topk", x, 2L);
          x.segment();
        }
      }
    }
  }
}
