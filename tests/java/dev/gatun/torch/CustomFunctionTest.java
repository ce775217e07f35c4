package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
class CustomFunctionTest {
  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad_(true);
  }

  /** x^2, and 2 x for its gradient. */
  private static final class Square implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      context.saveForBackward(inputs.get(0));
      return List.of(inputs.get(0).mul(inputs.get(0)));
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(gradOutputs.get(0).mul(context.savedTensors().get(0)).mul(2));
    }
  }

  /** exp(x), whose gradient needs the output. */
  private static final class Exp implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      var y = inputs.get(0).exp();
      context.saveForBackward(y);
      return List.of(y);
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(gradOutputs.get(0).mul(context.savedTensors().get(0)));
    }
  }

  /** The identity with a backward of the test's choice. */
  private static CustomFunction identity(
      java.util.function.BiFunction<CustomFunction.Backward, List<Tensor>, List<Tensor>> backward) {
    return new CustomFunction() {
      @Override
      public List<Tensor> forward(Forward context, List<Tensor> inputs) {
        return inputs;
      }

      @Override
      public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
        return backward.apply(context, gradOutputs);
      }
    };
  }

  // ---- Gradients ----

  @Test
  void backward_in_java_takes_part_in_the_graph() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2, 3);
      var y = new Square().apply(x.mul(2)).get(0); // (2 x)^2
      assertThat(y.requiresGrad()).isTrue();
      assertThat(y.toDoubleArray()).containsExactly(4, 16, 36);
      y.sum().backward(); // 8 x
      assertThat(x.grad().toDoubleArray()).containsExactly(8, 16, 24);
    }
  }

  @Test
  void a_saved_output_is_the_output_and_makes_no_cycle() {
    var before = Torch.liveObjects().functions();
    try (var _ = TensorScope.open()) {
      var x = leaf(0, 1);
      new Exp().apply(x).get(0).sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(1, Math.E);
      new Exp().apply(x);
    }
    assertThat(Torch.liveObjects().functions()).isEqualTo(before);
  }

  @Test
  void second_derivatives_go_through_a_backward_of_differentiable_operators() {
    try (var _ = TensorScope.open()) {
      var x = leaf(0.5, -1);
      var y = new Exp().apply(new Square().apply(x).get(0)).get(0).sum(); // exp(x^2)
      var first = Autograd.grad(List.of(y), List.of(x), nulls(1), Autograd.Graph.CREATE).get(0);
      var second = Autograd.grad(List.of(first.sum()), List.of(x)).get(0);
      // (2 x exp(x^2))' = (2 + 4 x^2) exp(x^2)
      assertThat(second.toDoubleArray())
          .containsExactly(new double[] {3 * Math.exp(0.25), 6 * Math.E}, within(1e-12));
    }
  }

  @Test
  void several_inputs_and_outputs_get_what_each_needs() {
    var seen = new ArrayList<Boolean>();
    var product =
        new CustomFunction() {
          @Override
          public List<Tensor> forward(Forward context, List<Tensor> inputs) {
            var a = inputs.get(0);
            var b = inputs.get(1);
            seen.add(context.needsInputGrad(0));
            seen.add(context.needsInputGrad(1));
            context.saveForBackward(a, b);
            var largest = a.argmax(0);
            var rounded = Operators.call("aten::round", a).tensor(0);
            context.markNonDifferentiable(rounded);
            return List.of(a.mul(b), a.add(b), largest, rounded);
          }

          @Override
          public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
            seen.add(context.needsInputGrad(0));
            seen.add(context.needsInputGrad(1));
            assertThat(gradOutputs.get(1).toDoubleArray()).containsExactly(0, 0); // unused: zeros
            var b = context.savedTensors().get(1);
            return Arrays.asList(gradOutputs.get(0).mul(b).add(gradOutputs.get(1)), null);
          }
        };
    try (var _ = TensorScope.open()) {
      var a = leaf(1.4, 2.6);
      var outputs = product.apply(a, Tensor.of(10.0, 20.0));
      assertThat(outputs.stream().map(Tensor::requiresGrad))
          .containsExactly(true, true, false, false);
      outputs.get(0).sum().backward();
      assertThat(a.grad().toDoubleArray()).containsExactly(10, 20);
      assertThat(seen).containsExactly(true, false, true, false);
    }
  }

  @Test
  void nothing_is_recorded_without_gradients() {
    try (var _ = TensorScope.open()) {
      assertThat(new Square().apply(Tensor.of(3.0)).get(0).requiresGrad()).isFalse();
      try (var _ = Autograd.noGrad()) {
        assertThat(new Square().apply(leaf(3)).get(0).requiresGrad()).isFalse();
      }
    }
  }

  @Test
  void an_input_that_is_returned_becomes_an_output_of_its_own() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      var y = identity((_, gradients) -> List.of(gradients.get(0).mul(-1))).apply(x).get(0);
      y.mul(3).sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(-3, -3);
      assertThat(y.isLeaf()).isFalse();
    }
  }

  @Test
  void outputs_belong_to_the_scope_outside_and_are_free_without_one() {
    try (var x = leaf(3)) {
      var y = new Square().apply(x).get(0);
      assertThat(y.item()).isEqualTo(9);
      y.close();
    }
  }

  @Test
  void a_small_network_learns_with_an_activation_written_in_java() {
    // y = w relu(x) fitted to y = 3 relu(x) by gradient descent: the loss is quadratic in w, so
    // each step multiplies w - 3 by 1 - 0.1 * 2 * mean(relu(x)^2) = 1 - 0.2 * 5/4 = 0.75.
    var relu =
        new CustomFunction() {
          @Override
          public List<Tensor> forward(Forward context, List<Tensor> inputs) {
            var y = inputs.get(0).clamp(0, Double.NaN);
            context.saveForBackward(y);
            return List.of(y);
          }

          @Override
          public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
            var positive = context.savedTensors().get(0).gt(0).to(DType.FLOAT64);
            return List.of(gradOutputs.get(0).mul(positive));
          }
        };
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(-1.0, 1.0, 2.0, -2.0);
      var target = x.relu().mul(3);
      var w = leaf(1);
      for (var step = 1; step <= 20; step++) {
        try (var _ = TensorScope.open()) {
          var loss = relu.apply(x.mul(w)).get(0).sub(target).pow(2).mean();
          loss.backward();
          try (var _ = Autograd.noGrad()) {
            w.sub_(w.grad().mul(0.1));
          }
          w.setGrad(null);
          assertThat(w.item()).isCloseTo(3 - 2 * Math.pow(0.75, step), within(1e-12));
        }
      }
    }
  }

  // ---- Saved tensors ----

  @Test
  void a_saved_tensor_that_was_changed_since_is_refused() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2).mul(1);
      var y = new Square().apply(x).get(0).sum();
      x.add_(Tensor.of(1.0));
      assertThatThrownBy(y::backward)
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("modified by an inplace operation");
    }
  }

  @Test
  void saved_tensors_go_with_the_first_backward_unless_the_graph_is_retained() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      var y = new Square().apply(x).get(0).sum();
      y.backward(null, Autograd.Graph.RETAIN);
      y.backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(4, 8);
      assertThatThrownBy(y::backward)
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("backward through the graph a second time");
    }
  }

  // ---- Exceptions ----

  @Test
  void what_backward_throws_comes_out_of_backward_itself() {
    var thrown = new IllegalStateException("mine", new java.io.IOException("its cause"));
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
                      throw CustomFunctionTest.<RuntimeException>unchecked(thrown);
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
          .isInstanceOf(dev.gatun.ffi.TensorClosedException.class);
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

  private static List<Tensor> nulls(int count) {
    return Collections.nCopies(count, null);
  }
}
