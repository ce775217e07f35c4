package dev.gatun.align;

import static dev.gatun.align.MicroBatches.LN2;
import static dev.gatun.align.MicroBatches.labels;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Binary classifier optimization in float64: the tolerance is that of a few roundings. */
final class BcoTest {
  private static final double EXACT = 1e-13;
  private static final Bco MIDPOINT = new Bco(1, Bco.Shift.MIDPOINT, 1);
  private static final Bco POOLED = new Bco(1, Bco.Shift.POOLED, 1);
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double pair(double chosen, double rejected, double delta) {
    var losses = MIDPOINT.loss(Tensor.of(chosen, rejected), labels(true, false), delta);
    return losses.sum().item();
  }

  private static WindowSums window(double[] desirable, double... undesirable) {
    var window = WindowSums.NONE;
    for (var ratio : desirable) window = window.plusMatched(true, ratio);
    for (var ratio : undesirable) window = window.plusMatched(false, ratio);
    return window;
  }

  private static double delta(Bco bco, WindowSums... windows) {
    var state = bco.initialState();
    for (var window : windows) state = bco.advance(state, window);
    return bco.delta(state);
  }

  @Test
  void where_policy_and_reference_are_equal_a_row_costs_ln_2_and_pushes_half_of_beta() {
    var u = Tensor.of(0.0, 0.0).requiresGrad_(true);
    var losses = new Bco(0.1, Bco.Shift.MIDPOINT, 1).loss(u, labels(true, false), 0);
    losses.sum().backward();
    assertThat(losses.toDoubleArray()).containsExactly(new double[] {LN2, LN2}, within(EXACT));
    assertThat(u.grad().toDoubleArray()).containsExactly(new double[] {-0.05, 0.05}, within(EXACT));
  }

  @Test
  void only_the_distance_to_the_shift_counts() {
    assertThat(pair(2 + 7, -1 + 7, 0.5 + 7)).isCloseTo(pair(2, -1, 0.5), within(EXACT));
  }

  @Test
  void it_bounds_dpo_from_above_and_is_tightest_at_the_midpoint() {
    // BCE - DPO = log[1 + (e^-(a-d) + e^(b-d)) / (1 + e^(b-a))], above 0 for every d; its
    // numerator has the derivative e^-(a-d) - e^(b-d) in d, zero at d = (a + b) / 2.
    var random = new Random(9);
    for (var i = 0; i < 50; i++) {
      var a = random.nextDouble(-6, 6);
      var b = random.nextDouble(-6, 6);
      var dpo = Math.log1p(Math.exp(b - a));
      var middle = pair(a, b, (a + b) / 2);
      for (var d = -8.0; d <= 8; d += 0.5) {
        assertThat(pair(a, b, d)).isGreaterThan(dpo).isGreaterThanOrEqualTo(middle - EXACT);
      }
    }
  }

  @Test
  void the_midpoint_does_not_care_how_many_rows_a_class_has_and_the_pooled_mean_does() {
    // Means 4 and 0; three rows against one: midpoint 2, all rows together 12 / 4 = 3.
    var window = window(new double[] {3, 4, 5}, 0);
    assertThat(delta(MIDPOINT, window)).isEqualTo(2);
    assertThat(delta(POOLED, window)).isEqualTo(3);
  }

  @Test
  void at_equal_numbers_the_pooled_mean_is_the_midpoint() {
    var window = window(new double[] {3, 5}, 1, -2);
    assertThat(delta(POOLED, window)).isEqualTo(delta(MIDPOINT, window)).isEqualTo(1.75);
  }

  @Test
  void windows_of_any_size_stream_to_the_mean_of_all_rewards() {
    var one = window(new double[] {3, 4, 5}, 0, 1);
    var cut = new WindowSums[] {window(new double[] {3}), window(new double[] {4, 5}, 0, 1)};
    assertThat(delta(POOLED, cut)).isEqualTo(delta(POOLED, one)).isEqualTo(13.0 / 5);
    assertThat(delta(MIDPOINT, cut)).isEqualTo(delta(MIDPOINT, one)).isEqualTo((4 + 0.5) / 2);
  }

  @Test
  void the_moving_average_forgets_by_windows() {
    // Class means after two windows with decay 1/2: (0.5 * 8 + 2) / (0.5 + 1) = 4 and
    // (0.5 * 2 + 0) / 1.5 = 2 / 3.
    var ema = new Bco(1, Bco.Shift.EMA, 0.5);
    assertThat(delta(ema, window(new double[] {8}, 2), window(new double[] {2}, 0)))
        .isCloseTo((4 + 2.0 / 3) / 2, within(EXACT));
  }

  @Test
  void a_reward_that_is_no_number_never_enters() {
    var poisoned = window(new double[] {1, Double.NaN, Double.POSITIVE_INFINITY}, 3);
    assertThat(delta(MIDPOINT, poisoned)).isEqualTo(2);
  }

  @Test
  void before_any_reward_it_is_0_and_with_one_class_that_classes_mean() {
    assertThat(delta(MIDPOINT)).isEqualTo(0);
    assertThat(delta(MIDPOINT, window(new double[] {1, 2}))).isEqualTo(1.5);
  }

  @Test
  void the_state_is_of_rewards_and_not_of_log_ratios() {
    var bco = new Bco(0.1, Bco.Shift.POOLED, 1);
    assertThat(delta(bco, window(new double[] {10}, 20))).isCloseTo(1.5, within(EXACT));
  }

  @Test
  void rows_far_on_the_wrong_side_push_with_full_force_unlike_ktos() {
    // d/du = -beta sigmoid(-(r - delta)): -beta at r = -1e4, where KTO's is 0.
    var u = Tensor.of(-1e4).requiresGrad_(true);
    MIDPOINT.loss(u, labels(true), 0).sum().backward();
    assertThat(u.grad().item()).isEqualTo(-1);
  }
}
