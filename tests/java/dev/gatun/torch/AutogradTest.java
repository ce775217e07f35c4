package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(NoLeaks.class)
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

  @Test
  void backward_from_several_tensors_into_chosen_inputs() {
    try (var _ = TensorScope.open()) {
      var a = leaf(2);
      var b = leaf(5);
      var product = a.mul(b);
      var pair = a.mul(Tensor.of(1.0, 3.0));
      Autograd.backward(
          List.of(product, pair),
          Arrays.asList(null, Tensor.of(10.0, 100.0)),
          Autograd.Graph.RETAIN,
          List.of());
      assertThat(a.grad().item()).isEqualTo(5 + 10 + 300); // b + 1 * 10 + 3 * 100
      assertThat(b.grad().item()).isEqualTo(2);
      Autograd.backward(
          List.of(product), Collections.nCopies(1, null), Autograd.Graph.FREE, List.of(b));
      assertThat(b.grad().item()).isEqualTo(4);
      assertThat(a.grad().item()).isEqualTo(315);
      assertThatThrownBy(
              () -> Autograd.backward(List.of(), List.of(), Autograd.Graph.FREE, List.of()))
          .isInstanceOf(TorchException.Value.class);
      assertThatThrownBy(
              () -> Autograd.backward(List.of(a), List.of(), Autograd.Graph.FREE, List.of()))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("1 tensors but 0 gradients");
    }
  }

  @Test
  void grad_may_allow_unused_inputs_and_start_from_given_gradients() {
    try (var _ = TensorScope.open()) {
      var x = leaf(1, 2);
      var unused = leaf(3);
      var gradients =
          Autograd.gradAllowUnused(
              List.of(x.pow(2)),
              List.of(unused, x),
              List.of(Tensor.of(1.0, 10.0)),
              Autograd.Graph.FREE);
      assertThat(gradients.get(0)).isNull();
      assertThat(gradients.get(1).toDoubleArray()).containsExactly(2, 40);
    }
  }

  @Test
  void a_created_graph_has_second_and_third_derivatives() {
    try (var _ = TensorScope.open()) {
      var x = leaf(2);
      var one = Collections.<Tensor>nCopies(1, null);
      var first = Autograd.grad(List.of(x.pow(4)), List.of(x), one, Autograd.Graph.CREATE).get(0);
      var second = Autograd.grad(List.of(first), List.of(x), one, Autograd.Graph.CREATE).get(0);
      var third = Autograd.grad(List.of(second), List.of(x)).get(0);
      assertThat(first.item()).isCloseTo(32, CLOSE); // 4 x^3
      assertThat(second.item()).isCloseTo(48, CLOSE); // 12 x^2
      assertThat(third.item()).isCloseTo(48, CLOSE); // 24 x
    }
  }

  @Test
  void a_hessian_vector_product_is_the_gradient_of_a_gradient_vector_product() {
    try (var _ = TensorScope.open()) {
      // f = x^2 y + y^3 at (1, 2): H = [[2 y, 2 x], [2 x, 6 y]] = [[4, 2], [2, 12]]
      var at = leaf(1, 2);
      var x = at.get(0);
      var y = at.get(1);
      var f = x.mul(x).mul(y).add(y.pow(3));
      var gradient =
          Autograd.grad(
                  List.of(f), List.of(at), Collections.nCopies(1, null), Autograd.Graph.CREATE)
              .get(0);
      assertThat(gradient.toDoubleArray()).containsExactly(4, 13); // 2 x y, x^2 + 3 y^2
      var product = gradient.mul(Tensor.of(5.0, 7.0)).sum();
      var hv = Autograd.grad(List.of(product), List.of(at)).get(0);
      assertThat(hv.toDoubleArray()).containsExactly(4 * 5 + 2 * 7, 2 * 5 + 12 * 7);
    }
  }

  @Test
  void a_retained_graph_can_be_used_again() {
    try (var _ = TensorScope.open()) {
      var x = leaf(3);
      var y = x.mul(x);
      y.backward(null, Autograd.Graph.RETAIN);
      y.backward();
      assertThat(x.grad().item()).isEqualTo(12);
    }
  }

  @Test
  void saved_tensors_go_when_backward_has_used_them() {
    var memory = Arena.ofAuto().allocate(8, 8);
    memory.set(ValueLayout.JAVA_DOUBLE, 0, 5);
    var before = Torch.liveObjects().hostBuffers();
    try (var _ = TensorScope.open()) {
      var x = leaf(3);
      Tensor y;
      try (var scope = TensorScope.open()) {
        y = scope.keep(x.mul(Tensor.of(memory, Shape.of(1), DType.FLOAT64)));
      }
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1); // saved in the graph
      y.backward(null, Autograd.Graph.RETAIN);
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1);
      y.backward();
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before); // though y is open
      assertThat(x.grad().item()).isEqualTo(10);
    }
  }

  // ---- Errors ----

  @Test
  void anomaly_mode_names_the_function_whose_gradient_is_not_a_number() {
    try (var _ = TensorScope.open()) {
      var x = leaf(-1);
      x.sqrt().sum().backward(); // 1 / (2 sqrt(-1)), unnoticed
      assertThat(x.grad().item()).isNaN();
      try (var _ = Autograd.detectAnomaly()) {
        var y = x.sqrt().sum();
        assertThatThrownBy(y::backward)
            .isInstanceOf(TorchException.class)
            .hasMessage("Function 'SqrtBackward0' returned nan values in its 0th output.");
      }
      x.sqrt().sum().backward();
    }
  }

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
