package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class ClassWeightsTest {
  private static ClassWeights weights(double desirable, double undesirable) {
    return new ClassWeights(desirable, undesirable);
  }

  @Test
  void equal_classes_need_no_advice() {
    assertThat(weights(1, 1).advice(10, 10)).isEmpty();
    assertThat(weights(3, 1).advice(10, 10)).isEmpty();
  }

  @Test
  void one_class_alone_has_none_to_follow() {
    assertThat(weights(1, 1).advice(10, 0)).isEmpty();
  }

  // Ethayarajh et al. 2024, section 4: with a tenth of the desirable data, lambda_D in [10,
  // 13.33].
  @Test
  void both_intervals_of_equation_8_are_recommended() {
    assertThat(weights(1, 1).advice(10, 100).orElseThrow())
        .contains("--desirable-weight 10 to 13.3", "--undesirable-weight 0.075 to 0.1", "auto");
  }

  @Test
  void weights_within_the_interval_need_no_advice() {
    assertThat(weights(10, 1).advice(10, 100)).isEmpty();
    assertThat(weights(13.3, 1).advice(10, 100)).isEmpty();
    assertThat(weights(1, 0.075).advice(10, 100)).isEmpty();
    assertThat(weights(14, 1).advice(10, 100)).isPresent();
    assertThat(ClassWeights.AUTO.advice(10, 100)).isEmpty();
  }

  // lambda_D * n_D = lambda_U * n_U with the rarer class's weight above 1: the lower end of
  // equation 8's interval.
  @Test
  void auto_gives_both_classes_the_same_weight() {
    assertThat(ClassWeights.AUTO.forClasses(10, 100)).isEqualTo(weights(10, 1));
    assertThat(ClassWeights.AUTO.forClasses(90, 30)).isEqualTo(weights(1, 3));
    assertThat(ClassWeights.AUTO.forClasses(7, 7)).isEqualTo(weights(1, 1));
    assertThat(weights(2, 1).forClasses(10, 100)).isEqualTo(weights(2, 1));
  }

  @Test
  void auto_with_one_class_is_one() {
    assertThat(ClassWeights.AUTO.forClasses(5, 0)).isEqualTo(ClassWeights.EQUAL);
    assertThat(ClassWeights.AUTO.forClasses(0, 5)).isEqualTo(ClassWeights.EQUAL);
  }

  @Test
  void a_weight_must_be_a_number_of_0_or_more() {
    assertThatThrownBy(() -> weights(-1, 1)).hasMessageContaining("--desirable-weight");
    assertThatThrownBy(() -> weights(1, Double.NaN)).hasMessageContaining("--undesirable-weight");
    assertThatThrownBy(() -> weights(Double.POSITIVE_INFINITY, 1))
        .hasMessageContaining("--desirable-weight");
  }
}
