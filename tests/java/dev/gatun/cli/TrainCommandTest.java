package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

final class TrainCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private Outcome train(String run, String... more) {
    return Outcome.of(Golden.train(LLAMA, FEEDBACK, folder.resolve(run), more));
  }

  private static int count(String pattern, String text) {
    return (int) text.lines().filter(line -> line.matches(pattern)).count();
  }

  // 46 rows; the prompt of row 7 has 26 tokens: tests/resources/golden/kto/scores.json.
  @Test
  void a_run_tells_device_data_model_steps_and_what_to_do_next() {
    var outcome = train("run").succeeds();
    assertThat(outcome.out())
        .contains("device: cpu")
        .contains("training data: 45 rows (32 desirable, 13 undesirable), 589 tokens")
        .contains("1 row dropped: the prompt alone fills --max-length 20")
        .contains("2 rows truncated at --max-length 20")
        .contains("model: " + LLAMA + ", ", " parameters, float32")
        .contains("steps: 4\n")
        .contains("done: 4 steps in ")
        .contains("model: " + folder.resolve("run") + "\n")
        .contains(
            "try it: ./gatun generate --model "
                + folder.resolve("run")
                + " --prompt 'w20 w47 w44 w58'");
    assertThat(folder.resolve("run"))
        .isDirectoryContaining("glob:**model.safetensors")
        .isDirectoryContaining("glob:**tokenizer.json")
        .isDirectoryContaining("glob:**metrics.jsonl")
        .isDirectoryContaining("glob:**run.json");
  }

  @Test
  void each_logged_step_is_a_line_that_a_script_can_read() {
    var number = "-?\\d+\\.\\d+(e-?\\d+)?";
    var line =
        "step \\d/4  epoch NUM  loss NUM  kl NUM(  rewards/margins NUM)?  grad_norm NUM  learning_rate NUM"
            + "  tokens_per_second [\\d.]+  \\d+:\\d\\d left";
    line = line.replace("NUM", number);
    assertThat(count(line, train("all").out())).isEqualTo(4);
    assertThat(count(line, train("some", "--logging-steps", "2").out())).isEqualTo(2);
  }

  @Test
  void unequal_classes_come_with_the_weights_that_the_paper_recommends() {
    // 32 desirable, 13 undesirable: 13/32 = 0.406, times 4/3 = 0.542; 32/13 = 2.46, times 3/4 =
    // 1.85.
    assertThat(train("run").out())
        .contains(
            "recommends --desirable-weight 0.406 to 0.542, or --undesirable-weight 1.85 to 2.46");
    assertThat(train("weighted", "--undesirable-weight", "2").out()).doesNotContain("recommends");
  }

  @Test
  void every_option_reaches_the_run() throws IOException {
    var settings =
        List.of(
            "--beta",
            "0.2",
            "--desirable-weight",
            "1.5",
            "--undesirable-weight",
            "0.5",
            "--learning-rate",
            "2e-3",
            "--per-device-train-batch-size",
            "3",
            "--gradient-accumulation-steps",
            "2",
            "--lr-scheduler-type",
            "cosine",
            "--warmup-steps",
            "1",
            "--max-grad-norm",
            "0.5",
            "--seed",
            "7",
            "--logging-steps",
            "2",
            "--eval-steps",
            "3",
            "--save-steps",
            "2",
            "--data-order",
            "sequential",
            "--kl-scope",
            "micro-batch",
            "--dtype",
            "bfloat16",
            "--adam-beta1",
            "0.8",
            "--adam-beta2",
            "0.99",
            "--adam-epsilon",
            "1e-6",
            "--weight-decay",
            "0.01",
            "--num-train-epochs",
            "2.5",
            "--loss",
            "kto");
    train("run", settings.toArray(String[]::new)).succeeds();
    var arguments = JSON.readTree(folder.resolve("run/run.json").toFile()).get("arguments");
    for (var i = 0; i < settings.size(); i += 2) {
      if (settings.get(i).equals("--loss")) continue;
      var key = settings.get(i).substring(2).replace('-', '_');
      var value = arguments.get(key);
      assertThat(value).as(key).isNotNull();
      if (value.isNumber())
        assertThat(value.asDouble()).as(key).isEqualTo(Double.parseDouble(settings.get(i + 1)));
      else
        assertThat(value.asText())
            .as(key)
            .isEqualToIgnoringCase(settings.get(i + 1).replace('-', '_'));
    }
    assertThat(folder.resolve("run/checkpoint-2/trainer_state.json")).exists();
  }

  @Test
  void how_policy_and_reference_are_compared_reaches_the_run() throws IOException {
    train(
            "run",
            "--kl-pairing=fresh",
            "--humanline",
            "--log-epsilon-p=-0.5",
            "--sync-ref-model",
            "--ref-model-sync-steps=2")
        .succeeds();
    var arguments = JSON.readTree(folder.resolve("run/run.json").toFile()).get("arguments");
    assertThat(arguments.get("kl_pairing").asText()).isEqualTo("fresh");
    assertThat(arguments.get("humanline").asBoolean()).isTrue();
    assertThat(arguments.get("log_epsilon_p").asDouble()).isEqualTo(-0.5);
    assertThat(arguments.get("log_epsilon_r").asDouble()).isEqualTo(1.5);
    assertThat(arguments.get("sync_ref_model").asBoolean()).isTrue();
    assertThat(arguments.get("ref_model_mixup_alpha").asDouble()).isEqualTo(0.6);
    assertThat(arguments.get("ref_model_sync_steps").asLong()).isEqualTo(2);
  }

  @Test
  void snake_case_and_capitals_work_as_well() {
    train("run", "--learning_rate=1e-3", "--data_order", "SEQUENTIAL", "--kl_scope", "micro_batch")
        .succeeds();
  }

  @Test
  void evaluation_is_told_beside_the_steps() {
    var outcome =
        train(
            "run",
            "--eval-data",
            Golden.ROOT.resolve("kto/held-out.jsonl").toString(),
            "--eval-steps",
            "2");
    outcome.succeeds();
    assertThat(outcome.out()).contains("evaluation data: ");
    assertThat(count("step [24]/4 .*  eval_loss .*", outcome.out())).isEqualTo(2);
  }

  @Test
  void bad_rows_are_left_out_and_counted_when_asked_for() throws IOException {
    var data = folder.resolve("data.jsonl");
    Files.writeString(data, Files.readString(FEEDBACK) + "{\"prompt\": 1}\n");
    var outcome =
        Outcome.of(Golden.train(LLAMA, data, folder.resolve("run"), "--skip-bad-rows")).succeeds();
    assertThat(outcome.out()).contains("1 row left out as bad; the first:", data + ":47: ");
  }

  @Test
  void a_run_goes_on_from_its_last_checkpoint() {
    train("run", "--save-steps", "2").succeeds();
    var resumed = train("run", "--save-steps", "2", "--resume").succeeds();
    assertThat(resumed.out()).contains("steps: 4, going on after step 2");
    assertThat(count("step .*", resumed.out())).isEqualTo(2);
  }

  @Test
  void a_run_goes_on_from_the_checkpoint_named() {
    train("run", "--save-steps", "1").succeeds();
    var resumed =
        train("run", "--resume", folder.resolve("run/checkpoint-1").toString()).succeeds();
    assertThat(resumed.out()).contains("steps: 4, going on after step 1");
  }

  @Test
  void a_terminal_gets_a_bar_instead_of_lines() {
    var args = Golden.train(LLAMA, FEEDBACK, folder.resolve("run"));
    var outcome = Outcome.of(Terminal.Mode.INTERACTIVE, args.toArray(String[]::new)).succeeds();
    assertThat(outcome.out()).contains("train 100%", "4/4", "loss ", "margin ", "done: 4 steps");
    assertThat(count("step .*", outcome.out())).isZero();
  }

  @Test
  void nothing_asked_runs_the_demonstration() {
    var ran = new ArrayList<String>();
    var terminal = new Terminal(System.out, System.err, Terminal.Mode.PLAIN);
    var command = new TrainCommand(terminal, new ConfigDefaults(), () -> ran.add("demo"));
    var commandLine = new CommandLine(command);
    Values.register(commandLine);
    assertThat(commandLine.execute()).isZero();
    assertThat(ran).containsExactly("demo");
    assertThat(commandLine.execute("--verbose")).isZero();
    assertThat(ran).hasSize(2);
  }
}
