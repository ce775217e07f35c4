package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code train --use-peft}, what takes its result, and {@code merge}. */
final class LoraCommandTest {
  @TempDir Path folder;

  private Path trained(String... more) {
    var run = folder.resolve("lora");
    var args = Golden.train(LLAMA, FEEDBACK, run, "--use-peft", "--learning-rate", "2e-2");
    args.addAll(List.of(more));
    assertThat(Outcome.of(args).succeeds().out()).contains("model: " + run);
    return run;
  }

  private List<Double> scores(String... model) throws IOException {
    var output = folder.resolve("scores.jsonl");
    var args =
        new ArrayList<>(
            List.of(
                "score",
                "--data",
                FEEDBACK.toString(),
                "--output",
                output.toString(),
                "--device",
                "cpu"));
    args.addAll(List.of(model));
    Outcome.of(args).succeeds();
    var scores = new ArrayList<Double>();
    for (var line : Files.readAllLines(output))
      scores.add(new ObjectMapper().readTree(line).path("logps").asDouble());
    return scores;
  }

  @Test
  void a_merged_model_scores_as_base_and_adapter_do() throws IOException {
    var run = trained("--lora-target-modules", "all-linear", "--lora-r", "4");
    var merged = folder.resolve("merged");
    Outcome.of("merge", "--adapter", run.toString(), "--output-dir", merged.toString()).succeeds();
    assertThat(merged.resolve("config.json")).hasSameBinaryContentAs(LLAMA.resolve("config.json"));
    var ofRun = scores("--model", run.toString());
    assertThat(scores("--model", LLAMA.toString(), "--adapter", run.toString())).isEqualTo(ofRun);
    var ofMerged = scores("--model", merged.toString());
    var ofBase = scores("--model", LLAMA.toString());
    var moved = 0.0;
    for (var row = 0; row < ofRun.size(); row++) {
      // Sums of up to 16 log-probabilities of order 5, in float32.
      assertThat(ofMerged.get(row)).isCloseTo(ofRun.get(row), within(1e-3));
      moved = Math.max(moved, Math.abs(ofBase.get(row) - ofRun.get(row)));
    }
    assertThat(moved).isGreaterThan(0.5);
  }

  @Test
  void a_merged_model_is_evaluated_with_the_weights_that_training_found() throws IOException {
    var run = trained("--udm");
    var merged = folder.resolve("merged");
    Outcome.of("merge", "--adapter", run.toString(), "--output-dir", merged.toString()).succeeds();
    // Sums of the same few log-probabilities as above, times beta (0.1), within a sigmoid.
    assertThat(loss(merged, "--udm")).isCloseTo(loss(run, "--udm"), within(1e-4));
    assertThat(Math.abs(loss(merged) - loss(merged, "--udm"))).isGreaterThan(1e-3);
  }

  private double loss(Path model, String... more) throws IOException {
    var output = folder.resolve("evaluation.json");
    Files.deleteIfExists(output);
    var args = new ArrayList<>(List.of("evaluate", "--model", model.toString()));
    args.addAll(List.of("--reference", LLAMA.toString(), "--data", FEEDBACK.toString()));
    args.addAll(List.of("--samples", "0", "--device", "cpu", "--output", output.toString()));
    args.addAll(List.of(more));
    Outcome.of(args).succeeds();
    return new ObjectMapper().readTree(output.toFile()).at("/metrics/loss/value").doubleValue();
  }

  @Test
  void generate_takes_an_adapter_folder() {
    var run = trained();
    var made =
        Outcome.of("generate", "--model", run.toString(), "--prompt", "w5", "--device", "cpu");
    assertThat(made.succeeds().out()).startsWith("w5");
  }

  @Test
  void a_configuration_file_names_modules_in_a_list() throws IOException {
    var yaml = folder.resolve("lora.yaml");
    Files.writeString(yaml, "use_peft: true\nlora_r: 2\nlora_target_modules: [q_proj, o_proj]\n");
    var run = folder.resolve("run");
    Outcome.of(Golden.train(LLAMA, FEEDBACK, run, "--config", yaml.toString())).succeeds();
    var config = new ObjectMapper().readTree(run.resolve("adapter_config.json").toFile());
    assertThat(config.path("r").asInt()).isEqualTo(2);
    assertThat(config.path("target_modules").toString()).isEqualTo("[\"q_proj\",\"o_proj\"]");
  }

  @Test
  void options_of_an_adapter_that_is_not_made_are_refused() {
    Outcome.of(Golden.train(LLAMA, FEEDBACK, folder.resolve("run"), "--lora-r", "8"))
        .refuses("--lora-r", "--use-peft");
    Outcome.of(Golden.train(LLAMA, FEEDBACK, folder.resolve("run"), "--use-peft", "--lora-r", "0"))
        .refuses("--lora-r", "at least 1", "0");
    Outcome.of(
            Golden.train(
                LLAMA,
                FEEDBACK,
                folder.resolve("run"),
                "--use-peft",
                "--lora-target-modules",
                "c_attn"))
        .refuses("--lora-target-modules", "c_attn", "q_proj");
  }

  @Test
  void merge_says_what_is_missing_and_overwrites_nothing() {
    Outcome.of("merge").refuses("--adapter");
    Outcome.of(
            "merge", "--adapter", LLAMA.toString(), "--output-dir", folder.resolve("m").toString())
        .refuses("is no adapter", "adapter_config.json");
    Outcome.of(
            "merge",
            "--adapter",
            Golden.ROOT.resolve("lora/llama").toString(),
            "--output-dir",
            LLAMA.toString())
        .refuses("--output-dir", "nothing is overwritten");
  }
}
