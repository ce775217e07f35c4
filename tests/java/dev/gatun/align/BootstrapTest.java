package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class BootstrapTest {
  private static final Bootstrap USUAL = new Bootstrap(2000, 0.95, 42);

  private static double[] mean(double[] values, int[] picked) {
    return new double[] {Arrays.stream(picked).mapToDouble(i -> values[i]).average().orElseThrow()};
  }

  // The mean of n = 400 values 0, 1, ..., 399 is 199.5; its standard error is sigma / sqrt(n) with
  // sigma^2 = (n^2 - 1) / 12, so 5.773; the normal interval is 199.5 +- 1.96 * 5.773 = +- 11.32.
  // Ends of 2000 draws have themselves a standard error of some 0.3: a tenth of the width is
  // enough.
  @Test
  void the_interval_of_a_mean_is_that_of_the_normal_distribution() {
    var values = new double[400];
    Arrays.setAll(values, i -> i);
    var found = USUAL.of(400, picked -> mean(values, picked))[0];
    assertThat(found.value()).isEqualTo(199.5);
    assertThat(found.low()).isEqualTo(199.5 - 11.32, within(1.1));
    assertThat(found.high()).isEqualTo(199.5 + 11.32, within(1.1));
  }

  @Test
  void the_same_seed_gives_the_same_interval_and_another_another() {
    var values = new double[] {1, 5, 2, 8};
    var first = USUAL.of(4, picked -> mean(values, picked))[0];
    assertThat(USUAL.of(4, picked -> mean(values, picked))[0]).isEqualTo(first);
    var wide = new double[50];
    Arrays.setAll(wide, i -> Math.sqrt(i));
    assertThat(new Bootstrap(100, 0.95, 1).of(50, picked -> mean(wide, picked))[0])
        .isNotEqualTo(new Bootstrap(100, 0.95, 2).of(50, picked -> mean(wide, picked))[0]);
  }

  // Of two units a draw has unit 0 alone with probability 1/4, and then the statistic has no value.
  @Test
  void draws_without_a_value_do_not_count() {
    var found =
        USUAL
            .of(
                2,
                picked -> {
                  var ones = Arrays.stream(picked).filter(i -> i == 1).count();
                  return new double[] {ones == 0 ? Double.NaN : ones};
                })[0];
    assertThat(found).isEqualTo(new Bootstrap.Interval(1, 1, 2));
  }

  @Test
  void without_draws_there_is_a_value_and_no_interval() {
    var found = new Bootstrap(0, 0.95, 42).of(3, picked -> new double[] {picked.length})[0];
    assertThat(found).isEqualTo(new Bootstrap.Interval(3, Double.NaN, Double.NaN));
    assertThatThrownBy(() -> new Bootstrap(-1, 0.95, 42))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("--bootstrap");
  }

  @Test
  void rewards_are_counted_in_bins_that_the_classes_share() {
    var made =
        RewardHistogram.of(
            new double[] {0, 1, 4, Double.NaN}, new double[] {2, 3.9, Double.NEGATIVE_INFINITY}, 4);
    assertThat(made.edges()).containsExactly(0, 1, 2, 3, 4);
    assertThat(made.desirable()).containsExactly(1, 1, 0, 1); // the highest is in the last bin
    assertThat(made.undesirable()).containsExactly(0, 0, 1, 1);
  }

  @Test
  void equal_rewards_are_in_one_bin() {
    var made = RewardHistogram.of(new double[] {0, 0}, new double[] {0}, 4);
    assertThat(made.desirable()).containsExactly(2, 0, 0, 0);
    assertThat(made.undesirable()).containsExactly(1, 0, 0, 0);
    assertThat(RewardHistogram.of(new double[0], new double[0], 4).desirable()).containsExactly(0);
  }
}
