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
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The logistic losses where rewards are +-R with R = 1e4, and where a response has become
 * impossible: s = -inf. With beta 1, a reference of 0 and one token each, s is u and r too. Every
 * value is the limit, from
 *
 * <pre>
 *   sg(R) = 1            sg(-R) = 0              (e^-10000 is 0 in float64)
 *   log sg(R) = 0        log sg(-R) = -R
 *   log sg(inf) = 0      log sg(-inf) = -inf     d log sg(x) / dx = sg(-x): 0 and 1
 * </pre>
 *
 * <p>An infinite loss stays infinite and is not hidden: the trainer stops at it. Its gradient is
 * finite all the same.
 */
final class ExtremeRewardsTest {
  private static final double R = 1e4;
  private static final double INF = Double.POSITIVE_INFINITY;
  private static final double EXACT = 1e-9; // of 1e4 and a few roundings
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void holds(
      Objective objective, MicroBatches.Rows rows, double loss, double... slopes) {
    var found = losses(objective, rows);
    assertThat(found).hasSize(1);
    if (Double.isInfinite(loss)) assertThat(found[0]).isEqualTo(loss);
    else assertThat(found[0]).isCloseTo(loss, within(EXACT));
    assertThat(gradients(objective, rows)).containsExactly(slopes, within(EXACT));
  }

  @Nested
  final class Of_thumbs {
    private void up(Objective objective, double ratio, double loss, double slope) {
      holds(objective, rows(new double[] {ratio}, true), loss, slope);
    }

    private void down(Objective objective, double ratio, double loss, double slope) {
      holds(objective, rows(new double[] {ratio}, false), loss, slope);
    }

    @Test
    void kto_saturates() {
      // up sg(-r), down sg(r); slopes sg(r) sg(-r) = 0 at every extreme.
      for (var compared : new boolean[] {true, false}) {
        var kto = new Kto(1, ClassWeights.EQUAL, compared);
        up(kto, R, 0, 0);
        up(kto, -R, 1, 0);
        up(kto, -INF, 1, 0);
        up(kto, INF, 0, 0);
        down(kto, R, 1, 0);
        down(kto, -R, 0, 0);
        down(kto, -INF, 0, 0);
        down(kto, INF, 1, 0);
      }
    }

    @Test
    void bco_goes_on_pushing_what_is_wrong() {
      // up -log sg(r - d), down -log sg(d - r). One row up and one down at the same r would be
      // their own midpoint d = r, so here are +-R of each class, whose midpoint is 0: up at R and
      // -R costs 0 and R with slopes 0 and -1, down R and 0 with slopes 1 and 0.
      var bco = new Bco(1, Bco.Shift.MIDPOINT, 1);
      var both = rows(new double[] {R, -R, R, -R}, true, true, false, false);
      assertThat(losses(bco, both)).containsExactly(new double[] {0, R, R, 0}, within(EXACT));
      assertThat(gradients(bco, both)).containsExactly(new double[] {0, -1, 1, 0}, within(EXACT));
    }

    @Test
    void an_infinite_reward_does_not_enter_the_shift_of_bco() {
      // d is 0 of no rewards at all.
      var bco = new Bco(1, Bco.Shift.MIDPOINT, 1);
      up(bco, -INF, INF, -1);
      up(bco, INF, 0, 0);
      down(bco, -INF, 0, 0);
      down(bco, INF, INF, 1);
    }

    @Test
    void nca_unpaired_pulls_what_is_too_high_half_as_hard_as_what_is_too_low() {
      // up -log sg(r) - log sg(-r) / 2, slope sg(r) / 2 - sg(-r); down -log sg(-r) / 2, slope
      // sg(r) / 2.
      var nca = new NcaUnpaired(1);
      up(nca, R, R / 2, 0.5);
      up(nca, -R, R, -1);
      up(nca, -INF, INF, -1);
      down(nca, R, R / 2, 0.5);
      down(nca, -R, 0, 0);
      down(nca, -INF, 0, 0);
    }
  }

  /** Four pairs: chosen and rejected at R and -R, the other way round, and each impossible. */
  @Nested
  final class Of_pairs {
    @Test
    void dpo() {
      // D = 2R: 0; D = -2R: 2R, slopes -+sg(-D) = -+1; D = -inf and inf likewise.
      var dpo = new Dpo(1, 0);
      holds(dpo, pairs(R, -R), 0, 0, 0);
      holds(dpo, pairs(-R, R), 2 * R, -1, 1);
      holds(dpo, pairs(-INF, 0), INF, -1, 1);
      holds(dpo, pairs(0, -INF), 0, 0, 0);
    }

    @Test
    void dpo_with_smoothing_pushes_back_at_a_margin_that_is_too_large() {
      // -3/4 log sg(D) - 1/4 log sg(-D), dD = -3/4 sg(-D) + 1/4 sg(D): at 2R it is 2R / 4 and 1/4,
      // at -2R 3/4 of 2R and -3/4.
      var dpo = new Dpo(1, 0.25);
      holds(dpo, pairs(R, -R), R / 2, 0.25, -0.25);
      holds(dpo, pairs(-R, R), 1.5 * R, -0.75, 0.75);
      holds(dpo, pairs(-INF, 0), INF, -0.75, 0.75);
      holds(dpo, pairs(0, -INF), INF, 0.25, -0.25);
    }

    @Test
    void robust_has_no_lower_bound() {
      // [-3/4 log sg(D) + 1/4 log sg(-D)] / (1/2), dD = [-3/4 sg(-D) - 1/4 sg(D)] / (1/2): at 2R
      // -2R / 4 / (1/2) = -R and -1/2, at -2R 3/4 of 2R twice and -3/2.
      var robust = new Robust(1, 0.25);
      holds(robust, pairs(R, -R), -R, -0.5, 0.5);
      holds(robust, pairs(-R, R), 3 * R, -1.5, 1.5);
      holds(robust, pairs(-INF, 0), INF, -1.5, 1.5);
      holds(robust, pairs(0, -INF), -INF, -0.5, 0.5);
    }

    @Test
    void apo_zero() {
      // sg(-r_w) + sg(r_l); where the other is at 0 it costs 1/2 and pushes sg(0)^2 = 1/4.
      var apo = new ApoZero(1);
      holds(apo, pairs(R, -R), 0, 0, 0);
      holds(apo, pairs(-R, R), 2, 0, 0);
      holds(apo, pairs(-INF, 0), 1.5, 0, 0.25);
      holds(apo, pairs(0, -INF), 0.5, -0.25, 0);
    }

    @Test
    void apo_down() {
      // sg(r_w) + sg(-D).
      var apo = new ApoDown(1);
      holds(apo, pairs(R, -R), 1, 0, 0);
      holds(apo, pairs(-R, R), 1, 0, 0);
      holds(apo, pairs(-INF, 0), 1, 0, 0);
      holds(apo, pairs(0, -INF), 0.5, 0.25, 0);
    }

    @Test
    void nca_pair() {
      // -log sg(w) - log sg(-w) / 2 - log sg(-l) / 2, slopes sg(w) / 2 - sg(-w) and sg(l) / 2; of
      // w = 0: 3/2 ln 2 and -1/4; of l = 0: 1/4.
      var nca = new NcaPair(1);
      holds(nca, pairs(R, -R), R / 2, 0.5, 0);
      holds(nca, pairs(-R, R), 1.5 * R, -1, 0.5);
      holds(nca, pairs(-INF, 0), INF, -1, 0.25);
      holds(nca, pairs(0, -INF), 1.5 * LN2, -0.25, 0);
    }
  }

  /** Without a reference r is a log-probability: 0 at most. */
  @Nested
  final class Without_a_reference {
    @Test
    void simpo() {
      // -log sg(w - l - 1/2): at D = -R it is R + 1/2.
      var simpo = new SimPo(1, 0.5);
      holds(simpo, pairs(0, -R), 0, 0, 0);
      holds(simpo, pairs(-R, 0), R + 0.5, -1, 1);
      holds(simpo, pairs(-INF, 0), INF, -1, 1);
      holds(simpo, pairs(0, -INF), 0, 0, 0);
    }

    @Test
    void cpo() {
      // -log sg(w - l) - w, one token: the likelihood's slope is -1.
      var cpo = new Cpo(1, 1);
      holds(cpo, pairs(0, -R), 0, -1, 0);
      holds(cpo, pairs(-R, 0), 2 * R, -2, 1);
      holds(cpo, pairs(-INF, 0), INF, -2, 1);
      holds(cpo, pairs(-1, -INF), 1, -1, 0);
    }

    @Test
    void orpo() {
      // -w - log sg(o(w) - o(l)), o(s) = s - log(1 - e^s), o' = 1 / (1 - e^s). Far down o(s) = s
      // and o' = 1; o(-1) is odds and o'(-1) slope below.
      var odds = -1 - Math.log(1 - Math.exp(-1));
      var slope = 1 / (1 - Math.exp(-1));
      var orpo = new Orpo(1);
      holds(orpo, pairs(-1, -R), 1, -1, 0);
      holds(orpo, pairs(-R, -1), R + (odds + R), -2, slope);
      holds(orpo, pairs(-INF, -1), INF, -2, slope);
      holds(orpo, pairs(-1, -INF), 1, -1, 0);
    }
  }

  /** Scores 1, 0, 0 at a temperature of 1e-3: q = (1, 0, 0) exactly, e^-1000 being 0. */
  @Nested
  final class Of_sets {
    @Test
    void nca() {
      // sum -q log sg(r) - log sg(-r) / 3, slopes -q sg(-r) + sg(r) / 3; of r = 0: ln 2 / 3, 1/6.
      var nca = new Nca(1, 1e-3);
      holds(nca, set(new double[] {R, -R, -INF}, 1, 0, 0), R / 3, 1 / 3.0, 0, 0);
      holds(nca, set(new double[] {-R, R, 0}, 1, 0, 0), R + (R + LN2) / 3, -1, 1 / 3.0, 1 / 6.0);
      holds(nca, set(new double[] {-INF, 0, 0}, 1, 0, 0), INF, -1, 1 / 6.0, 1 / 6.0);
    }

    @Test
    void infonca() {
      // -log p of the first, p = softmax(r), slopes p - q.
      var info = new InfoNca(1, 1e-3);
      holds(info, set(new double[] {R, -R, -INF}, 1, 0, 0), 0, 0, 0, 0);
      holds(info, set(new double[] {-R, R, 0}, 1, 0, 0), 2 * R, -1, 1, 0);
      holds(info, set(new double[] {-INF, 0, 0}, 1, 0, 0), INF, -1, 0.5, 0.5);
    }
  }
}
