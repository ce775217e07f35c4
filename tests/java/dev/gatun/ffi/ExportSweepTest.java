package dev.gatun.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.CrashProbe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * No argument crashes an export: each call returns a status, and a message where it is not 0. More
 * rounds: {@code -Dgatun.sweep.rounds=10000}; some functions: {@code -Dgatun.sweep.only='gt_t.*'}.
 */
class ExportSweepTest {
  private static final Path HEADERS = Path.of("native/include/gatun");

  @Test
  void no_arguments_crash_an_export(@TempDir Path folder) throws IOException {
    var journal = folder.resolve("last call");
    var run =
        CrashProbe.of(ExportSweep.class, HEADERS.toAbsolutePath().toString(), journal.toString())
            .options("-Xmx512m")
            .environment("OMP_NUM_THREADS", "1")
            .timeout(Duration.ofMinutes(10))
            .run();
    var last = Files.exists(journal) ? Files.readString(journal).replace("\0", "") : "none";
    assertThat(run.exitCode()).as("last call: %s%n%s", last, run).isZero();
    assertThat(run.out()).contains(ExportSweep.bound().size() + " functions, ");
  }

  @Test
  void the_headers_say_how_to_call_every_bound_function() throws IOException {
    assertThat(ExportSweep.prototypes(HEADERS).keySet())
        .containsExactlyInAnyOrderElementsOf(ExportSweep.bound());
  }
}
