package dev.gatun.torch;

import static dev.gatun.torch.Functions.identity;
import static dev.gatun.torch.Functions.leaf;
import static dev.gatun.torch.Functions.nulls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import dev.gatun.torch.Functions.Exp;
import dev.gatun.torch.Functions.Square;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What happens around Java code that libtorch calls. */
@NoLeaks
class CallbackTest {
  // ---- Exceptions ----

  @Test
  void what_backward_throws_comes_out_of_backward_itself() {
    var thrown = new IllegalStateException("mine", new IOException("its cause"));
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      var y =
          identity(
                  (_, _) -> {
                    throw thrown;
                  })
              .apply(x)
              .get(0);
      var z = new Square().apply(y).get(0).sum();
      assertThatThrownBy(() -> z.backward(null, Autograd.Graph.RETAIN)).isSameAs(thrown);
      assertThat(thrown.getStackTrace()[0].getMethodName()).contains("what_backward_throws");
      assertThatThrownBy(() -> Autograd.grad(List.of(z), List.of(x))).isSameAs(thrown);
      leaf(5).mul(2).backward(); // the thread is as it was
    }
  }

  @Test
  void errors_and_checked_exceptions_come_out_too() {
    try (var _ = TensorScope.open()) {
      for (var thrown : List.of(new AssertionError("an error"), new Exception("checked"))) {
        var y =
            identity(
                    (_, _) -> {
                      throw CallbackTest.<RuntimeException>unchecked(thrown);
                    })
                .apply(leaf(1))
                .get(0);
        assertThatThrownBy(y::backward).isSameAs(thrown);
      }
    }
  }

  @SuppressWarnings("unchecked")
  private static <T extends Throwable> RuntimeException unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }

  @Test
  void an_endless_recursion_in_backward_is_a_stack_overflow_error() {
    try (var _ = TensorScope.open()) {
      var y = identity((_, gradients) -> endless(gradients)).apply(leaf(1)).get(0);
      assertThatThrownBy(y::backward).isInstanceOf(StackOverflowError.class);
    }
  }

  private static List<Tensor> endless(List<Tensor> gradients) {
    return endless(gradients);
  }

  @Test
  void a_wrong_number_or_shape_of_gradients_says_whose() {
    try (var _ = TensorScope.open()) {
      var many = identity((_, gradients) -> List.of(gradients.get(0), gradients.get(0)));
      assertThatThrownBy(() -> many.apply(leaf(1)).get(0).backward())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("2 gradients for 1 inputs");
      var wide =
          new CustomFunction() {
            @Override
            public List<Tensor> forward(Forward context, List<Tensor> inputs) {
              return List.of(inputs.get(0).mul(2));
            }

            @Override
            public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
              return List.of(Tensor.of(1.0, 2.0, 3.0));
            }
          };
      assertThatThrownBy(() -> wide.apply(leaf(1, 2)).get(0).sum().backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("invalid gradient at index 0 - got [3]");
    }
  }

  @Test
  void a_tensor_that_is_closed_or_null_is_an_exception() {
    try (var _ = TensorScope.open()) {
      var closed =
          identity((_, gradients) -> {
            gradients.get(0).close();
            return gradients;
          });
      assertThatThrownBy(() -> closed.apply(leaf(1)).get(0).backward())
          .isInstanceOf(TensorClosedException.class);
      var none = identity((_, _) -> null);
      assertThatThrownBy(() -> none.apply(leaf(1)).get(0).backward())
          .isInstanceOf(NullPointerException.class);
      var missing = identity((_, _) -> nulls(1));
      var x = leaf(1);
      missing.apply(x).get(0).backward();
      assertThat(x.grad()).isNull();
    }
  }

  // ---- Scopes and modes inside backward ----

  @Test
  void scopes_and_modes_from_outside_cannot_be_closed_inside_backward() {
    var scope = TensorScope.open();
    var mode = Autograd.enableGrad();
    var refused = new ArrayList<Throwable>();
    var y =
        identity(
                (_, gradients) -> {
                  refused.add(failureOf(scope::close));
                  refused.add(failureOf(mode::close));
                  return gradients;
                })
            .apply(leaf(1))
            .get(0);
    y.backward();
    assertThat(refused)
        .hasSize(2)
        .allSatisfy(thrown -> assertThat(thrown).hasMessageContaining("opened outside of it"));
    mode.close();
    scope.close();
  }

  private static Throwable failureOf(Runnable body) {
    try {
      body.run();
      return null;
    } catch (RuntimeException thrown) {
      return thrown;
    }
  }

  @Test
  void a_mode_or_scope_left_open_in_backward_is_closed_and_reported() {
    try (var _ = TensorScope.open()) {
      var mode =
          identity((_, gradients) -> {
            Autograd.noGrad();
            return gradients;
          });
      assertThatThrownBy(() -> mode.apply(leaf(1)).get(0).backward())
          .hasMessageContaining("1 mode(s) opened in a hook or a function's backward");
      assertThat(Autograd.isGradEnabled()).isTrue();
      var scope =
          identity((_, gradients) -> {
            TensorScope.open();
            return gradients;
          });
      assertThatThrownBy(() -> scope.apply(leaf(1)).get(0).backward())
          .hasMessageContaining("1 scope(s) opened inside");
    }
  }

  @Test
  void what_is_thrown_with_modes_and_scopes_open_comes_out_first() {
    var thrown = new IllegalStateException("mine");
    try (var _ = TensorScope.open()) {
      var y =
          identity(
                  (_, _) -> {
                    Autograd.enableGrad();
                    TensorScope.open();
                    throw thrown;
                  })
              .apply(leaf(1))
              .get(0);
      try (var _ = Autograd.noGrad()) {
        assertThatThrownBy(y::backward).isSameAs(thrown);
        assertThat(Autograd.isGradEnabled()).isFalse();
      }
      assertThat(thrown.getSuppressed()).hasSize(2);
    }
  }

  @Test
  void threads_run_their_graphs_side_by_side() throws Exception {
    var x = leaf(1, 2);
    var failures = new ConcurrentLinkedQueue<Throwable>();
    var threads = new ArrayList<Thread>();
    for (var t = 0; t < 8; t++) {
      var factor = t;
      threads.add(
          Thread.ofPlatform()
              .start(() -> {
                try {
                  for (var i = 0; i < 50; i++) {
                    try (var _ = TensorScope.open()) {
                      var y = new Square().apply(x.mul(factor)).get(0).sum();
                      var gradient = Autograd.grad(List.of(y), List.of(x)).get(0);
                      assertThat(gradient.toDoubleArray()) // 2 x factor^2
                          .containsExactly(2 * factor * factor, 4 * factor * factor);
                    }
                  }
                } catch (Throwable thrown) {
                  failures.add(thrown);
                }
              }));
    }
    for (var thread : threads) thread.join();
    assertThat(failures).isEmpty();
    x.close();
  }

  @Test
  void tensors_that_a_call_uses_may_be_closed_or_handed_over_inside_it() {
    try (var _ = TensorScope.open()) {
      var root = new AtomicReference<Tensor>();
      var x = leaf(1, 2);
      var closing =
          identity((_, gradients) -> {
            root.get().close();
            return gradients;
          });
      root.set(closing.apply(x).get(0).sum());
      root.get().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(1, 1);

      var freeing =
          identity((_, gradients) -> {
            root.get().detachFromScope();
            return gradients;
          });
      root.set(freeing.apply(x).get(0).sum());
      root.get().backward();
      assertThat(root.get().item()).isEqualTo(3);
      root.get().close();
    }
  }

  @Test
  void backward_inside_backward_runs() {
    try (var _ = TensorScope.open()) {
      var inner = leaf(3);
      var x = leaf(1);
      var y =
          identity(
                  (_, gradients) -> {
                    try (var _ = Autograd.enableGrad()) { // backward itself is not recorded
                      new Square().apply(inner).get(0).backward(); // d/dx x^2 = 6
                    }
                    return gradients;
                  })
              .apply(x)
              .get(0);
      y.mul(5).backward();
      assertThat(inner.grad().item()).isEqualTo(6);
      assertThat(x.grad().item()).isEqualTo(5);
    }
  }

  @Test
  void the_caller_may_be_a_virtual_thread() throws Exception {
    var failure = new AtomicReference<Throwable>();
    try (var x = leaf(3)) {
      var y = new Square().apply(x).get(0);
      Thread.ofVirtual()
          .start(() -> {
            try (y) {
              y.backward();
            } catch (Throwable thrown) {
              failure.set(thrown);
            }
          })
          .join();
      assertThat(failure.get()).isNull();
      try (var grad = x.grad()) {
        assertThat(grad.item()).isEqualTo(6);
      }
    }
  }

  // ---- Life ----

  @Test
  void the_function_lives_as_long_as_its_graph() {
    var before = Torch.liveObjects().functions();
    try (var _ = TensorScope.open()) {
      var x = leaf(3);
      Tensor y;
      try (var scope = TensorScope.open()) {
        y = scope.keep(new Square().apply(x).get(0).mul(2));
      }
      assertThat(Torch.liveObjects().functions()).isEqualTo(before + 1);
      y.backward();
      y.close();
      assertThat(Torch.liveObjects().functions()).isEqualTo(before);
    }
  }

  @Test
  void thousands_of_applications_leave_nothing() {
    var before = Torch.liveObjects();
    try (var x = leaf(1, 2)) {
      for (var i = 0; i < 2000; i++) {
        try (var _ = TensorScope.open()) {
          new Exp().apply(new Square().apply(x).get(0)).get(0).sum().backward();
          x.setGrad(null);
        }
      }
    }
    assertThat(Torch.liveObjects()).isEqualTo(before);
  }
}
