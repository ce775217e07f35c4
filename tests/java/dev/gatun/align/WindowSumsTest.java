package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class WindowSumsTest {
  private static WindowSums of(double... ratios) {
    return WindowSums.NONE.plusMismatched(ratios);
  }

  @Test
  void the_reference_point_is_the_mean_over_the_pairs() {
    assertThat(of(1, 2, 6).referencePoint()).isEqualTo(3);
  }

  @Test
  void a_negative_mean_is_clamped_to_exactly_zero_and_kept_raw() {
    assertThat(of(-1, -2).referencePoint()).isEqualTo(0);
    assertThat(of(-1, -2).mismatched().mean()).isEqualTo(-1.5);
  }

  @Test
  void micro_batches_of_different_sizes_add_up_to_sum_over_count_not_to_a_mean_of_means() {
    // (9 + 1 + 2) / 3 = 4, where the mean of the means 9 and 1.5 would be 5.25.
    assertThat(of(9).plus(of(1, 2)).referencePoint()).isCloseTo(4, within(1e-15));
  }

  @Test
  void the_clamp_comes_after_the_sum() {
    // Clamping each part first would give 2.
    assertThat(of(-4).plus(of(4)).referencePoint()).isEqualTo(0);
  }

  @Test
  void the_reference_point_is_zero_without_pairs_and_not_a_number_when_a_ratio_is_none() {
    assertThat(WindowSums.NONE.referencePoint()).isEqualTo(0);
    assertThat(of(1, Double.NaN).referencePoint()).isNaN();
  }

  @Test
  void the_standard_error_is_that_of_the_mean_of_a_sample() {
    // 1, 2, 6: mean 3, squared distances 4 + 1 + 9 = 14, variance 14 / 2 = 7, of the mean 7 / 3.
    assertThat(of(1, 2, 6).mismatched().standardError())
        .isCloseTo(Math.sqrt(7.0 / 3), within(1e-15));
    assertThat(of(1).mismatched().standardError()).isNaN();
  }

  @Test
  void a_reward_that_is_no_number_never_enters() {
    var sums =
        WindowSums.NONE
            .plusMatched(true, 2)
            .plusMatched(true, Double.NaN)
            .plusMatched(false, Double.NEGATIVE_INFINITY)
            .plusMatched(true, 4);
    assertThat(sums.desirable()).isEqualTo(new Sum(6, 20, 2));
    assertThat(sums.undesirable()).isEqualTo(Sum.NONE);
  }
}
