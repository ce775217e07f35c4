package dev.gatun.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.CrashProbe;
import java.time.Duration;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Resident memory stays flat over much work of each kind. The long form is bench/soak.sh. The work
 * is done in a Java of its own whose heap is fixed and touched at the start, so that what grows is
 * native.
 */
@EnabledOnOs(OS.LINUX)
class SoakTest {
  private static final boolean LONG = Boolean.getBoolean("gatun.soak.long");
  // What malloc and the compiler may still take after a short warm-up: 0.2 to 8 MB were measured,
  // without a trend. A leak of the smallest native object (a tensor of 16 floats, over 200 bytes)
  // in each of the 300,000 small operations would be 60 MB.
  private static final long SHORT_TOLERANCE = 16L << 20;

  @ParameterizedTest
  @EnumSource
  void resident_memory_stays_flat(Work work) {
    var rounds = LONG ? work.longRounds() : work.shortRounds();
    var run =
        CrashProbe.of(Soak.class, work.name(), Long.toString(rounds))
            .options("-Xms128m", "-Xmx128m", "-XX:+AlwaysPreTouch", "-XX:+UseSerialGC")
            .environment("OMP_NUM_THREADS", "1")
            .timeout(Duration.ofHours(12))
            .run();
    assertThat(run.exitCode()).as(run.toString()).isZero();
    var words = run.out().strip().split(" ");
    var first = Long.parseLong(words[words.length - 2]);
    var last = Long.parseLong(words[words.length - 1]);
    if (LONG) {
      System.out.printf(
          "%s: %,d rounds, resident in the first tenth %.1f MB, in the last %.1f MB (%+.2f %%)%n",
          work, rounds, first / 1e6, last / 1e6, 100.0 * (last - first) / first);
    }
    assertThat(last - first).isLessThan(LONG ? first / 100 : SHORT_TOLERANCE);
  }
}
