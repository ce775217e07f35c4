package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConfigFileTest {
  @TempDir Path folder;

  private Path config(String text) throws IOException {
    return Files.writeString(folder.resolve("run.yaml"), text);
  }

  private Outcome train(String text, String... more) throws IOException {
    var args = Golden.train(LLAMA, FEEDBACK, folder.resolve("run"), more);
    args.addAll(List.of("--config", config(text).toString()));
    return Outcome.of(args);
  }

  private JsonNode arguments() throws IOException {
    return new ObjectMapper().readTree(folder.resolve("run/run.json").toFile()).get("arguments");
  }

  @Test
  void a_whole_run_fits_in_a_file() throws IOException {
    var file =
        config(
            """
            # KTO on the tiny model
            model: %s
            data: %s
            output_dir: %s
            max_length: 20
            max_steps: 2
            device: cpu
            learning_rate: 1e-3   # which YAML itself takes for text
            lr-scheduler-type: constant
            beta: 0.25
            skip_bad_rows: true
            eval_data:
            """
                .formatted(LLAMA, FEEDBACK, folder.resolve("run")));
    Outcome.of("train", "--config", file.toString()).succeeds();
    assertThat(arguments().get("learning_rate").asDouble()).isEqualTo(1e-3);
    assertThat(arguments().get("lr_scheduler_type").asText()).isEqualTo("constant");
    assertThat(arguments().get("beta").asDouble()).isEqualTo(0.25);
    assertThat(arguments().get("skip_bad_rows").asBoolean()).isTrue();
  }

  @Test
  void the_command_line_wins_wherever_it_stands() throws IOException {
    train("max_steps: 3\nbeta: 0.5\nseed: 9\n", "--beta", "0.3").succeeds();
    assertThat(arguments().get("max_steps").asInt()).isEqualTo(4);
    assertThat(arguments().get("beta").asDouble()).isEqualTo(0.3);
    assertThat(arguments().get("seed").asInt()).isEqualTo(9);
  }

  @Test
  void an_unknown_key_is_answered_with_file_line_and_the_nearest() throws IOException {
    train("seed: 1\nlearning_rte: 1e-6\n")
        .refuses("run.yaml:2: unknown key 'learning_rte'; did you mean learning_rate?");
    train("batch_size: 4\n").refuses("per_device_train_batch_size");
    train("xyzzy: 4\n").refuses("run.yaml:1: unknown key 'xyzzy'");
  }

  @Test
  void names_of_trl_that_are_others_here_are_translated() throws IOException {
    train("model_name_or_path: x\n")
        .refuses("run.yaml:1: unknown key 'model_name_or_path'; here it is model");
    train("bf16: true\n").refuses("here it is dtype: bfloat16");
  }

  @Test
  void a_value_of_the_wrong_type_is_refused_with_file_and_line() throws IOException {
    train("seed: 1\n\nbeta: high\n").refuses("run.yaml:3: beta: 'high' is not a number");
    train("seed: 1.5\n").refuses("run.yaml:1: seed: '1.5' is not a whole number");
    train("skip_bad_rows: maybe\n")
        .refuses("run.yaml:1: skip_bad_rows: 'maybe' is none of true, false");
    train("beta: [0.1, 0.2]\n").refuses("run.yaml:1: beta takes one value, not a list");
    train("beta:\n  value: 0.1\n").refuses("run.yaml:1: beta takes one value, not a mapping");
    train("data_order: random\n")
        .refuses("run.yaml:1: data_order: 'random' is none of shuffled, sequential");
  }

  @Test
  void a_value_out_of_range_is_refused_with_file_and_line() throws IOException {
    train("seed: 1\nbeta: -1\n").refuses("run.yaml:2: --beta must be a number above 0, got -1.0");
  }

  @Test
  void a_key_given_twice_is_refused() throws IOException {
    train("weight_decay: 0\nweight-decay: 0.1\n")
        .refuses("run.yaml:2: weight-decay stands there twice", "run.yaml:1");
  }

  @Test
  void what_is_no_mapping_is_refused() throws IOException {
    train("- beta\n- seed\n").refuses("run.yaml:1", "name: value");
    train("seed: 1\nbeta: \"0.1\n").refuses("run.yaml:", "is not YAML");
    train("beta: 1\n---\nbeta: 2\n").refuses("run.yaml:3", "second document");
  }

  @Test
  void a_file_that_cannot_be_read_is_refused() throws IOException {
    Outcome.of("train", "--config", folder.resolve("no.yaml").toString())
        .refuses("--config", "no.yaml: no such file");
    Files.write(
        folder.resolve("latin.yaml"), "# caf\u00e9\n".getBytes(StandardCharsets.ISO_8859_1));
    Outcome.of("train", "--config", folder.resolve("latin.yaml").toString())
        .refuses("latin.yaml: is not UTF-8 text");
  }

  @Test
  void an_empty_file_changes_nothing() throws IOException {
    train("# nothing yet\n").succeeds();
  }

  @Test
  void other_commands_read_one_too() throws IOException {
    var file =
        config("model: %s\nprompt: w1 w2\nmax_new_tokens: 3\ndevice: cpu\n".formatted(LLAMA));
    assertThat(Outcome.of("generate", "--config", file.toString()).succeeds().out())
        .startsWith("w1 w2");
    Outcome.of("generate", "--config", config("beta: 1\n").toString())
        .refuses("run.yaml:1: unknown key 'beta'");
  }

  @Test
  void help_needs_no_valid_file() {
    Outcome.of("train", "--config", "no.yaml", "--help").succeeds();
  }
}
