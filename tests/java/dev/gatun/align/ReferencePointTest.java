package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class ReferencePointTest {
  private static ReferencePoint of(double... ratios) {
    var point = new ReferencePoint();
    for (var ratio : ratios) point.add(ratio, 1);
    return point;
  }

  @Test
  void is_the_mean_over_the_pairs() {
    assertThat(of(1, 2, 6).value()).isEqualTo(3);
  }

  @Test
  void a_negative_mean_is_clamped_to_exactly_zero_and_kept_raw() {
    assertThat(of(-1, -2).value()).isEqualTo(0);
    assertThat(of(-1, -2).raw()).isEqualTo(-1.5);
  }

  @Test
  void micro_batches_of_different_sizes_add_up_to_sum_over_count_not_to_a_mean_of_means() {
    // (9 + 1 + 2) / 3 = 4, where the mean of the means 9 and 1.5 would be 5.25.
    var point = new ReferencePoint();
    point.add(9, 1);
    point.add(3, 2);
    assertThat(point.value()).isCloseTo(4, within(1e-15));
  }

  @Test
  void the_clamp_comes_after_the_sum() {
    // Clamping each part first would give 2.
    var point = new ReferencePoint();
    point.add(-4, 1);
    point.add(4, 1);
    assertThat(point.value()).isEqualTo(0);
  }

  @Test
  void is_zero_without_pairs_and_not_a_number_when_a_ratio_is_none() {
    assertThat(new ReferencePoint().value()).isEqualTo(0);
    assertThat(of(1, Double.NaN).value()).isNaN();
  }
}
