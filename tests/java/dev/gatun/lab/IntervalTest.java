package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class IntervalTest {
  // scipy.stats.t.interval(0.95, n - 1, mean, scipy.stats.sem(values)), to four decimals
  @Test
  void is_students_t_interval() {
    var three = Interval.of(1, 2, 3);
    assertThat(three.mean()).isEqualTo(2);
    assertThat(three.low()).isCloseTo(-0.4841, within(1e-4));
    assertThat(three.high()).isCloseTo(4.4841, within(1e-4));

    var five = Interval.of(0.81, 0.84, 0.79, 0.88, 0.83);
    assertThat(five.low()).isCloseTo(0.7879, within(1e-4));
    assertThat(five.high()).isCloseTo(0.8721, within(1e-4));
  }

  @Test
  void of_equal_values_is_a_point() {
    assertThat(Interval.of(0.5, 0.5, 0.5)).isEqualTo(new Interval(0.5, 0.5, 0.5));
  }

  @Test
  void of_one_value_says_nothing() {
    var one = Interval.of(0.7);
    assertThat(one.low()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(one.text(1)).isEqualTo("0.7 (one seed)");
  }

  @Test
  void a_difference_is_taken_value_by_value() {
    // Differences 1, 1, 1: what both sides share does not widen the interval.
    var difference = Interval.ofDifference(new double[] {2, 11, 101}, new double[] {1, 10, 100});
    assertThat(difference).isEqualTo(new Interval(1, 1, 1));
    assertThatThrownBy(() -> Interval.ofDifference(new double[1], new double[2]))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void a_negative_factor_turns_it_round() {
    assertThat(new Interval(2, 1, 4).times(-1)).isEqualTo(new Interval(-2, -4, -1));
  }

  @Test
  void there_is_no_negative_zero_in_text() {
    assertThat(new Interval(-0.001, -0.002, 0).text(1)).isEqualTo("0.0 (0.0 to 0.0)");
  }
}
