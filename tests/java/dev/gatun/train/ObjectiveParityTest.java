package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.align.Knobs;
import dev.gatun.align.Objectives;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Thirty steps of each objective in float64 against the reference trainers (golden/objectives, made
 * by tests/python/objective_goldens.py with TRL 1.13), and where Gatun differs on purpose, both
 * values.
 */
final class ObjectiveParityTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METRICS =
      List.of(
          "loss", "grad_norm", "kl", "delta", "logps/chosen", "logps/rejected", "rewards/chosen");

  // The roundings of float64, grown over thirty steps of Adam: 1e-13 at most where it was measured.
  private static final double TOLERANCE = 1e-11;
  // These references compute log-probabilities or rewards in float32 in a float64 run too.
  private static final Set<String> PARTLY_IN_FLOAT32 = Set.of("bco", "cpo", "simpo");
  private static final double FLOAT32_TOLERANCE = 5e-7;

  // The reference logs a reference point of 0 where there is none, and SimPO's means as sums.
  private static final Set<String> OTHERWISE =
      Set.of("apo_zero_unpaired kl", "simpo logps/chosen", "simpo logps/rejected");

  @TempDir Path folder;

  private static JsonNode golden(String name) throws IOException {
    return JSON.readTree(GOLDEN.resolve("objectives").resolve(name + ".json").toFile());
  }

  private List<JsonNode> train(JsonNode args, String... more) throws IOException {
    var given = new LinkedHashMap<String, String>();
    for (var flag : List.of("beta", "gamma", "desirable_weight", "undesirable_weight")) {
      if (args.has(flag)) given.put("--" + flag.replace('_', '-'), args.get(flag).asText());
    }
    if (args.has("label_smoothing")) {
      given.put("--label-smoothing", args.get("label_smoothing").asText());
    }
    for (var i = 0; i < more.length; i += 2) given.put(more[i], more[i + 1]);
    var arguments =
        TrainingArguments.builder(
                GOLDEN.resolve("models").resolve(args.path("model").asText()),
                folder.resolve("run"))
            .objective(Objectives.parse(args.path("loss").asText("kto"), new Knobs(given)))
            .learningRate(args.path("learning_rate").asDouble())
            .schedule(LearningRateSchedule.CONSTANT)
            .maxSteps(args.path("max_steps").asLong())
            .perDeviceTrainBatchSize(args.path("per_device_train_batch_size").asInt())
            .maxLength(args.path("max_length").asInt())
            .dataOrder(DataOrder.SEQUENTIAL)
            .referenceSync(sync(args))
            .dtype(DType.FLOAT64)
            .device("cpu")
            .build();
    var data = GOLDEN.resolve("objectives").resolve(args.path("data").asText());
    new Trainer(arguments, new TrainingListener() {}).train(FeedbackFile.open(data), null);
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(folder.resolve("run/metrics.jsonl"))) {
      lines.add(JSON.readTree(line));
    }
    return lines;
  }

  private static @Nullable ReferenceSync sync(JsonNode args) {
    if (!args.path("sync_ref_model").asBoolean()) return null;
    return new ReferenceSync(
        args.path("ref_model_mixup_alpha").asDouble(ReferenceSync.DEFAULT.alpha()),
        args.path("ref_model_sync_steps").asLong());
  }

  private static double error(JsonNode actual, JsonNode expected, String metric, double floor) {
    var reference = expected.path(metric).asDouble();
    return Math.abs(actual.path(metric).asDouble() - reference)
        / Math.max(Math.abs(reference), floor);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "kto",
        "apo_zero_unpaired",
        "bco",
        "dpo",
        "robust",
        "ipo",
        "hinge",
        "apo_zero",
        "apo_down",
        "nca_pair",
        "mix",
        "cpo",
        "simpo",
        "dpo-sync",
        "kto-sync"
      })
  void every_step_equals_the_reference_trainers(String name) throws IOException {
    var golden = golden(name);
    var more = name.equals("bco") ? new String[] {"--bco-shift", "pooled"} : new String[0];
    var lines = train(golden.path("args"), more);
    var steps = golden.path("steps");
    assertThat(lines).hasSize(steps.size()).hasSize(30);
    var scale = 0.0; // of log-probabilities, the sums that small metrics are differences of
    for (var step : steps) {
      scale = Math.max(scale, Math.abs(step.path("logps/rejected").asDouble()));
    }
    for (var i = 0; i < lines.size(); i++) {
      for (var metric : METRICS) {
        if (!steps.get(i).has(metric) || OTHERWISE.contains(name + " " + metric)) continue;
        assertThat(lines.get(i).has(metric)).as("%s at step %d", metric, i + 1).isTrue();
        var floor = metric.equals("loss") || metric.equals("grad_norm") ? 1e-3 : 1e-2 * scale;
        assertThat(error(lines.get(i), steps.get(i), metric, floor))
            .as(
                "%s at step %d: %s, reference %s",
                metric, i + 1, lines.get(i).path(metric), steps.get(i).path(metric))
            .isLessThanOrEqualTo(PARTLY_IN_FLOAT32.contains(name) ? FLOAT32_TOLERANCE : TOLERANCE);
      }
    }
  }

  @Test
  void label_smoothing_of_dpo_is_applied_where_the_reference_ignores_it() throws IOException {
    // TRL 1.13's sigmoid loss reads no label smoothing: its run with 0.2 is its run without.
    var golden = golden("dpo-smoothed");
    assertThat(golden.path("steps")).isEqualTo(golden("dpo").path("steps"));
    var lines = train(golden.path("args"));
    // At the first step both are ln 2; after thirty the smoothed loss has not gone as far down.
    assertThat(lines.getFirst().path("loss").asDouble()).isCloseTo(Math.log(2), within(1e-9));
    assertThat(lines.getLast().path("loss").asDouble()).isCloseTo(0.503862, within(1e-5));
    assertThat(golden.path("steps").get(29).path("loss").asDouble())
        .isCloseTo(0.139119, within(1e-5));
  }

  @Test
  void the_likelihood_of_orpo_is_that_of_the_response_and_not_of_the_prompt_too()
      throws IOException {
    var golden = golden("orpo");
    var first = train(golden.path("args")).getFirst();
    // Four pairs; a chosen response has a token for each word and the end of sequence.
    var data = GOLDEN.resolve("objectives/pairs.jsonl");
    var tokens = 0;
    for (var line : Files.readAllLines(data).subList(0, 4)) {
      tokens += JSON.readTree(line).path("chosen").asText().strip().split(" ").length + 1;
    }
    var likelihood = -4 * first.path("logps/chosen").asDouble() / tokens;
    // What is left is beta times the mean softplus of the log odds, 0.1 * ln 2 where they are 0.
    var odds = (first.path("loss").asDouble() - likelihood) / 0.1;
    assertThat(odds).isBetween(0.5, 0.9);
    assertThat(first.path("loss").asDouble()).isCloseTo(6.482172, within(1e-5));
    assertThat(golden.path("steps").get(0).path("loss").asDouble())
        .isCloseTo(6.478640, within(1e-5));
  }

  @Test
  void the_shift_of_bco_is_the_midpoint_of_the_classes_and_not_the_mean_of_all_rewards()
      throws IOException {
    // Step 1 has rewards 0 and no shift, so both have the same rewards c (chosen) and r (rejected)
    // at step 2. Each step has 3 rows up and 1 down: the mean of all rewards so far is
    // (3c + r) / 8, half the sum of the classes' means (3c / 6 + r / 2) / 2 = (c + r) / 4.
    var golden = golden("bco");
    var lines = train(golden.path("args"));
    var second = golden.path("steps").get(1);
    var c = second.path("rewards/chosen").asDouble();
    var r = second.path("rewards/rejected").asDouble();
    assertThat(second.path("delta").asDouble()).isCloseTo((3 * c + r) / 8, within(1e-6));
    assertThat(lines.get(1).path("delta").asDouble()).isCloseTo((c + r) / 4, within(1e-6));
    // After thirty steps the reference's shift is drawn to the thumbs up.
    assertThat(golden.path("steps").get(29).path("delta").asDouble())
        .isCloseTo(0.369768, within(1e-5));
    assertThat(lines.getLast().path("delta").asDouble()).isCloseTo(0.100397, within(1e-5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"simpo", "orpo"})
  void log_probabilities_are_sums_in_metrics_and_not_means_over_tokens(String name)
      throws IOException {
    // At the start they are those of DPO on the same pairs.
    var golden = golden(name);
    var first = train(golden.path("args")).getFirst();
    var reference = golden.path("steps").get(0);
    assertThat(reference.path("logps/chosen").asDouble()).isCloseTo(-6.233000, within(1e-5));
    assertThat(first.path("logps/chosen").asDouble())
        .isCloseTo(-30.391341, within(1e-5))
        .isCloseTo(
            golden("dpo").path("steps").get(0).path("logps/chosen").asDouble(), within(1e-9));
    // Rewards are beta times the means in both.
    var beta = golden.path("args").path("beta").asDouble(0.1);
    assertThat(first.path("rewards/chosen").asDouble()).isCloseTo(beta * -6.233000, within(1e-5));
  }

  @Test
  void there_is_no_reference_point_in_the_metrics_of_apo_zero_unpaired_where_the_reference_logs_0()
      throws IOException {
    var golden = golden("apo_zero_unpaired");
    assertThat(golden.path("steps")).allMatch(step -> step.path("kl").asDouble(-1) == 0);
    assertThat(train(golden.path("args"))).noneMatch(line -> line.has("kl"));
  }
}
