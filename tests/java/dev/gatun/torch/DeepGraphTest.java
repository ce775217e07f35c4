package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.ffi.TorchException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What could overflow the native stack, in a Java virtual machine of its own. */
class DeepGraphTest {
  private static final int DEPTH = 150_000;

  @TempDir Path folder;

  private void endsWell(String what) throws Exception {
    var java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    var log = folder.resolve("log");
    var child =
        new ProcessBuilder(
                java,
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                what)
            .directory(folder.toFile()) // for what a crash leaves
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    if (!child.waitFor(5, TimeUnit.MINUTES)) {
      child.destroyForcibly();
      throw new AssertionError("no end: " + Files.readString(log));
    }
    assertThat(child.exitValue()).as("%s", Files.readString(log)).isZero();
    assertThat(Files.readString(log)).contains("the end");
  }

  @Test
  void a_deep_graph_of_operators_runs_and_is_freed() throws Exception {
    endsWell("operators");
  }

  @Test
  void a_deep_graph_of_java_functions_runs_and_is_freed() throws Exception {
    endsWell("functions");
  }

  @Test
  void backward_passes_inside_backward_passes_end_in_an_exception() throws Exception {
    endsWell("recursion");
  }

  /** The program. */
  static final class Child {
    private Child() {}

    private static final class Twice implements CustomFunction {
      @Override
      public List<Tensor> forward(Forward context, List<Tensor> inputs) {
        context.saveForBackward(inputs.get(0)); // which holds the graph before it
        return List.of(inputs.get(0).mul(2));
      }

      @Override
      public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
        return gradOutputs;
      }
    }

    public static void main(String[] arguments) throws InterruptedException {
      switch (arguments[0]) {
        case "operators" -> deep(x -> x.add(1), DEPTH);
        case "functions" -> deep(x -> new Twice().apply(x).get(0), DEPTH);
        default -> recursion();
      }
      System.out.println("the end");
    }

    private static void deep(UnaryOperator<Tensor> layer, int depth) {
      // Freed after backward, and without it.
      for (var used : new boolean[] {true, false}) {
        try (var x = Tensor.of(1.0).requiresGrad_(true)) {
          var y = x.alias();
          for (var i = 0; i < depth; i++) {
            var next = layer.apply(y);
            y.close();
            y = next;
          }
          if (used) y.backward();
          y.close();
          try (var _ = TensorScope.open()) {
            if (used && x.grad().item() != 1) throw new AssertionError(x.grad());
          }
        }
      }
      if (Torch.liveObjects().functions() != 0) throw new AssertionError("functions are left");
    }

    // libtorch moves to another thread when passes are some 60 deep in each other: before that the
    // stack of a small thread ends, after that nothing would.
    private static void recursion() throws InterruptedException {
      var onLargeStack = recurse(16 << 20);
      var onSmallStack = recurse(512 << 10);
      if (!onLargeStack.contains("run at once") || !onSmallStack.contains("nearly used up")) {
        throw new AssertionError(onLargeStack + ", " + onSmallStack);
      }
    }

    private static String recurse(long stackSize) throws InterruptedException {
      var failure = new AtomicReference<String>();
      var depth = new AtomicInteger();
      Runnable endless =
          () -> {
            try (var x = Tensor.of(1.0).requiresGrad_(true)) {
              x.registerHook(gradient -> {
                depth.incrementAndGet();
                try (var _ = Autograd.enableGrad()) {
                  x.mul(2).backward();
                }
                return gradient;
              });
              try (var y = x.mul(2)) {
                y.backward();
              } catch (TorchException expected) {
                failure.set(depth + " deep: " + expected.getMessage());
              }
            }
          };
      var thread = new Thread(null, endless, "recursion", stackSize);
      thread.start();
      thread.join();
      System.out.println(failure);
      return String.valueOf(failure);
    }
  }
}
