package dev.gatun.align;

import static dev.gatun.align.MicroBatches.LN2;
import static dev.gatun.align.MicroBatches.gradients;
import static dev.gatun.align.MicroBatches.losses;
import static dev.gatun.align.MicroBatches.pairs;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.TensorScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Identities of the losses on pairs, in float64: the tolerance is that of a few roundings. */
final class PairObjectivesTest {
  private static final double EXACT = 1e-13;
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double one(Objective objective, double chosen, double rejected) {
    return losses(objective, pairs(chosen, rejected))[0];
  }

  private static double logSigmoid(double x) {
    return -Math.log1p(Math.exp(-x));
  }

  @Nested
  final class Where_policy_and_reference_are_equal {
    // u = 0, so every reward and every margin is 0, and sigmoid(0) = 1/2.

    @Test
    void logistic_losses_are_ln_2() {
      assertThat(one(new Dpo(0.1, 0), 0, 0)).isCloseTo(LN2, within(EXACT));
      // -(1 - e) ln(1/2) - e ln(1/2) = ln 2.
      assertThat(one(new Dpo(0.1, 0.3), 0, 0)).isCloseTo(LN2, within(EXACT));
      // [(1 - e) ln 2 - e ln 2] / (1 - 2e) = ln 2.
      assertThat(one(new Robust(0.1, 0.3), 0, 0)).isCloseTo(LN2, within(EXACT));
    }

    @Test
    void dpo_pushes_half_of_beta_each_way() {
      // d/du of -ln sigmoid(beta u_w - beta u_l) = -+ beta sigmoid(0).
      assertThat(gradients(new Dpo(0.1, 0), pairs(0, 0)))
          .containsExactly(new double[] {-0.05, 0.05}, within(EXACT));
    }

    @Test
    void hinge_is_1() {
      assertThat(one(new Hinge(0.1), 0, 0)).isEqualTo(1);
    }

    @Test
    void ipo_is_the_square_of_its_target() {
      // (0 - 1 / (2 * 0.1))^2 = 25.
      assertThat(one(new Ipo(0.1), 0, 0)).isCloseTo(25, within(EXACT));
    }

    @Test
    void both_apo_are_1() {
      // Two sigmoids of 0.
      assertThat(one(new ApoZero(0.1), 0, 0)).isEqualTo(1);
      assertThat(one(new ApoDown(0.1), 0, 0)).isEqualTo(1);
    }

    @Test
    void nca_pair_is_2_ln_2_and_pushes_a_quarter_of_beta_each_way() {
      // 1 + 1/2 + 1/2 times ln 2; slopes -(1 - 1/2) + 1/2 * 1/2 = -1/4 and 1/2 * 1/2 = 1/4.
      assertThat(one(new NcaPair(0.1), 0, 0)).isCloseTo(2 * LN2, within(EXACT));
      assertThat(gradients(new NcaPair(0.1), pairs(0, 0)))
          .containsExactly(new double[] {-0.025, 0.025}, within(EXACT));
    }

    @Test
    void simpo_is_softplus_of_gamma_where_means_are_equal() {
      // -ln sigmoid(-gamma) = ln(1 + e^gamma).
      assertThat(one(new SimPo(2, 0.5), -3, -3))
          .isCloseTo(Math.log1p(Math.exp(0.5)), within(EXACT));
    }

    @Test
    void the_odds_of_orpo_are_ln_2_where_means_are_equal() {
      // One token each, s = -3: likelihood 3, and beta * -ln sigmoid(0).
      assertThat(one(new Orpo(0.1), -3, -3)).isCloseTo(3 + 0.1 * LN2, within(EXACT));
    }
  }

  @Nested
  final class Anywhere {
    @Test
    void smoothing_by_nothing_is_dpo() {
      var rows = pairs(3, -1, -2, 0.5);
      var dpo = losses(new Dpo(0.7, 0), rows);
      assertThat(losses(new Robust(0.7, 0), rows)).containsExactly(dpo, within(EXACT));
      assertThat(dpo[0]).isCloseTo(-logSigmoid(0.7 * 4), within(EXACT));
      assertThat(dpo[1]).isCloseTo(-logSigmoid(0.7 * -2.5), within(EXACT));
    }

    @Test
    void label_smoothing_is_really_applied() {
      // D = 0.5 * (2 - (-1)) = 1.5.
      assertThat(one(new Dpo(0.5, 0.2), 2, -1))
          .isCloseTo(-0.8 * logSigmoid(1.5) - 0.2 * logSigmoid(-1.5), within(EXACT));
    }

    @Test
    void robust_is_unbiased_when_labels_flip() {
      // With l(D) = [-(1-e) f(D) + e f(-D)] / (1-2e), f = log sigmoid:
      // (1-e) l(D) + e l(-D) = [-(1-e)^2 f(D) + e(1-e) f(-D) - e(1-e) f(-D) + e^2 f(D)] / (1-2e)
      //                      = -[(1-e)^2 - e^2] f(D) / (1-2e) = -f(D): the loss without flips.
      var e = 0.3;
      var robust = new Robust(0.5, e);
      var expected = (1 - e) * one(robust, 2, -1) + e * one(robust, -1, 2);
      assertThat(expected).isCloseTo(one(new Dpo(0.5, 0), 2, -1), within(EXACT));
    }

    @Test
    void hinge_stops_at_a_margin_of_1() {
      assertThat(one(new Hinge(0.5), 3, 1)).isEqualTo(0); // D = 1
      assertThat(one(new Hinge(0.5), 1, 3)).isEqualTo(2); // D = -1
    }

    @Test
    void ipo_divides_by_tokens() {
      // u / length: 6 / 3 - 4 / 8 = 1.5; (1.5 - 1 / (2 * 0.5))^2 = 0.25.
      var rows = pairs(6, 4);
      var lengths =
          new MicroBatches.Rows(
              rows.sums(),
              rows.references(),
              new double[] {3, 8},
              rows.desirable(),
              rows.scores(),
              rows.sizes());
      assertThat(losses(new Ipo(0.5), lengths)[0]).isCloseTo(0.25, within(EXACT));
    }

    @Test
    void apo_follows_its_formulas() {
      var w = 0.5 * 2;
      var l = 0.5 * -3;
      assertThat(one(new ApoZero(0.5), 2, -3))
          .isCloseTo(1 / (1 + Math.exp(w)) + 1 / (1 + Math.exp(-l)), within(EXACT));
      assertThat(one(new ApoDown(0.5), 2, -3))
          .isCloseTo(1 / (1 + Math.exp(-w)) + 1 / (1 + Math.exp(w - l)), within(EXACT));
    }

    @Test
    void nca_pair_holds_the_chosen_reward_at_ln_2() {
      // d/dr_w = -sigmoid(-r) + sigmoid(r) / 2 = 0 where e^-r = 1/2.
      var rows = pairs(LN2, -5);
      assertThat(gradients(new NcaPair(1), rows)[0]).isCloseTo(0, within(EXACT));
    }

    @Test
    void cpo_adds_the_chosen_likelihood_per_token() {
      // Two pairs, chosen s = -6 of 2 tokens and -4 of 8: mean over tokens 10 / 10 = 1.
      var rows =
          new MicroBatches.Rows(
              new double[] {-6, -7, -4, -2},
              new double[4],
              new double[] {2, 5, 8, 5},
              new boolean[] {true, false, true, false},
              new double[4],
              new int[] {2, 2});
      var losses = losses(new Cpo(0.5, 2), rows);
      var preference = -logSigmoid(0.5 * 1) - logSigmoid(0.5 * -2);
      assertThat((losses[0] + losses[1]) / 2).isCloseTo(preference / 2 + 2 * 1, within(EXACT));
    }

    @Test
    void orpo_compares_odds() {
      // p = e^-1 and e^-2 per token: log odds log(p / (1 - p)).
      var w = Math.log(Math.exp(-1) / (1 - Math.exp(-1)));
      var l = Math.log(Math.exp(-2) / (1 - Math.exp(-2)));
      assertThat(one(new Orpo(0.25), -1, -2))
          .isCloseTo(1 - 0.25 * logSigmoid(w - l), within(EXACT));
    }
  }
}
