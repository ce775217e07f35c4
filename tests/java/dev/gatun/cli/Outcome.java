package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a command, run in this process, left behind. */
record Outcome(int exitCode, String out, String err) {
  static Outcome of(String... args) {
    return of(Terminal.Mode.PLAIN, args);
  }

  static Outcome of(Terminal.Mode mode, String... args) {
    var out = new ByteArrayOutputStream();
    var err = new ByteArrayOutputStream();
    var terminal =
        new Terminal(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            mode);
    var code = Main.run(terminal, args);
    return new Outcome(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
  }

  static Outcome of(List<String> args) {
    return of(args.toArray(String[]::new));
  }

  /** Good, and silent on standard error. */
  Outcome succeeds() {
    assertThat(err).isEmpty();
    assertThat(exitCode).isZero();
    return this;
  }

  /**
   * Exit code 2, one message in one line on standard error, which names all of this; no stack
   * trace.
   */
  Outcome refuses(String... named) {
    refusesInLines(1, named);
    return this;
  }

  /** As {@link #refuses}, for a message that lists bad rows. */
  Outcome refusesInLines(int lines, String... named) {
    assertThat(err)
        .startsWith("gatun: ")
        .contains(named)
        .doesNotContain("\tat ")
        .doesNotContain("Exception");
    assertThat(err.lines()).hasSize(lines);
    assertThat(exitCode).isEqualTo(2);
    return this;
  }
}
