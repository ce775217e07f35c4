package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

final class RateTest {

  /**
   * statsmodels.stats.proportion.proportion_confint(81, 263, method="wilson"), Newcombe's (1998)
   * first example.
   */
  @Test
  void the_interval_is_wilsons() {
    var rate = new Rate(81, 263);
    assertThat(rate.share()).isCloseTo(0.3080, within(5e-5));
    assertThat(rate.low()).isCloseTo(0.2553, within(5e-5));
    assertThat(rate.high()).isCloseTo(0.3662, within(5e-5));
  }

  /** Newcombe's fourth example, 0 of 20: upper end z^2 / (n + z^2) = 3.8415 / 23.8415. */
  @Test
  void nothing_seen_still_has_an_upper_end() {
    assertThat(new Rate(0, 20).low()).isZero();
    assertThat(new Rate(0, 20).high()).isCloseTo(0.1611, within(5e-5));
    assertThat(new Rate(20, 20).high()).isEqualTo(1);
    assertThat(new Rate(20, 20).low()).isCloseTo(0.8389, within(5e-5));
  }

  @Test
  void it_prints_in_percent_in_every_locale() {
    assertThat(new Rate(187, 200)).hasToString("93.5 % (89.2 to 96.2)");
    assertThat(new Rate(0, 0)).hasToString("none seen");
  }

  @Test
  void more_hits_than_cases_is_refused() {
    assertThatThrownBy(() -> new Rate(3, 2)).hasMessage("3 of 2 is not a share");
  }
}
