package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

@NoLeaks
class AutogradTest {
  private static final Offset<Double> CLOSE = within(1e-12);

  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad_(true);
  }

  // ---- Gradients ----

  @Test
  void backward_gives_the_derivative() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2, 3);
      assertThat(x.grad()).isNull();
      x.pow(3).sum().backward(); // d/dx x^3 = 3 x^2
      assertThat(x.grad().toDoubleArray()).containsExactly(3, 12, 27);
    }
  }

  @Test
  void gradients_of_a_small_network_are_the_hand_worked_ones() {
    try (var _ = TensorScope.open()) {
      // y = sigmoid(w x + b), loss = y; dy/dw = y (1 - y) x, dy/db = y (1 - y), dy/dx = y (1 - y) w
      var w = leaf(0.5);
      var b = leaf(-0.25);
      var x = leaf(2);
      var y = w.mul(x).add(b).sigmoid();
      y.sum().backward();
      var value = 1 / (1 + Math.exp(-0.75));
      var slope = value * (1 - value);
      assertThat(w.grad().item()).isCloseTo(slope * 2, CLOSE);
      assertThat(b.grad().item()).isCloseTo(slope, CLOSE);
      assertThat(x.grad().item()).isCloseTo(slope * 0.5, CLOSE);
    }
  }

  @Test
  void gradients_add_up_until_they_are_cleared() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      x.mul(3).sum().backward();
      x.mul(4).sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(7, 7);
      x.setGrad(null);
      assertThat(x.grad()).isNull();
      x.setGrad(Tensor.of(10.0, 20.0));
      x.sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(11, 21);
    }
  }

  @Test
  void backward_from_a_gradient_is_the_vector_jacobian_product() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      x.mul(x).backward(Tensor.of(10.0, 100.0)); // 2 x * gradient
      assertThat(x.grad().toDoubleArray()).containsExactly(20, 400);
    }
  }

  @Test
  void a_broadcast_argument_gets_the_summed_gradient() {
    try (var _ = TensorScope.open()) {
      var row = leaf(1, 2);
      var rows = Tensor.ones(Shape.of(3, 2), DType.FLOAT64, Device.CPU);
      rows.mul(row).sum().backward();
      assertThat(row.grad().toDoubleArray()).containsExactly(3, 3);
    }
  }

  @Test
  void grad_returns_gradients_without_touching_the_leaves() {
    try (var _ = TensorScope.open()) {
      var a = leaf(2);
      var b = leaf(5);
      var gradients = Autograd.grad(List.of(a.mul(b).sum()), List.of(b, a));
      assertThat(gradients).hasSize(2);
      assertThat(gradients.get(0).item()).isEqualTo(2); // d(ab)/db = a
      assertThat(gradients.get(1).item()).isEqualTo(5);
      assertThat(a.grad()).isNull();
    }
  }

  @Test
  void grad_of_nothing_is_refused_and_touches_no_leaf() {
    try (var _ = TensorScope.open()) {
      var x = leaf(2);
      var y = x.mul(3).sum();
      assertThatThrownBy(() -> Autograd.grad(List.of(y), List.of()))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("at least one output and one input");
      assertThatThrownBy(() -> Autograd.grad(List.of(), List.of(x)))
          .isInstanceOf(TorchException.Value.class);
      assertThat(x.grad()).isNull();
    }
  }

  @Test
  void grad_of_an_unused_or_non_differentiable_input_says_so() {
    try (var _ = TensorScope.open()) {
      var x = leaf(2);
      assertThatThrownBy(() -> Autograd.grad(List.of(x.mul(3).sum()), List.of(leaf(1))))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("not have been used in the graph");
      assertThatThrownBy(() -> Autograd.grad(List.of(x.mul(3).sum()), List.of(Tensor.of(1.0))))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("does not require grad");
    }
  }

  @Test
  void gradients_flow_back_to_where_an_index_was_picked() {
    try (var _ = TensorScope.open()) {
      var weight = Tensor.arange(6, DType.FLOAT64, Device.CPU).reshape(3, 2).requiresGrad_(true);
      Functional.embedding(weight, Tensor.of(2L, 0L, 2L)).sum().backward();
      assertThat(weight.grad().toDoubleArray()).containsExactly(1, 1, 0, 0, 2, 2);
    }
  }

  // ---- Errors ----

  @Test
  void backward_twice_says_why_not_and_carries_no_stack() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      var y = x.mul(x).sum();
      y.backward();
      assertThatThrownBy(y::backward)
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("backward through the graph a second time")
          .satisfies(ErrorsTest::carriesNoNativeStack);
    }
  }

  @Test
  void backward_without_a_graph_or_from_several_elements_says_so() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Tensor.of(1.0).sum().backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("does not require grad");
      assertThatThrownBy(() -> leaf(1, 2).mul(2).backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("scalar outputs");
      assertThatThrownBy(() -> leaf(1, 2).mul(2).backward(Tensor.of(1.0, 2.0, 3.0)))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("shape");
    }
  }

  @Test
  void only_floating_leaves_can_require_gradients() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Tensor.of(1L).requiresGrad_(true))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("floating point");
      var y = leaf(1).mul(2);
      assertThat(y.isLeaf()).isFalse();
      assertThatThrownBy(() -> y.requiresGrad_(false))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("leaf");
    }
  }

  @Test
  void a_gradient_of_the_wrong_kind_is_refused() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      assertThatThrownBy(() -> x.setGrad(Tensor.of(1.0)))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("[1]")
          .hasMessageContaining("[2]");
      assertThatThrownBy(() -> x.setGrad(Tensor.of(1f, 2f)))
          .isInstanceOf(TorchException.Type.class);
      assertThatThrownBy(() -> x.setGrad(x)) // would keep itself alive for ever
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("its own gradient");
    }
  }

  @Test
  void an_in_place_change_that_backward_needs_is_found() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      assertThatThrownBy(() -> x.add_(Tensor.of(1.0, 1.0)))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("leaf Variable that requires grad");
      var y = x.mul(1).exp();
      var z = y.sum();
      y.mul_(2.0);
      assertThatThrownBy(() -> z.backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("modified by an inplace operation");
    }
  }

  // ---- Detaching and modes ----

  @Test
  void detach_shares_memory_and_has_no_history() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      var detached = x.mul(2).detach();
      assertThat(detached.requiresGrad()).isFalse();
      var same = x.detach();
      same.mul_(10.0);
      assertThat(x.toDoubleArray()).containsExactly(10, 20);
    }
  }

  @Test
  void no_grad_records_nothing_and_enable_grad_records_inside_it() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      assertThat(Autograd.isGradEnabled()).isTrue();
      try (var _ = Autograd.noGrad()) {
        assertThat(Autograd.isGradEnabled()).isFalse();
        assertThat(x.mul(2).requiresGrad()).isFalse();
        try (var _ = Autograd.enableGrad()) {
          assertThat(x.mul(2).requiresGrad()).isTrue();
        }
        assertThat(x.mul(2).requiresGrad()).isFalse();
        x.add_(Tensor.of(1.0)); // as an optimizer does
      }
      assertThat(x.mul(2).requiresGrad()).isTrue();
      assertThat(x.item()).isEqualTo(2);
    }
  }

  @Test
  void inference_tensors_stay_out_of_autograd() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1);
      Tensor made;
      try (var _ = Autograd.inferenceMode()) {
        made = x.mul(2);
        assertThat(made.requiresGrad()).isFalse();
      }
      assertThatThrownBy(() -> made.mul(x).sum().backward())
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("Inference tensors");
    }
  }

  @Test
  void a_mode_survives_an_exception_inside() {
    assertThatThrownBy(
            () -> {
              try (var _ = Autograd.noGrad()) {
                throw new IllegalStateException("the user's own");
              }
            })
        .hasMessage("the user's own");
    assertThat(Autograd.isGradEnabled()).isTrue();
  }

  @Test
  void a_mode_is_closed_once_on_its_own_thread() throws Exception {
    var mode = Autograd.noGrad();
    assertThat(TorchThreads.failureOf(mode::close)).isInstanceOf(WrongThreadException.class);
    mode.close();
    assertThatThrownBy(mode::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("closed");
    assertThat(Autograd.isGradEnabled()).isTrue();
  }

  @Test
  void an_outer_mode_closes_the_modes_that_were_forgotten_inside_and_says_so() {
    var outer = Autograd.noGrad();
    var forgotten = Autograd.enableGrad();
    assertThatThrownBy(outer::close)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("1 mode(s) opened inside this one");
    assertThat(Autograd.isGradEnabled()).isTrue();
    assertThatThrownBy(forgotten::close).isInstanceOf(IllegalStateException.class);
    assertThat(Autograd.isGradEnabled()).isTrue();
  }

  @Test
  void modes_are_per_thread_and_not_for_virtual_threads() throws Exception {
    try (var _ = Autograd.noGrad()) {
      assertThat(TorchThreads.failureOf(() -> assertThat(Autograd.isGradEnabled()).isTrue()))
          .isNull();
    }
    var refused = new AtomicReference<Throwable>();
    Thread.ofVirtual()
        .start(() -> {
          try (var _ = Autograd.noGrad()) {
            // not reached
          } catch (IllegalStateException e) {
            refused.set(e);
          }
        })
        .join();
    assertThat(refused.get()).hasMessageContaining("virtual thread");
  }

  @Test
  void a_graph_holds_no_java_handles() {
    var before = Torch.liveObjects().tensors();
    try (var x = leaf(1, 2)) {
      Tensor loss;
      try (var scope = TensorScope.open()) {
        loss = scope.keep(x.mul(x).exp().sum());
      }
      assertThat(Torch.liveObjects().tensors()).isEqualTo(before + 2);
      loss.backward(); // its intermediates live in the graph
      loss.close();
      try (var grad = x.grad()) {
        assertThat(grad.toDoubleArray()[0])
            .isCloseTo(2 * Math.E, CLOSE); // d exp(x^2) = 2 x exp(x^2)
      }
    }
  }
}
