package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

final class AucTest {
  @Test
  void is_the_share_of_pairs_in_the_right_order() {
    // 3 > 1, 3 > 2, 1.5 > 1, 1.5 < 2: three of four.
    assertThat(Auc.of(new double[] {3, 1.5}, new double[] {1, 2})).isEqualTo(0.75);
  }

  @Test
  void ties_count_half() {
    assertThat(Auc.of(new double[] {1, 1}, new double[] {1})).isEqualTo(0.5);
    assertThat(Auc.of(new double[] {0.0}, new double[] {-0.0})).isEqualTo(0.5);
  }

  @Test
  void equals_counting_all_pairs() {
    var random = new Random(3);
    var up = random.ints(50, 0, 20).asDoubleStream().toArray();
    var down = random.ints(70, -5, 15).asDoubleStream().toArray();
    var wins = 0.0;
    for (var a : up) for (var b : down) wins += a > b ? 1 : a == b ? 0.5 : 0;
    assertThat(Auc.of(up, down)).isEqualTo(wins / (50 * 70));
  }

  @Test
  void needs_both_classes_and_numbers() {
    assertThat(Auc.of(new double[] {1}, new double[0])).isNaN();
    assertThat(Auc.of(new double[0], new double[] {1})).isNaN();
    assertThat(Auc.of(new double[] {Double.NaN}, new double[] {1})).isNaN();
    assertThat(Auc.of(new double[] {1}, new double[] {2, Double.NaN})).isNaN();
  }
}
