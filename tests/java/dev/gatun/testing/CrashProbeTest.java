package dev.gatun.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class CrashProbeTest {
  /** What the other Java does is its first argument. */
  public static final class Snippet {
    public static void main(String[] arguments) throws InterruptedException, IOException {
      switch (arguments[0]) {
        case "end" -> {
          System.out.println("out " + System.getenv("WORD") + Runtime.getRuntime().maxMemory());
          System.err.println("err é");
          System.exit(3);
        }
        case "throw" -> throw new IllegalStateException("not caught");
        case "sleep" -> Thread.sleep(Duration.ofHours(1));
        case "signal" ->
            new ProcessBuilder(
                    "kill", "-" + arguments[1], Long.toString(ProcessHandle.current().pid()))
                .start()
                .waitFor();
        default -> throw new IllegalArgumentException(arguments[0]);
      }
    }
  }

  @Test
  void an_orderly_end_is_no_crash() {
    var run =
        CrashProbe.of(Snippet.class, "end").options("-Xmx32m").environment("WORD", "word").run();
    assertThat(run.crashed()).isFalse();
    assertThat(run.exitCode()).isEqualTo(3);
    assertThat(run.out()).startsWith("out word3"); // about 32 million bytes
    assertThat(run.err()).contains("err é");
    assertThat(run.fatalError()).isEmpty();
    assertThat(run.toString()).contains("exit code 3", "out word", "err é");
  }

  @Test
  void an_exception_is_no_crash() {
    var run = CrashProbe.of(Snippet.class, "throw").run();
    assertThat(run.crashed()).isFalse();
    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(run.err()).contains("IllegalStateException: not caught");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void a_signal_is_a_crash_with_the_virtual_machines_report() {
    var run = CrashProbe.of(Snippet.class, "signal", "SEGV").run();
    assertThat(run.crashed()).isTrue();
    assertThat(run.exitCode()).isNotZero();
    assertThat(run.fatalError()).contains("SIGSEGV");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void a_kill_from_outside_is_a_crash_without_a_report() {
    var run = CrashProbe.of(Snippet.class, "signal", "KILL").run();
    assertThat(run.crashed()).isTrue();
    assertThat(run.exitCode()).isEqualTo(128 + 9);
    assertThat(run.fatalError()).isEmpty();
  }

  @Test
  void what_does_not_end_is_killed() {
    var run = CrashProbe.of(Snippet.class, "sleep").timeout(Duration.ofSeconds(2)).run();
    assertThat(run.timedOut()).isTrue();
    assertThat(run.crashed()).isFalse();
  }
}
