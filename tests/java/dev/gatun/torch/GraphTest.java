package dev.gatun.torch;

import static dev.gatun.torch.Functions.leaf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

/** What becomes of a graph: used again, differentiated in turn, freed. */
@NoLeaks
class GraphTest {
  private static final Offset<Double> CLOSE = within(1e-12);

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
}
