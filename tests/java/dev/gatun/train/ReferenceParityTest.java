package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.align.Kto;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Training in sequential order against the reference trainer, step by step (golden/kto, made by
 * tests/python/kto_goldens.py with TRL 1.13).
 *
 * <p>Tolerances: see docs/kto-parity.md, section 8. A metric's error is relative to its own size
 * or, where it crosses zero, to the scale of the sums that it is a difference of.
 */
final class ReferenceParityTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final List<String> METRICS =
      List.of(
          "loss",
          "grad_norm",
          "learning_rate",
          "kl",
          "num_tokens",
          "rewards/chosen",
          "rewards/rejected",
          "rewards/margins",
          "logps/chosen",
          "logps/rejected",
          "logits/chosen",
          "logits/rejected");

  @TempDir Path folder;

  /**
   * float32 against float32: two kernels of the reference trainer itself differ by up to 7e-5 (same
   * section).
   */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "llama",
        "llama-tied",
        "mistral",
        "mistral-sliding",
        "qwen2",
        "qwen3",
        "tail-of-one",
        "accumulate",
        "cosine",
        "unclipped",
        "lora",
        "conversations"
      })
  void every_step_equals_the_reference_trainers(String name) throws IOException {
    compare(name + ".json", DType.FLOAT32, 1e-4);
  }

  /** float64 against float64: nothing is left but the roundings of float64, grown by Adam. */
  @ParameterizedTest
  @ValueSource(strings = {"llama", "mistral", "qwen2", "qwen3", "accumulate", "cosine", "lora"})
  void in_double_precision_the_algorithm_is_the_same(String name) throws IOException {
    compare(name + ".f64.json", DType.FLOAT64, 1e-11);
  }

  private void compare(String golden, DType dtype, double tolerance) throws IOException {
    var expected = JSON.readTree(GOLDEN.resolve("kto").resolve(golden).toFile());
    var arguments = arguments(expected.path("args"), dtype, KlScope.MICRO_BATCH);
    var before = Torch.liveObjects();
    var data = GOLDEN.resolve("kto").resolve(expected.at("/args/data").asText());
    new Trainer(arguments, new TrainingListener() {}).train(FeedbackFile.open(data), null);
    assertThat(Torch.liveObjects()).as("what training leaves behind").isEqualTo(before);

    var lines = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
    var steps = expected.path("steps");
    assertThat(lines).hasSize(steps.size()).isNotEmpty();
    var logits = largest(steps, "logits/");
    var logps = largest(steps, "logps/");
    var beta = arguments.objective().beta();
    // Under accumulation the reference logs means of micro-batches' means, Gatun means over rows
    // (docs/kto-parity.md, section 6).
    var metrics =
        arguments.gradientAccumulationSteps() == 1
            ? METRICS
            : METRICS.subList(0, METRICS.indexOf("rewards/chosen"));
    for (var i = 0; i < lines.size(); i++) {
      var actual = JSON.readTree(lines.get(i));
      for (var metric : metrics) {
        assertThat(actual.has(metric))
            .as("%s at step %d", metric, i + 1)
            .isEqualTo(steps.get(i).has(metric));
        if (!actual.has(metric)) continue;
        var floor =
            metric.equals("kl")
                ? 1e-2 * logps
                : metric.startsWith("rewards")
                    ? beta * 1e-2 * logps
                    : metric.startsWith("logits") ? 0.1 * logits : 1e-12;
        var reference = steps.get(i).path(metric).asDouble();
        var error =
            Math.abs(actual.path(metric).asDouble() - reference)
                / Math.max(Math.abs(reference), floor);
        assertThat(error)
            .as("%s at step %d: %s, reference %s", metric, i + 1, actual.path(metric), reference)
            .isLessThanOrEqualTo(tolerance);
      }
    }
  }

  /** What {@code accumulate} above shows equal with the reference's scope. */
  @Test
  void a_reference_point_is_the_windows_and_not_each_micro_batchs() throws IOException {
    var expected = JSON.readTree(GOLDEN.resolve("kto/accumulate.f64.json").toFile());
    var arguments = arguments(expected.path("args"), DType.FLOAT64, KlScope.WINDOW);
    var data = GOLDEN.resolve("kto/feedback.jsonl");
    new Trainer(arguments, new TrainingListener() {}).train(FeedbackFile.open(data), null);
    var lines = Files.readAllLines(folder.resolve("run/metrics.jsonl"));
    var third = JSON.readTree(lines.get(2));
    var ninth = JSON.readTree(lines.get(8));
    var reference = expected.path("steps");
    // Until step 3 the reference point is 0 and the parameters are the same. There the four
    // micro-batches' points have the window's for their mean, as all have three pairs and none is
    // clamped; the losses that they make differ, and with them all that follows.
    var kl = reference.get(2).path("kl").asDouble();
    assertThat(third.path("kl").asDouble()).isCloseTo(kl, within(1e-11));
    assertThat(reference.get(2).path("loss").asDouble()).isCloseTo(0.662065, within(1e-6));
    assertThat(third.path("loss").asDouble()).isCloseTo(0.661778, within(1e-6));
    assertThat(reference.get(8).path("loss").asDouble()).isCloseTo(0.538443, within(1e-5));
    assertThat(ninth.path("loss").asDouble()).isCloseTo(0.513576, within(1e-5));
  }

  private static double largest(JsonNode steps, String prefix) {
    var largest = 0.0;
    for (var step : steps) {
      for (var label : List.of("chosen", "rejected")) {
        largest = Math.max(largest, Math.abs(step.path(prefix + label).asDouble()));
      }
    }
    return largest;
  }

  private TrainingArguments arguments(JsonNode args, DType dtype, KlScope scope) {
    var steps = args.path("max_steps").asLong();
    var warmup = args.path("warmup_steps").asDouble(0);
    return TrainingArguments.builder(
            GOLDEN.resolve("models").resolve(args.path("model").asText()), folder.resolve("run"))
        .objective(
            new Kto(
                args.path("beta").asDouble(0.1),
                args.path("desirable_weight").asDouble(1),
                args.path("undesirable_weight").asDouble(1)))
        .learningRate(args.path("learning_rate").asDouble())
        .schedule(
            LearningRateSchedule.valueOf(
                args.path("lr_scheduler_type").asText("constant").toUpperCase(Locale.ROOT)))
        .warmupSteps(warmup < 1 ? (long) Math.ceil(warmup * steps) : (long) warmup)
        .optimizer(
            new AdamW.Settings(
                args.path("adam_beta1").asDouble(0.9),
                args.path("adam_beta2").asDouble(0.999),
                args.path("adam_epsilon").asDouble(1e-8)))
        .weightDecay(args.path("weight_decay").asDouble(0))
        .maxGradNorm(args.path("max_grad_norm").asDouble(1))
        .maxSteps(steps)
        .perDeviceTrainBatchSize(args.path("per_device_train_batch_size").asInt(8))
        .gradientAccumulationSteps(args.path("gradient_accumulation_steps").asInt(1))
        .maxLength(args.path("max_length").asInt())
        .dataOrder(DataOrder.SEQUENTIAL)
        .klScope(scope)
        .adapter(
            args.has("adapter")
                ? GOLDEN.resolve("lora").resolve(args.path("adapter").asText())
                : null)
        .dtype(dtype)
        .device("cpu")
        .build();
  }
}
