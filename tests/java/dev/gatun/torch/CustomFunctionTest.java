package dev.gatun.torch;

import static dev.gatun.torch.Functions.identity;
import static dev.gatun.torch.Functions.leaf;
import static dev.gatun.torch.Functions.nulls;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import dev.gatun.torch.Functions.Exp;
import dev.gatun.torch.Functions.Square;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

@NoLeaks
class CustomFunctionTest {
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
      var reversed = identity((_, gradients) -> List.of(gradients.get(0).mul(-1)));
      var y = reversed.apply(x).get(0);
      assertThat(y.isLeaf()).isFalse();
      y.mul(3).sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(-3, -3);
      reversed.apply(x.mul(5)).get(0).sum().backward();
      assertThat(x.grad().toDoubleArray()).containsExactly(-8, -8);
    }
  }

  @Test
  void an_output_that_was_recorded_all_the_same_is_refused() {
    var recording =
        new CustomFunction() {
          @Override
          public List<Tensor> forward(Forward context, List<Tensor> inputs) {
            try (var _ = Autograd.enableGrad()) {
              return List.of(inputs.get(0).mul(2));
            }
          }

          @Override
          public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
            return gradOutputs;
          }
        };
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> recording.apply(leaf(1)))
          .isInstanceOf(TorchException.Value.class)
          .hasMessage("output 0 has history: forward is computed without recording");
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
}
