package dev.gatun.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HelpTest {
  @TempDir Path folder;

  @Test
  void the_commands_are_listed() {
    assertThat(Outcome.of("--help").succeeds().out())
        .contains(
            "train ",
            "score ",
            "evaluate ",
            "generate ",
            "lab ",
            "data ",
            "doctor ",
            "completion ",
            "./gatun test",
            "Examples:");
  }

  /** The options and defaults of DESIGN.md, section 8, which scripts depend on. */
  @ParameterizedTest
  @CsvSource({
    "beta, 0.1",
    "desirable-weight, 1",
    "undesirable-weight, 1",
    "learning-rate, 1e-6",
    "per-device-train-batch-size, 8",
    "gradient-accumulation-steps, 1",
    "num-train-epochs, 1",
    "max-length, 1024",
    "lr-scheduler-type, linear",
    "warmup-steps, 0",
    "max-grad-norm, 1",
    "seed, 42",
    "logging-steps, 1",
    "data-order, shuffled",
    "dtype, float32",
    "device, auto",
    "loss, kto",
    "adam-beta1, 0.9",
    "adam-beta2, 0.999",
    "adam-epsilon, 1e-8",
    "weight-decay, 0",
    "kl-scope, window",
    "kl-pairing, fixed",
    "log-epsilon-p, -1",
    "log-epsilon-r, 1.5",
    "ref-model-mixup-alpha, 0.6",
    "ref-model-sync-steps, 512",
    "eval-steps, 0",
  })
  void train_help_gives_each_default(String option, String expected) {
    var help = Outcome.of("train", "--help").succeeds().out().replaceAll("\\s+", " ");
    var from = help.indexOf(" --" + option + "=");
    assertThat(from).as(option).isPositive();
    // The first default after the option's name is its own: no option there is without one.
    var value = help.indexOf("(default: ", from);
    assertThat(help.substring(value)).startsWith("(default: " + expected + ")");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--model",
        "--data",
        "--output-dir",
        "--eval-data",
        "--max-steps",
        "--save-steps",
        "--resume",
        "--config",
        "--chat-template",
        "--skip-bad-rows",
        "--allow-one-class",
        "--humanline",
        "--sync-ref-model",
        "--verbose"
      })
  void train_help_names_the_other_options(String option) {
    assertThat(Outcome.of("train", "--help").succeeds().out()).containsPattern(option + "[=\\[ ]");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"train", "score", "evaluate", "generate", "lab", "data", "doctor", "completion"})
  void help_has_examples_or_exit_codes_and_no_line_beyond_the_terminal(String command) {
    var help = Outcome.of(command, "--help").succeeds().out();
    assertThat(help).contains("Usage: gatun " + command).containsPattern("Example|Exit code");
    assertThat(help.lines()).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(100));
    assertThat(Outcome.of("help", command).succeeds().out()).isEqualTo(help);
  }

  @Test
  void the_version_names_java_too() {
    assertThat(Outcome.of("--version").succeeds().out())
        .startsWith("gatun ")
        .endsWith(" (Java " + Runtime.version() + ")\n");
  }

  @Test
  void the_completion_script_is_bash_and_completes_options_and_their_values() throws Exception {
    var script = Outcome.of("completion").succeeds().out();
    assertThat(script).contains("gatun", "--learning-rate", "sequential");
    assertThat(completions(script, "tr")).contains("train");
    assertThat(completions(script, "train", "--data-")).contains("--data-order");
    assertThat(completions(script, "train", "--dtype", "b")).contains("bfloat16");
  }

  /** What bash offers after these words. */
  private String completions(String script, String... words)
      throws IOException, InterruptedException {
    assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    var file = Files.writeString(folder.resolve("gatun-completion"), script);
    var line = "gatun " + String.join(" ", words);
    var ask =
        "compopt() { :; }; source "
            + file
            + "; COMP_WORDS=("
            + line
            + "); COMP_CWORD="
            + words.length
            + "; COMP_LINE='"
            + line
            + "'; COMP_POINT="
            + line.length()
            + "; _complete_gatun; echo \"${COMPREPLY[@]}\"";
    var bash =
        new ProcessBuilder("/bin/bash", "--norc", "-c", ask).redirectErrorStream(true).start();
    var reply =
        new String(bash.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
    assertThat(bash.waitFor(10, TimeUnit.SECONDS)).isTrue();
    return reply;
  }
}
