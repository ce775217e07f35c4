package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.CrashProbe;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The virtual machine ends with everything open. Each way a few times in the suite; {@code
 * -Dgatun.shutdowns=100} is the long form.
 */
class ShutdownTest {
  private static final int TIMES = Integer.getInteger("gatun.shutdowns", 3);

  @ParameterizedTest
  @ValueSource(strings = {"return", "exit", "halt", "throw"})
  void ending_with_tensors_scopes_graphs_hooks_and_threads_open_is_clean(String how) {
    for (var i = 0; i < TIMES; i++) {
      var run =
          CrashProbe.of(ShutdownTest.class, how, Integer.toString(i))
              .options("-Xmx64m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
              .environment("OMP_NUM_THREADS", "2")
              .run();
      assertThat(run.crashed()).as(run.toString()).isFalse();
      assertThat(run.timedOut()).as(run.toString()).isFalse();
      assertThat(run.exitCode()).as(run.toString()).isEqualTo(how.equals("throw") ? 1 : 0);
      assertThat(run.out()).startsWith("computed 30.0");
    }
  }

  @Test
  void a_child_process_that_is_forked_in_the_middle_is_clean() throws Exception {
    // Java starts processes by fork or spawn, beside libtorch's threads.
    try (var _ = TensorScope.open()) {
      var x = Tensor.ones(Shape.of(64, 64), DType.FLOAT32, Device.CPU);
      for (var i = 0; i < 20; i++) {
        x.matmul(x);
        var child = new ProcessBuilder("sh", "-c", "exit 7").start();
        assertThat(child.waitFor()).isEqualTo(7);
      }
      assertThat(x.sum().item()).isEqualTo(4096);
    }
  }

  /** The other Java. Arguments: how to end; a seed. */
  public static void main(String[] arguments) {
    var random = new Random(Integer.parseInt(arguments[1]));
    var free = Tensor.of(1.0, 2.0).requiresGrad_(true);
    free.registerHook(gradient -> gradient.mul(2));
    TensorScope.open();
    var graph = free.mul(5).sum();
    new Generator(Device.CPU);
    Autograd.noGrad();
    var memory = java.lang.foreign.Arena.ofAuto().allocate(4096, 64);
    var lent = Tensor.of(memory, Shape.of(1024), DType.FLOAT32);
    Thread.ofPlatform()
        .daemon()
        .start(() -> {
          TensorScope.open();
          var x = Tensor.rand(Shape.of(256, 256), DType.FLOAT32, Device.CPU);
          while (true) x.matmul(x).close();
        });
    Thread.ofVirtual().start(() -> Tensor.rand(Shape.of(64), DType.FLOAT32, Device.CPU).exp());
    graph.backward();
    var computed = free.grad().sum().item() + graph.item() - 5 + lent.numel() - 1024;
    System.out.println("computed " + computed);
    pause(random.nextInt(30));
    switch (arguments[0]) {
      case "exit" -> System.exit(0);
      case "halt" -> Runtime.getRuntime().halt(0);
      case "throw" -> throw new IllegalStateException("on purpose");
      default -> {}
    }
  }

  private static void pause(int milliseconds) {
    try {
      Thread.sleep(milliseconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
