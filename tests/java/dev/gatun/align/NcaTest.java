package dev.gatun.align;

import static dev.gatun.align.MicroBatches.LN2;
import static dev.gatun.align.MicroBatches.gradients;
import static dev.gatun.align.MicroBatches.losses;
import static dev.gatun.align.MicroBatches.pairs;
import static dev.gatun.align.MicroBatches.rows;
import static dev.gatun.align.MicroBatches.set;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.TensorScope;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** NCA and InfoNCA in float64: the tolerance is that of a few roundings. */
final class NcaTest {
  private static final double EXACT = 1e-12;
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double[] softmax(double alpha, double... scores) {
    var shares = Arrays.stream(scores).map(score -> Math.exp(score / alpha)).toArray();
    var sum = Arrays.stream(shares).sum();
    return Arrays.stream(shares).map(share -> share / sum).toArray();
  }

  @Test
  void where_policy_and_reference_are_equal_nca_is_2_ln_2_and_infonca_ln_k() {
    // Sum of q is 1, and K times 1/K is 1: ln 2 each. -sum q ln(1/K) = ln K.
    for (var scores : new double[][] {{1, 0}, {0.3, 0.9, 0.1}, {5, 5, 5, 1, 2}}) {
      var rows = set(new double[scores.length], scores);
      assertThat(losses(new Nca(0.1, 0.7), rows)[0]).isCloseTo(2 * LN2, within(EXACT));
      assertThat(losses(new InfoNca(0.1, 0.7), rows)[0])
          .isCloseTo(Math.log(scores.length), within(EXACT));
    }
  }

  @Test
  void nca_stands_still_where_each_reward_is_ln_of_k_q() {
    // dl/dr = -q sigmoid(-r) + sigmoid(r) / K = 0 where e^r = K q.
    var q = softmax(0.5, 0.2, 0.8, 0.5);
    var optimum = Arrays.stream(q).map(share -> Math.log(3 * share)).toArray();
    for (var slope : gradients(new Nca(1, 0.5), set(optimum, 0.2, 0.8, 0.5)))
      assertThat(slope).isCloseTo(0, within(EXACT));
  }

  @Test
  void infonca_of_two_with_all_weight_on_one_is_dpo() {
    // At alpha 1e-3 scores 1 and 0 give q = (1, 0) up to e^-1000. D = 0.7: 0.403186.
    var rows = pairs(0.5, -0.2);
    assertThat(losses(new InfoNca(1, 1e-3), rows)[0])
        .isCloseTo(losses(new Dpo(1, 0), rows)[0], within(EXACT))
        .isCloseTo(0.403186, within(1e-6));
  }

  @Test
  void nca_of_two_with_all_weight_on_one_is_nca_pair() {
    var rows = pairs(2, -3, -1, 4);
    assertThat(losses(new Nca(0.3, 1e-3), rows))
        .containsExactly(losses(new NcaPair(0.3), rows), within(EXACT));
  }

  @Test
  void the_unpaired_form_adds_up_to_nca_pair_on_a_pair() {
    var rows = rows(new double[] {2, -3}, true, false);
    var unpaired = losses(new NcaUnpaired(0.3), rows);
    assertThat(unpaired[0] + unpaired[1])
        .isCloseTo(losses(new NcaPair(0.3), pairs(2, -3))[0], within(EXACT));
  }

  @Test
  void ties_share_their_weight() {
    // Equal scores: q = 1/2 each, whatever the rewards; swapping them changes nothing.
    var nca = new Nca(0.5, 1e-3);
    assertThat(losses(nca, set(new double[] {1, -2}, 7, 7))[0])
        .isCloseTo(losses(nca, set(new double[] {-2, 1}, 7, 7))[0], within(EXACT));
    var at = gradients(nca, set(new double[] {0, 0}, 7, 7));
    assertThat(at).containsExactly(new double[] {0, 0}, within(EXACT));
  }

  @Test
  void scores_may_be_far_apart_and_large() {
    // q of exactly 0 with a log-probability of -infinity: 0 times infinity counts as 0.
    var rows = set(new double[] {1, Double.NEGATIVE_INFINITY}, 1e6, 0);
    // -ln sigmoid(1) - 1/2 ln sigmoid(-1) - 1/2 ln sigmoid(inf).
    var expected = Math.log1p(Math.exp(-1)) + Math.log1p(Math.exp(1)) / 2;
    assertThat(losses(new Nca(1, 1e-3), rows)[0]).isCloseTo(expected, within(EXACT));
    assertThat(losses(new InfoNca(1, 1e-3), rows)[0]).isEqualTo(0);
  }

  @Test
  void sets_of_different_sizes_stand_side_by_side() {
    var two = set(new double[] {1, -1}, 0.9, 0.1);
    var four = set(new double[] {0.5, 2, -3, 0}, 0.1, 0.2, 0.3, 0.4);
    var both =
        new MicroBatches.Rows(
            new double[] {1, -1, 0.5, 2, -3, 0},
            new double[6],
            new double[] {1, 1, 1, 1, 1, 1},
            new boolean[] {true, false, false, false, false, true},
            new double[] {0.9, 0.1, 0.1, 0.2, 0.3, 0.4},
            new int[] {2, 4});
    for (Objective objective : new Objective[] {new Nca(0.5, 0.2), new InfoNca(0.5, 0.2)}) {
      assertThat(losses(objective, both))
          .containsExactly(
              new double[] {losses(objective, two)[0], losses(objective, four)[0]}, within(EXACT));
    }
  }
}
