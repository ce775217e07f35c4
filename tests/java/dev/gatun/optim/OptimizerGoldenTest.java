package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * AdamW and clipping against PyTorch in float64 (golden/ops, made by
 * tests/python/operator_goldens.py).
 */
final class OptimizerGoldenTest {
  // A few roundings of float64 in another order; fused and plain AdamW of PyTorch differ by as
  // much.
  private static final double EXACT = 1e-14;
  private TensorScope scope;
  private SafetensorsFile golden;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
    golden = SafetensorsFile.open(Path.of("tests/resources/golden/ops/operators.safetensors"));
  }

  @AfterEach
  void close() {
    golden.close();
    scope.close();
  }

  private static void assertEqual(Tensor actual, Tensor expected) {
    assertThat(actual.toDoubleArray()).containsExactly(expected.toDoubleArray(), within(EXACT));
  }

  @Test
  void adamw_follows_pytorch_for_five_steps_with_and_without_decay() {
    var weight = new Parameter("weight", golden.read("adamw.decayed.start").requiresGrad_(true));
    var bias = new Parameter("bias", golden.read("adamw.plain.start").requiresGrad_(true));
    var rates = golden.read("adamw.learning_rates").toDoubleArray();
    try (var optimizer =
        new AdamW(
            ParameterGroup.sparingNorms(List.of(weight, bias), 1, 0.1),
            new AdamW.Settings(0.9, 0.95, 1e-6))) {
      for (var step = 1; step <= rates.length; step++) {
        weight.value().setGrad(golden.read("adamw.decayed.grad" + step));
        bias.value().setGrad(golden.read("adamw.plain.grad" + step));
        optimizer.step(rates[step - 1]);
        assertEqual(weight.value(), golden.read("adamw.decayed.after" + step));
        assertEqual(bias.value(), golden.read("adamw.plain.after" + step));
      }
    }
  }

  @Test
  void a_parameter_without_a_gradient_is_left_alone() {
    var idle = new Parameter("weight", Tensor.of(1.0, 2).requiresGrad_(true));
    var group = new ParameterGroup(List.of(idle), 0.1, 0.5);
    try (var optimizer = new AdamW(List.of(group), AdamW.Settings.DEFAULT)) {
      optimizer.step();
      assertThat(optimizer.state()).isEmpty();
      assertThat(idle.value().toDoubleArray()).containsExactly(1, 2);
    }
  }

  @ParameterizedTest
  @CsvSource({"to1, 1.0", "to100, 100.0"})
  void clipping_follows_pytorch(String name, double limit) {
    var parameters =
        List.of("0", "1", "2").stream()
            .map(i -> {
              var gradient = golden.read("clip.grad" + i);
              var value = gradient.mul(0.0).requiresGrad_(true);
              value.setGrad(gradient);
              return new Parameter("p" + i, value);
            })
            .toList();
    assertThat(GradientClipping.clip(parameters, limit))
        .isCloseTo(golden.read("clip." + name + ".norm").item(), within(EXACT));
    for (var i = 0; i < parameters.size(); i++) {
      assertEqual(parameters.get(i).value().grad(), golden.read("clip." + name + ".grad" + i));
    }
  }

  @Test
  void a_limit_of_zero_leaves_gradients_as_they_are() {
    var value = Tensor.of(0.0, 0).requiresGrad_(true);
    value.setGrad(Tensor.of(3.0, 4));
    assertThat(GradientClipping.clip(List.of(new Parameter("p", value)), 0)).isEqualTo(5);
    assertThat(value.grad().toDoubleArray()).containsExactly(3, 4);
  }
}
