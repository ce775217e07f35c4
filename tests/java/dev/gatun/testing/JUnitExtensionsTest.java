package dev.gatun.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import dev.gatun.torch.Autograd;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs little test classes with JUnit itself, and looks at what it says of them. */
class JUnitExtensionsTest {
  /** What became of each test of a class, by name. */
  private static Map<String, String> outcomes(Class<?> tests) {
    var outcomes = new TreeMap<String, String>();
    var request = LauncherDiscoveryRequestBuilder.request().selectors(selectClass(tests)).build();
    LauncherFactory.create()
        .execute(
            request,
            new TestExecutionListener() {
              @Override
              public void executionFinished(TestIdentifier test, TestExecutionResult result) {
                if (test.isTest()) {
                  outcomes.put(
                      test.getDisplayName(),
                      result.getThrowable().map(Throwable::getMessage).orElse("passed"));
                }
              }

              @Override
              public void executionSkipped(TestIdentifier test, String reason) {
                outcomes.put(test.getDisplayName(), "skipped: " + reason);
              }
            });
    return outcomes;
  }

  @NoLeaks
  static class Leaky {
    static Tensor left;
    static Autograd.Mode mode;

    @Test
    void frees() {
      try (var _ = TensorScope.open()) {
        Tensor.of(1f).add(1);
      }
    }

    @Test
    void leaves_a_tensor() {
      left = Tensor.of(1f);
    }

    @Test
    void leaves_a_mode() {
      mode = Autograd.noGrad();
    }

    @Test
    void fails_by_itself() {
      throw new IllegalStateException("by itself");
    }
  }

  @Test
  void what_a_test_leaves_behind_fails_it() {
    var outcomes = outcomes(Leaky.class);
    Leaky.left.close();
    Leaky.mode.close();
    assertThat(outcomes)
        .containsOnlyKeys("fails_by_itself()", "frees()", "leaves_a_mode()", "leaves_a_tensor()")
        .containsEntry("fails_by_itself()", "by itself")
        .containsEntry("frees()", "passed");
    assertThat(outcomes.get("leaves_a_tensor()")).startsWith("the test left behind: 1 tensor(s).");
    assertThat(outcomes.get("leaves_a_mode()")).startsWith("the test left behind: 1 open mode(s).");
  }

  static class OnCuda {
    @RequiresCuda
    @Test
    void runs() {}
  }

  @Test
  void a_test_for_cuda_runs_or_says_why_not() {
    var outcome = outcomes(OnCuda.class).get("runs()");
    if (Torch.acceleratorType() != Device.Type.CUDA) {
      assertThat(outcome)
          .startsWith("skipped: libtorch " + Torch.build().version() + " in ")
          .endsWith("is not built for CUDA: set LIBTORCH to a CUDA flavour");
    } else if (Torch.deviceCount() == 0) {
      assertThat(outcome).contains("is built for CUDA but sees no device: is the driver installed");
    } else {
      assertThat(outcome).isEqualTo("passed");
    }
  }
}
