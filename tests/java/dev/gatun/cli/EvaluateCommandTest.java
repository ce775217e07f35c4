package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class EvaluateCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path OTHER = Golden.ROOT.resolve("models/llama-tied");

  @TempDir Path folder;

  private static Outcome evaluate(Path model, Path reference, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--model",
                model.toString(),
                "--reference",
                reference.toString(),
                "--device",
                "cpu",
                "--max-new-tokens",
                "4"));
    args.addAll(List.of(more));
    if (!args.contains("--data")) args.addAll(List.of("--data", FEEDBACK.toString()));
    return Outcome.of(args);
  }

  private JsonNode json(Path model, String... more) throws IOException {
    var output = folder.resolve("evaluation.json");
    var args = new ArrayList<>(List.of(more));
    args.addAll(List.of("--output", output.toString()));
    var outcome = evaluate(model, LLAMA, args.toArray(String[]::new)).succeeds();
    assertThat(outcome.out()).contains("evaluation: " + output);
    return JSON.readTree(output.toFile());
  }

  // Training measures its evaluation data in windows of a batch; with one batch for all of them the
  // two are the same numbers, by different ways. Both are float64 sums of the same
  // log-probabilities.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "kto",
        "apo_zero_unpaired",
        "nca_unpaired",
        "kto:1,sft:0.1",
        "kto --udm",
        "apo_zero_unpaired --udm --udm-embeddings field",
      })
  void metrics_are_those_that_training_logs(String loss) throws IOException {
    var data = withVectors();
    var flags = new ArrayList<>(List.of("--loss"));
    flags.addAll(List.of(loss.split(" ")));
    var run = folder.resolve("run");
    var all = "64";
    var train = Golden.train(LLAMA, data, run, "--eval-data", data.toString());
    train.addAll(List.of("--learning-rate", "1e-2", "--per-device-train-batch-size", all));
    train.addAll(flags);
    Outcome.of(train).succeeds();
    JsonNode logged = null;
    for (var line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      if (line.contains("eval_loss")) logged = JSON.readTree(line);
    }
    flags.addAll(List.of("--per-device-eval-batch-size", all, "--max-length", "20"));
    flags.addAll(List.of("--samples", "0", "--data", data.toString()));
    var found = json(run, flags.toArray(String[]::new));
    assertThat(found.get("metrics").get("loss").get("value").doubleValue()).isNotEqualTo(0.5);
    for (var metric : found.get("metrics").properties()) {
      assertThat(metric.getValue().get("value").doubleValue())
          .as(metric.getKey())
          .isEqualTo(logged.get("eval_" + metric.getKey()).doubleValue(), within(1e-9));
    }
    assertThat(found.has("sampled_kl")).isFalse();
    assertThat(found.get("udm").booleanValue()).isEqualTo(loss.contains("--udm"));
    if (loss.contains("--udm")) {
      flags.removeIf(flag -> flag.startsWith("--udm") || flag.equals("field"));
      var plain = json(run, flags.toArray(String[]::new)).get("metrics").get("loss");
      assertThat(plain).as("the weights count").isNotEqualTo(found.get("metrics").get("loss"));
    }
  }

  /** The feedback, with a vector for each row that says something of its class. */
  private Path withVectors() throws IOException {
    var lines = new ArrayList<String>();
    for (var line : Files.readAllLines(FEEDBACK)) {
      var row = (ObjectNode) JSON.readTree(line);
      row.putArray("embedding").add(lines.size() % 5).add(row.get("label").asBoolean() ? 1 : 0.5);
      lines.add(row.toString());
    }
    return Files.write(folder.resolve("vectors.jsonl"), lines);
  }

  // Training measures with the shift of the run so far; here it is that of the data measured:
  // (mean_D r + mean_U r) / 2 with the midpoint.
  @Test
  void the_shift_of_bco_is_that_of_the_data() throws IOException {
    var metrics = json(OTHER, "--loss", "bco", "--samples", "0").get("metrics");
    var chosen = metrics.get("rewards/chosen").get("value").doubleValue();
    var rejected = metrics.get("rewards/rejected").get("value").doubleValue();
    assertThat(metrics.get("delta").get("value").doubleValue())
        .isEqualTo((chosen + rejected) / 2, within(1e-12));
  }

  // Of pairs the accuracy is a mean over pairs, with an interval as the loss has.
  @Test
  void pairs_are_drawn_together() throws IOException {
    var rows =
        List.of(
            "{\"prompt\": \"w10 w11\", \"chosen\": \" w12\", \"rejected\": \" w13 w14\"}",
            "{\"prompt\": \"w20\", \"chosen\": \" w21 w22\", \"rejected\": \" w23\"}");
    var data = Files.write(folder.resolve("pairs.jsonl"), rows);
    var output = folder.resolve("pairs.json");
    Outcome.of(
            "evaluate",
            "--model",
            OTHER.toString(),
            "--reference",
            LLAMA.toString(),
            "--data",
            data.toString(),
            "--loss",
            "dpo",
            "--samples",
            "0",
            "--output",
            output.toString())
        .succeeds();
    var found = JSON.readTree(output.toFile());
    assertThat(found.get("compared").intValue()).isEqualTo(2);
    assertThat(found.get("rows").intValue()).isEqualTo(4);
    var accuracy = found.get("metrics").get("rewards/accuracies");
    assertThat(accuracy.get("value").doubleValue()).isIn(0.0, 0.5, 1.0);
    assertThat(accuracy.has("interval")).isTrue();
  }

  @Test
  void intervals_hold_the_values_and_the_histogram_every_row() throws IOException {
    var found = json(OTHER);
    for (var metric : found.get("metrics")) {
      if (!metric.has("interval")) continue;
      var interval = metric.get("interval");
      assertThat(metric.get("value").doubleValue())
          .isBetween(interval.get(0).doubleValue(), interval.get(1).doubleValue());
    }
    var counted = 0;
    for (var label : List.of("desirable", "undesirable")) {
      for (var count : found.get("reward_histogram").get(label)) counted += count.intValue();
    }
    assertThat(counted).isEqualTo(found.get("rows").intValue());
    assertThat(found.get("sampled_kl").get("prompts").intValue()).isEqualTo(32);
    assertThat(found).isEqualTo(json(OTHER));
  }

  @Test
  void the_table_names_everything() {
    assertThat(
            evaluate(OTHER, LLAMA, "--samples", "3", "--scoring-model", LLAMA.toString())
                .succeeds()
                .out())
        .contains("kto on 46 rows", "95 % interval", "rewards/auc", "kl/stderr")
        .contains("KL(model || reference)", "3 responses drawn")
        .contains("win rate", "judged by reward under " + LLAMA);
  }

  @Test
  void a_judge_reads_json_and_its_first_numbers_are_the_models() throws IOException {
    var heard = folder.resolve("heard.jsonl");
    var judge = "tee " + heard + " | awk '{ print (NR <= 3) }'";
    var found = json(OTHER, "--samples", "3", "--judge", judge).get("win_rate");
    assertThat(found.get("value").doubleValue()).isEqualTo(1);
    assertThat(found.get("model_score").doubleValue()).isEqualTo(1);
    assertThat(found.get("reference_score").doubleValue()).isZero();
    var lines = Files.readAllLines(heard);
    assertThat(lines).hasSize(6);
    assertThat(JSON.readTree(lines.get(0)).get("prompt"))
        .as("both models answer the same prompts")
        .isEqualTo(JSON.readTree(lines.get(3)).get("prompt"));
    assertThat(JSON.readTree(lines.get(0)).get("response").isTextual()).isTrue();
    var ties = json(OTHER, "--samples", "3", "--judge", "sed s/.*/7/").get("win_rate");
    assertThat(ties.get("value").doubleValue()).isEqualTo(0.5);
  }

  // Under the reference itself the reward of every response is log pi_ref - log pi_ref = 0.
  @Test
  void a_scoring_model_judges_by_reward_or_by_likelihood() throws IOException {
    var reward = json(OTHER, "--samples", "3", "--scoring-model", LLAMA.toString()).get("win_rate");
    assertThat(reward.get("value").doubleValue()).isEqualTo(0.5);
    var likelihood =
        json(
                OTHER,
                "--samples",
                "3",
                "--scoring-model",
                LLAMA.toString(),
                "--scoring-by",
                "likelihood")
            .get("win_rate");
    assertThat(likelihood.get("model_score").doubleValue()).isNegative();
    assertThat(likelihood.get("judge").textValue()).startsWith("likelihood under ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "cat | line 1 of what it wrote is '{",
        "sed s/.*/nan/ | is 'nan', not a number",
        "cat >/dev/null; exit 3 | it wrote 0 numbers for 6 responses, and ended with exit code 3",
        "head -n 2 | line 1",
        "sed -n 1p | line 1",
        "echo 1 | it wrote 1 numbers for 6 responses; one line is expected for each",
        "sed 's/.*/1/;p' | it wrote more lines than it was given, 6",
        "sed s/.*/1/; exit 4 | it ended with exit code 4",
      })
  void a_judge_that_does_not_do_its_work_is_one_line(String judge, String reason) {
    evaluate(OTHER, LLAMA, "--samples", "3", "--judge", judge)
        .refuses("--judge '" + judge + "': ", reason);
  }

  @Test
  void wrong_usage_is_one_line() {
    Outcome.of("evaluate").refuses("evaluate needs --model");
    Outcome.of("evaluate", "--model", LLAMA.toString(), "--data", "x").refuses("--reference");
    evaluate(LLAMA, folder.resolve("no")).refuses("--reference", "no such folder");
    evaluate(LLAMA, LLAMA, "--samples", "0", "--judge", "x").refuses("--judge", "--samples 0");
    evaluate(LLAMA, LLAMA, "--scoring-model", LLAMA.toString(), "--judge", "x")
        .refuses("choose one");
    evaluate(LLAMA, LLAMA, "--samples", "-1").refuses("--samples must be 0 or more");
    evaluate(LLAMA, LLAMA, "--bootstrap", "-1").refuses("--bootstrap must be 0 or more");
    evaluate(LLAMA, LLAMA, "--loss", "ktoo").refuses("--loss", "kto");
    evaluate(LLAMA, LLAMA, "--kl-scope", "window").refuses("unknown option --kl-scope");
    evaluate(LLAMA, LLAMA, "--output", folder.toString()).refuses("is a folder");
    evaluate(LLAMA, Golden.ROOT.resolve("models/qwen2")).refuses("--reference", "tokenizer");
  }
}
