package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class SaturationTest {
  private static final List<Judgement> PAIR =
      List.of(
          new Judgement("bake", "p", " a", true, true, 1),
          new Judgement("bake", "p", " b", false, false, 1));

  private static double[] pushes(String loss, double up, double down) {
    var recipe = new Recipe(loss, loss, Map.of("--beta", "0.5"), 1e-3);
    return Saturation.pushes(PAIR, new double[] {up, down}, recipe);
  }

  @Test
  void every_row_pushes_with_1_where_the_model_is_the_reference() {
    for (var loss : List.of("kto", "bco", "dpo")) {
      assertThat(pushes(loss, 0, 0)).containsExactly(1, 1);
    }
  }

  @Test
  void kto_pushes_less_on_either_side() {
    // 4 sigmoid(z) sigmoid(-z) = 1 / cosh(z / 2)^2, z = 0.5 * 4 = 2: 0.419974
    assertThat(pushes("kto", 4, -4))
        .containsExactly(new double[] {0.419974, 0.419974}, within(1e-6));
    assertThat(pushes("kto", -4, 4)).isEqualTo(pushes("kto", 4, -4));
  }

  @Test
  void a_logarithm_pushes_up_to_twice_as_much_where_it_is_wrong() {
    // DPO: 2 sigmoid(-0.5 * 8) = 0.035972 when right, 2 sigmoid(4) = 1.964028 when wrong
    assertThat(pushes("dpo", 4, -4))
        .containsExactly(new double[] {0.035972, 0.035972}, within(1e-6));
    assertThat(pushes("dpo", -4, 4))
        .containsExactly(new double[] {1.964028, 1.964028}, within(1e-6));
    // BCO: the shift is the midpoint, 0; 2 sigmoid(-0.5 * 4) = 0.238406
    assertThat(pushes("bco", 4, -4))
        .containsExactly(new double[] {0.238406, 0.238406}, within(1e-6));
  }
}
