package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.testing.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

@NoLeaks
class GradcheckTest {
  private static Tensor leaf(double... values) {
    return Tensor.of(values).requiresGrad_(true);
  }

  /** sin, whose backward multiplies cos by what the test says. */
  private record Sine(UnaryOperator<Tensor> spoil) implements CustomFunction {
    @Override
    public List<Tensor> forward(Forward context, List<Tensor> inputs) {
      context.saveForBackward(inputs.get(0));
      return List.of(inputs.get(0).sin());
    }

    @Override
    public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
      return List.of(spoil.apply(gradOutputs.get(0).mul(context.savedTensors().get(0).cos())));
    }
  }

  private static void check(UnaryOperator<Tensor> spoil) {
    try (var _ = TensorScope.open()) {
      Gradcheck.DEFAULT.gradcheck(in -> new Sine(spoil).apply(in.get(0)), leaf(0.3, -1, 2));
    }
  }

  @Test
  void right_gradients_pass_first_and_second_order() {
    try (var _ = TensorScope.open()) {
      var a = leaf(0.5, -1.5, 2, 0.25, 1, -2).reshape(2, 3).detach().requiresGrad_(true);
      var b = leaf(1, 2, 3, 4, 5, 6).reshape(3, 2).detach().requiresGrad_(true);
      UnaryOperator<List<Tensor>> f =
          in -> {
            var product = in.get(0).matmul(in.get(1)).tanh();
            return List.of(product, in.get(0).pow(3).sum(), product.argmax(-1));
          };
      Gradcheck.DEFAULT.gradcheck(f, a, b);
      Gradcheck.DEFAULT.gradgradcheck(f, a, b);
      assertThat(a.grad()).isNull();
    }
  }

  @Test
  void a_custom_function_passes_first_and_second_order() {
    check(gradient -> gradient);
    try (var _ = TensorScope.open()) {
      Gradcheck.DEFAULT.gradgradcheck(
          in -> new Sine(gradient -> gradient).apply(in.get(0)), leaf(0.3, -1, 2));
    }
  }

  @Test
  void a_wrong_gradient_fails_with_output_input_and_both_jacobians() {
    // sin'(0.3) = 0.955...; backward says 1.01 of it
    assertThatThrownBy(() -> check(gradient -> gradient.mul(1.01)))
        .isInstanceOf(GradcheckException.class)
        .hasMessageContaining("Jacobian mismatch for output 0 with respect to input 0")
        .hasMessageContaining("first at element 0 of the input and 0 of the output")
        .hasMessageContaining("numerical: [[0.955")
        .hasMessageContaining("analytical: [[0.964");
  }

  @Test
  void a_gradient_that_is_not_a_number_or_missing_fails() {
    assertThatThrownBy(() -> check(gradient -> gradient.mul(Double.NaN)))
        .isInstanceOf(GradcheckException.class);
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() ->
              Gradcheck.DEFAULT.gradcheck(
                  in -> List.of(in.get(0).mul(in.get(1)).detach()), leaf(1), leaf(2)))
          .isInstanceOf(GradcheckException.class)
          .hasMessageContaining("analytical: [[0.0]]");
    }
  }

  @Test
  void a_backward_that_differs_from_time_to_time_fails() {
    var calls = new ArrayList<Integer>();
    assertThatThrownBy(() ->
            check(gradient -> {
              calls.add(1);
              return gradient.mul(1 + 1e-9 * calls.size()); // within the tolerances
            }))
        .isInstanceOf(GradcheckException.class)
        .hasMessageContaining("two backward passes");
  }

  @Test
  void a_backward_that_ignores_its_gradient_fails() {
    assertThatThrownBy(
            () -> check(gradient -> gradient.mul(0).add(Tensor.of(0.3, -1.0, 2.0).cos())))
        .isInstanceOf(GradcheckException.class)
        .hasMessageContaining("not multiplied by the gradient");
  }

  @Test
  void a_wrong_second_derivative_fails_the_second_check_alone() {
    try (var _ = TensorScope.open()) {
      UnaryOperator<List<Tensor>> f =
          in -> new Sine(gradient -> gradient.detach()).apply(in.get(0));
      Gradcheck.DEFAULT.gradcheck(f, leaf(0.3));
      assertThatThrownBy(() -> Gradcheck.DEFAULT.gradgradcheck(f, leaf(0.3)))
          .isInstanceOf(GradcheckException.class);
    }
  }

  @Test
  void inputs_that_cannot_be_checked_are_refused() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Gradcheck.DEFAULT.gradcheck(in -> in, Tensor.of(1.0)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("no input requires a gradient");
      assertThatThrownBy(
              () -> Gradcheck.DEFAULT.gradcheck(in -> in, Tensor.of(1f).requiresGrad_(true)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("input 0 is FLOAT32");
    }
  }
}
