package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.align.Bco;
import dev.gatun.align.Humanline;
import dev.gatun.align.SimPo;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.model.LoraConfig;
import dev.gatun.testing.NoLeaks;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --humanline}: training with each token's log-ratio held within bounds. */
@NoLeaks
final class HumanlineTrainingTest {
  private static final Humanline TIGHT = new Humanline(-0.05, 0.1);

  @TempDir Path folder;

  private TrainingArguments.Builder arguments(String run) {
    return TinyRun.arguments(folder.resolve(run)).maxSteps(6).dtype(DType.FLOAT64);
  }

  private List<JsonNode> train(String run, TrainingArguments.Builder arguments) throws IOException {
    new Trainer(arguments.build(), TinyRun.SILENT).train(FeedbackFile.open(TinyRun.DATA), null);
    return RunFiles.metrics(folder.resolve(run));
  }

  private static void same(List<JsonNode> found, List<JsonNode> expected) {
    assertThat(found).hasSameSizeAs(expected);
    for (var i = 0; i < expected.size(); i++) {
      for (var metric :
          List.of("loss", "grad_norm", "kl/raw", "rewards/chosen", "rewards/rejected")) {
        if (!expected.get(i).has(metric)) continue;
        // The same sums in another order, in float64; Adam divides small gradients by their size.
        assertThat(found.get(i).path(metric).asDouble())
            .as("%s at step %d", metric, i + 1)
            .isCloseTo(expected.get(i).path(metric).asDouble(), within(1e-7));
      }
    }
  }

  @Test
  void bounds_that_no_token_reaches_change_nothing() throws IOException {
    var plain = train("plain", arguments("plain"));
    var wide = train("wide", arguments("wide").humanline(new Humanline(-50, 50)));
    same(wide, plain);
    assertThat(wide.getFirst().has("humanline/unclamped")).isFalse(); // all log-ratios are 0
    assertThat(wide.getLast().path("humanline/unclamped").asDouble()).isEqualTo(1);
    assertThat(plain.getLast().has("humanline/unclamped")).isFalse();
  }

  @Test
  void rewards_and_reference_point_are_sums_of_what_each_token_gives_alone() throws IOException {
    var arguments =
        arguments("run").humanline(TIGHT).maxSteps(2).saveSteps(1).perDeviceTrainBatchSize(16);
    var second = train("run", arguments).getLast();
    var moved = 0;
    var within = 0;
    var ratios = new double[2][2]; // of the class: sum, number
    var pairs = 0.0;
    try (var tokenizer = Tokenizer.load(TinyRun.MODEL);
        var data =
            TrainingData.read(
                "training",
                FeedbackFile.open(TinyRun.DATA),
                tokenizer,
                arguments.build(),
                TinyRun.SILENT);
        var reference = CausalLM.load(TinyRun.MODEL, DType.FLOAT64, Device.CPU);
        var policy = CausalLM.load(folder.resolve("run/checkpoint-1"), DType.FLOAT64, Device.CPU)) {
      var plan = data.plan();
      var window = plan.window(1);
      for (var i = 0; i < plan.windowSize(window); i++) {
        var row = plan.row(window, i);
        var sum = ratios[data.store().desirable(row) ? 1 : 0];
        var own = PlainLogProbs.of(policy, data.store(), row, row);
        var other = PlainLogProbs.of(reference, data.store(), row, row);
        for (var t = 0; t < own.length; t++) {
          var ratio = own[t] - other[t];
          sum[0] += Math.clamp(ratio, TIGHT.lower(), TIGHT.upper());
          if (ratio != 0) moved++;
          if (TIGHT.lower() < ratio && ratio < TIGHT.upper()) within++;
        }
        sum[1]++;
        own = PlainLogProbs.of(policy, data.store(), row, plan.partner(row));
        other = PlainLogProbs.of(reference, data.store(), row, plan.partner(row));
        for (var t = 0; t < own.length; t++) {
          pairs += Math.clamp(own[t] - other[t], TIGHT.lower(), TIGHT.upper());
        }
      }
      // Sums of a few hundred terms below 0.1 in float64.
      assertThat(second.path("rewards/chosen").asDouble())
          .isCloseTo(0.1 * ratios[1][0] / ratios[1][1], within(1e-10));
      assertThat(second.path("rewards/rejected").asDouble())
          .isCloseTo(0.1 * ratios[0][0] / ratios[0][1], within(1e-10));
      assertThat(second.path("kl/raw").asDouble())
          .isCloseTo(pairs / plan.windowSize(window), within(1e-10));
    }
    assertThat(within).isBetween(1, moved - 1);
    assertThat(second.path("humanline/unclamped").asDouble())
        .isCloseTo((double) within / moved, within(1e-12));
  }

  @Test
  void the_layout_of_micro_batches_does_not_matter() throws IOException {
    for (var objective : List.of("kto", "bco")) {
      var whole = tight("whole " + objective, objective);
      var cut = tight("cut " + objective, objective);
      same(
          train("cut " + objective, cut.perDeviceTrainBatchSize(2).gradientAccumulationSteps(4)),
          train("whole " + objective, whole));
    }
  }

  private TrainingArguments.Builder tight(String run, String objective) {
    var arguments = arguments(run).humanline(TIGHT);
    return objective.equals("kto")
        ? arguments
        : arguments.objective(new Bco(0.1, Bco.Shift.MIDPOINT, 1));
  }

  @Test
  void an_adapter_is_compared_with_its_base_token_by_token() throws IOException {
    var lora = new LoraConfig(4, 8, 0, List.of(LoraConfig.ALL_LINEAR), LoraConfig.Scaling.RANK);
    var run = train("lora", arguments("lora").lora(lora).learningRate(5e-2).humanline(TIGHT));
    var last = run.getLast();
    assertThat(last.path("humanline/unclamped").asDouble()).isBetween(0.01, 0.99);
    // 17 tokens at most, and so u is at most 1.7.
    assertThat(last.path("rewards/chosen").asDouble()).isBetween(0.0, 0.17);
    assertThat(run.getFirst().path("rewards/chosen").asDouble()).isCloseTo(0, within(1e-12));
  }

  @Test
  void a_resumed_run_goes_on_bit_for_bit() throws IOException {
    var through = train("through", arguments("through").humanline(TIGHT));
    train("stopped", arguments("stopped").humanline(TIGHT).maxSteps(4).saveSteps(3));
    var resumed =
        arguments("stopped").humanline(TIGHT).resumeFrom(folder.resolve("stopped/checkpoint-3"));
    assertThat(train("stopped", resumed)).isEqualTo(through);
    assertThatThrownBy(
            () -> train("stopped", arguments("stopped").humanline(Humanline.DEFAULT).resume()))
        .hasMessageContaining("--log-epsilon-p is -1.0, but the run began with -0.05");
  }

  @Test
  void with_a_reference_that_follows_it_is_clamped_against_that() throws IOException {
    var sync = new ReferenceSync(1, 1);
    var run = train("run", arguments("run").humanline(TIGHT).referenceSync(sync));
    for (var line : run) {
      // Policy and reference are the same in every step: nothing is clamped, and u is 0.
      assertThat(line.path("rewards/chosen").asDouble()).isCloseTo(0, within(1e-12));
      assertThat(line.path("loss").asDouble()).isCloseTo(0.5, within(1e-12));
      assertThat(line.path("humanline/unclamped").asDouble(1)).isEqualTo(1);
    }
  }

  @Test
  void an_objective_without_a_reference_has_nothing_to_clamp() {
    assertThatThrownBy(() -> arguments("run").humanline(TIGHT).objective(new SimPo(2, 1)).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--humanline")
        .hasMessageEndingWith("got simpo");
  }
}
