package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.DType;
import dev.gatun.torch.Gradcheck;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Equations 7 to 9 of the KTO paper, in float64: the tolerance is that of a handful of roundings.
 */
final class KtoTest {
  private static final double EXACT = 1e-14;
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor labels(boolean... labels) {
    var numbers = new long[labels.length];
    for (var i = 0; i < labels.length; i++) numbers[i] = labels[i] ? 1 : 0;
    return Tensor.of(numbers).to(DType.BOOL);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  @Nested
  final class At_the_start {
    // u = 0 and z0 = 0: sigmoid(0) = 1/2, so a row's loss is lambda / 2, and dl/du = -+ lambda *
    // beta / 4.

    @Test
    void a_row_costs_half_its_class_weight() {
      var kto = new Kto(0.1, 1.5, 0.75);
      var losses = kto.loss(Tensor.of(0.0, 0.0), labels(true, false), 0).toDoubleArray();
      assertThat(losses).containsExactly(0.75, 0.375);
    }

    @Test
    void
        the_gradient_is_a_quarter_of_beta_times_weight_up_for_desirable_and_down_for_undesirable() {
      var kto = new Kto(0.1, 1, 1);
      var u = Tensor.of(0.0, 0.0).requiresGrad_(true);
      kto.loss(u, labels(true, false), 0).sum().backward();
      assertThat(u.grad().toDoubleArray())
          .containsExactly(new double[] {-0.025, 0.025}, within(EXACT));
    }
  }

  @Nested
  final class Anywhere {
    @Test
    void rows_follow_the_formula() {
      var kto = new Kto(0.25, 1.5, 0.75);
      var u = new double[] {-3, 0.5, 7, 2};
      var losses = kto.loss(Tensor.of(u), labels(true, false, true, false), 1.25).toDoubleArray();
      assertThat(losses)
          .containsExactly(
              new double[] {
                1.5 * (1 - sigmoid(0.25 * (u[0] - 1.25))),
                0.75 * (1 - sigmoid(0.25 * (1.25 - u[1]))),
                1.5 * (1 - sigmoid(0.25 * (u[2] - 1.25))),
                0.75 * (1 - sigmoid(0.25 * (1.25 - u[3])))
              },
              within(EXACT));
    }

    @Test
    void only_the_distance_to_the_reference_point_counts() {
      var kto = new Kto(0.1, 1, 1);
      var label = labels(true, false, true);
      var here = kto.loss(Tensor.of(1.0, -2.0, 5.0), label, 0.5).toDoubleArray();
      var there = kto.loss(Tensor.of(11.0, 8.0, 15.0), label, 10.5).toDoubleArray();
      assertThat(there).containsExactly(here, within(EXACT));
    }

    @Test
    void contradictory_labels_of_one_row_cancel() {
      // sigmoid(-z) + sigmoid(z) = 1 whatever z is: loss constant, gradient zero (theorem 4.3 of
      // the paper).
      var kto = new Kto(0.1, 1, 1);
      var u = Tensor.of(3.7).requiresGrad_(true);
      var twice = Tensor.cat(java.util.List.of(u, u), 0);
      var loss = kto.loss(twice, labels(true, false), 1.1).sum();
      loss.backward();
      assertThat(loss.item()).isCloseTo(1, within(EXACT));
      assertThat(u.grad().item()).isCloseTo(0, within(EXACT));
    }

    @Test
    void gradients_equal_finite_differences_with_the_reference_point_frozen() {
      var random = new Random(7);
      var kto = new Kto(0.3, 1.2, 0.8);
      var u = Tensor.of(random.doubles(6, -10, 10).toArray()).requiresGrad_(true);
      var label = labels(true, true, false, true, false, false);
      // Central differences err by step^2 of the third derivative (below 0.1 here) and by
      // rounding / step.
      new Gradcheck(1e-5, 1e-9, 0).gradcheck(in -> List.of(kto.loss(in.get(0), label, 2.0)), u);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e4, -1e4, 1e300, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
    void extreme_ratios_reach_the_limits_and_stay_finite(double extreme) {
      var kto = new Kto(0.1, 1, 1);
      var u = Tensor.of(extreme, extreme).requiresGrad_(true);
      var losses = kto.loss(u, labels(true, false), 0);
      var good = extreme > 0 ? 0.0 : 1.0;
      assertThat(losses.toDoubleArray()).containsExactly(good, 1 - good);
      losses.sum().backward();
      assertThat(u.grad().abs().toDoubleArray()).containsExactly(0, 0);
    }
  }

  @Nested
  final class Knobs {
    @ParameterizedTest
    @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
    void beta_must_be_a_number_above_zero(double beta) {
      assertThatThrownBy(() -> new Kto(beta, 1, 1))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("--beta")
          .hasMessageContaining("" + beta);
    }

    @Test
    void weights_must_not_be_negative() {
      assertThatThrownBy(() -> new Kto(0.1, -1, 1)).hasMessageContaining("--desirable-weight");
      assertThatThrownBy(() -> new Kto(0.1, 1, Double.NaN))
          .hasMessageContaining("--undesirable-weight");
    }
  }
}
