package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that is asked to end while it trains. The signal is SIGTERM, for which the JVM does the
 * same as for Ctrl-C: a build server may have started the tests with Ctrl-C ignored, and children
 * inherit that.
 */
@Timeout(120)
final class InterruptTest {
  @TempDir Path folder;

  private Process start(List<String> args, Path errors) throws IOException {
    var command =
        new ArrayList<>(
            List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(
        List.of(
            "--enable-native-access=ALL-UNNAMED", "-cp", System.getProperty("java.class.path")));
    var libtorch = System.getProperty("gatun.libtorch");
    if (libtorch != null) command.add("-Dgatun.libtorch=" + libtorch);
    command.add(Main.class.getName());
    command.addAll(args);
    return new ProcessBuilder(command).redirectError(errors.toFile()).start();
  }

  private static void readUntil(BufferedReader out, String start) throws IOException {
    for (String line; (line = out.readLine()) != null; ) if (line.startsWith(start)) return;
    throw new AssertionError("the process ended before a line that starts with '" + start + "'");
  }

  @Test
  void a_checkpoint_is_saved_and_the_command_to_go_on_with_is_printed() throws Exception {
    assumeTrue(!System.getProperty("os.name").startsWith("Windows"), "Windows has no SIGTERM");
    var run = folder.resolve("my run");
    var errors = folder.resolve("errors");
    var args = Golden.train(Golden.LLAMA, Golden.FEEDBACK, run);
    args.set(args.indexOf("--max-steps") + 1, "1000000");
    var process = start(args, errors);
    try (var out = process.inputReader(StandardCharsets.UTF_8)) {
      readUntil(out, "step 2/");
      process.toHandle().destroy(); // Process.destroy would close the stream as well
      while (out.readLine() != null) {} // or it could not write
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    } finally {
      process.destroyForcibly();
    }
    assertThat(process.exitValue()).isEqualTo(128 + 15); // what a shell makes of SIGTERM

    var message = Files.readString(errors);
    assertThat(message)
        .contains("gatun: stopping after this step to save a checkpoint")
        .containsPattern(
            "gatun: stopped after step \\d+ of 1000000; saved .*/my run/checkpoint-\\d+")
        .contains(
            "go on with: ./gatun "
                + String.join(" ", args.stream().map(ShellWords::quote).toList())
                + " --resume");
    assertThat(Files.list(run).map(file -> file.getFileName().toString()))
        .anyMatch(name -> name.matches("checkpoint-\\d+"));

    // The command works, with fewer steps to go.
    var step = Integer.parseInt(message.replaceAll("(?s).*stopped after step (\\d+) of.*", "$1"));
    args.set(args.indexOf("1000000"), Integer.toString(step + 1));
    args.add("--resume");
    assertThat(Outcome.of(args).succeeds().out()).contains("going on after step " + step);
  }
}
