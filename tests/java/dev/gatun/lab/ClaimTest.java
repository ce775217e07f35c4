package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ClaimTest {
  @ParameterizedTest
  @CsvSource({
    "ABOVE,  0.1,  0.3, REPRODUCED",
    "ABOVE, -0.3, -0.1, CONTRADICTED",
    "ABOVE, -0.1,  0.3, NOT_REPRODUCED",
    "ABOVE,  0.0,  0.3, NOT_REPRODUCED", // an end on the bound is not beyond it
    "ABOVE,  0.0,  0.0, NOT_REPRODUCED",
    "BELOW, -0.3, -0.1, REPRODUCED",
    "BELOW,  0.1,  0.3, CONTRADICTED",
    "BELOW, -0.1,  0.3, NOT_REPRODUCED",
    "ABOVE, -Infinity, Infinity, NOT_REPRODUCED",
  })
  void the_interval_decides(Claim.Side side, double low, double high, Verdict verdict) {
    var interval = new Interval((low + high) / 2, low, high);
    assertThat(new Claim("c", interval, side, 0, Claim.Unit.PLAIN).verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"0.6, REPRODUCED", "0.35, NOT_REPRODUCED", "0.1, CONTRADICTED"})
  void the_bound_need_not_be_0(double bound, Verdict verdict) {
    var claim =
        new Claim("c", new Interval(0.35, 0.2, 0.5), Claim.Side.BELOW, bound, Claim.Unit.PLAIN);
    assertThat(claim.verdict()).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({
    "ABOVE, -0.20, 0.04, small", // 4 points at most
    "ABOVE, -0.20, 0.05, too wide",
    "BELOW, -0.04, 0.20, small",
    "BELOW, -0.05, 0.20, too wide",
  })
  void a_wide_interval_is_told_from_a_small_effect(
      Claim.Side side, double low, double high, String word) {
    var interval = new Interval((low + high) / 2, low, high);
    assertThat(new Claim("c", interval, side, 0, Claim.Unit.POINTS).verdictText())
        .startsWith("not reproduced at this scale: ")
        .contains(word);
  }
}
