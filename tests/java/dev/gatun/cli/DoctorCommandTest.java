package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.torch.Torch;
import org.junit.jupiter.api.Test;

final class DoctorCommandTest {
  @Test
  void what_gatun_runs_on_is_shown() {
    var outcome = Outcome.of("doctor");
    assertThat(outcome.err()).isEmpty();
    var build = Torch.build();
    assertThat(outcome.out())
        .contains("java             " + Runtime.version())
        .contains("libtorch         " + build.version(), build.libtorch().toString())
        .contains("native library   " + build.library())
        .contains("threads          " + Torch.numThreads())
        .containsPattern("memory +heap up to [\\d.]+ [MG]iB, physical [\\d.]+ GiB")
        .contains("devices          cpu")
        .contains("cache            " + Torch.cache())
        .contains("LAPACK");
  }

  @Test
  void the_exit_code_says_whether_something_is_wrong() {
    var outcome = Outcome.of("doctor");
    if (outcome.exitCode() == 0) assertThat(outcome.out()).endsWith("all is well\n");
    else assertThat(outcome.out()).containsPattern("\\d+ things? (is|are) wrong:\n  - ");
    assertThat(outcome.exitCode()).isIn(0, 1);
  }

  @Test
  void verbose_shows_the_whole_build_configuration() {
    assertThat(Outcome.of("doctor", "--verbose").out()).contains("CXX_FLAGS");
    assertThat(Outcome.of("doctor").out()).doesNotContain("CXX_FLAGS");
  }

  @Test
  void sizes_are_in_the_largest_unit_that_fits() {
    assertThat(Examination.size(0)).isEqualTo("0 B");
    assertThat(Examination.size(1023)).isEqualTo("1023 B");
    assertThat(Examination.size(1536)).isEqualTo("1.5 KiB");
    assertThat(Examination.size(3L << 40)).isEqualTo("3.0 TiB");
  }
}
