package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.align.Dpo;
import dev.gatun.align.Kto;
import dev.gatun.align.SimPo;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.model.LoraConfig;
import dev.gatun.testing.NoLeaks;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code --sync-ref-model}. 45 rows in windows of 8 are six steps an epoch. How its steps agree
 * with TRL's: {@link ObjectiveParityTest}.
 */
@NoLeaks
final class ReferenceSyncTest {

  @TempDir Path folder;

  private TrainingArguments.Builder arguments(String run) {
    return TinyRun.arguments(folder.resolve(run)).maxSteps(9);
  }

  private TrainingArguments.Builder synced(String run, double alpha, long steps) {
    return arguments(run).referenceSync(new ReferenceSync(alpha, steps));
  }

  private static void train(TrainingArguments.Builder arguments) {
    new Trainer(arguments.build(), TinyRun.SILENT).train(FeedbackFile.open(TinyRun.DATA), null);
  }

  private List<String> results(String run) throws IOException {
    return RunFiles.results(folder.resolve(run));
  }

  @Test
  void with_alpha_0_the_reference_stays_what_it_was_bit_for_bit() throws IOException {
    train(arguments("plain"));
    train(synced("synced", 0, 2));
    assertThat(results("synced")).isEqualTo(results("plain"));
    assertThat(folder.resolve("synced/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("plain/model.safetensors"));
  }

  // u = s - s = 0 of each row, matched and mismatched: KTO's loss is lambda / 2, DPO's is ln 2. The
  // passes with and without gradient round differently; a copy of the old weights in the layers'
  // own dtype would be off by tenths.
  @ParameterizedTest
  @EnumSource(
      value = DType.class,
      names = {"FLOAT64", "FLOAT32", "BFLOAT16"})
  void with_alpha_1_after_every_step_the_reference_is_the_policy(DType dtype) throws IOException {
    train(synced("kto", 1, 1).dtype(dtype).objective(new Kto(0.1, 1, 1)));
    var pairs = FeedbackFile.open(TinyRun.GOLDEN.resolve("objectives/pairs.jsonl"));
    var dpo = synced("dpo", 1, 1).dtype(dtype).objective(new Dpo(0.1, 0)).build();
    new Trainer(dpo, TinyRun.SILENT).train(pairs, null);
    for (var line : RunFiles.metrics(folder.resolve("kto"))) {
      assertThat(line.path("loss").asDouble()).isCloseTo(0.5, within(1e-5));
      assertThat(line.path("rewards/chosen").asDouble()).isCloseTo(0, within(1e-5));
      assertThat(line.path("kl/raw").asDouble()).isCloseTo(0, within(1e-4));
      assertThat(line.path("grad_norm").asDouble()).isGreaterThan(0.01);
    }
    for (var line : RunFiles.metrics(folder.resolve("dpo"))) {
      assertThat(line.path("loss").asDouble()).isCloseTo(Math.log(2), within(1e-5));
    }
    train(arguments("plain").dtype(dtype));
    var last = RunFiles.metrics(folder.resolve("plain")).getLast();
    assertThat(last.path("rewards/chosen").asDouble()).isGreaterThan(0.1);
  }

  @Test
  void the_reference_becomes_the_mixture_of_its_weights_and_the_policys() {
    train(synced("run", 0.25, 2).dtype(DType.FLOAT64).maxSteps(5).saveSteps(1));
    assertThat(folder.resolve("run/checkpoint-1/reference")).doesNotExist();
    mixes(TinyRun.MODEL, "checkpoint-2", "checkpoint-2/reference");
    mixes(folder.resolve("run/checkpoint-2/reference"), "checkpoint-4", "checkpoint-4/reference");
    assertThat(folder.resolve("run/checkpoint-3/reference/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("run/checkpoint-2/reference/model.safetensors"));
  }

  private void mixes(Path reference, String policy, String moved) {
    var run = folder.resolve("run");
    try (var old = CausalLM.load(reference, DType.FLOAT64, Device.CPU);
        var other = CausalLM.load(run.resolve(policy), DType.FLOAT64, Device.CPU);
        var made = CausalLM.load(run.resolve(moved), DType.FLOAT64, Device.CPU);
        var _ = TensorScope.open()) {
      for (var i = 0; i < made.parameters().size(); i++) {
        var name = made.parameters().get(i).name();
        var before = values(old, i);
        var expected = before.mul(0.75).add(values(other, i).mul(0.25));
        assertThat(values(made, i).allclose(expected, 0, 1e-15, false)).as(name).isTrue();
        assertThat(values(made, i).allclose(before, 0, 1e-5, false)).as(name).isFalse();
      }
    }
  }

  private static Tensor values(CausalLM model, int parameter) {
    return model.parameters().get(parameter).value().detach();
  }

  @Test
  void a_resumed_run_goes_on_bit_for_bit_before_and_after_the_first_move() throws IOException {
    for (var pairing : KlPairing.values()) {
      var through = "through " + pairing;
      train(synced(through, 0.6, 4).maxSteps(14).klPairing(pairing));
      for (var from : new int[] {2, 4, 7, 13}) {
        var stopped = "stopped " + pairing + from;
        train(synced(stopped, 0.6, 4).maxSteps(from + 1).saveSteps(from).klPairing(pairing));
        train(
            synced(stopped, 0.6, 4)
                .maxSteps(14)
                .klPairing(pairing)
                .resumeFrom(folder.resolve(stopped + "/checkpoint-" + from)));
        assertThat(results(stopped)).as(stopped).isEqualTo(results(through));
        assertThat(folder.resolve(stopped + "/model.safetensors"))
            .hasSameBinaryContentAs(folder.resolve(through + "/model.safetensors"));
      }
    }
  }

  @Test
  void the_cache_of_the_first_reference_stays_its_own() throws IOException {
    train(arguments("before"));
    train(synced("synced", 0.6, 2));
    train(arguments("after"));
    assertThat(results("after")).isEqualTo(results("before"));
    assertThat(results("synced").subList(0, 2)).isEqualTo(results("before").subList(0, 2));
    assertThat(results("synced").get(2)).isNotEqualTo(results("before").get(2));
  }

  @Test
  void the_layout_of_micro_batches_does_not_matter() throws IOException {
    train(synced("whole", 0.6, 2).dtype(DType.FLOAT64));
    train(
        synced("cut", 0.6, 2)
            .dtype(DType.FLOAT64)
            .perDeviceTrainBatchSize(2)
            .gradientAccumulationSteps(4));
    var whole = RunFiles.metrics(folder.resolve("whole"));
    var cut = RunFiles.metrics(folder.resolve("cut"));
    for (var i = 0; i < whole.size(); i++) {
      for (var metric : List.of("loss", "kl/raw", "grad_norm", "rewards/chosen")) {
        // Sums in another order, and Adam that divides small gradients by their own size.
        assertThat(cut.get(i).path(metric).asDouble())
            .as("%s at step %d", metric, i + 1)
            .isCloseTo(whole.get(i).path(metric).asDouble(), within(1e-6));
      }
    }
  }

  @Test
  void evaluation_compares_with_the_reference_as_it_is() throws IOException {
    var arguments = synced("run", 1, 3).evalSteps(1).maxSteps(4).build();
    var held = FeedbackFile.open(TinyRun.GOLDEN.resolve("kto/held-out.jsonl"));
    new Trainer(arguments, TinyRun.SILENT).train(FeedbackFile.open(TinyRun.DATA), held);
    var evaluations =
        RunFiles.metrics(folder.resolve("run")).stream()
            .filter(line -> line.has("eval_loss"))
            .map(line -> Math.abs(line.path("eval_rewards/chosen").asDouble()))
            .toList();
    assertThat(evaluations.get(1)).isGreaterThan(1e-3);
    assertThat(evaluations.get(2)).isLessThan(1e-5); // after step 3 they are the same
    assertThat(evaluations.get(3)).isGreaterThan(1e-3);
  }

  @Test
  void a_run_is_not_resumed_with_another_reference() throws IOException {
    train(synced("run", 0.6, 2).maxSteps(4).saveSteps(3));
    assertThatThrownBy(() -> train(arguments("run").resume()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--sync-ref-model is false, but the run began with true");
    assertThatThrownBy(() -> train(synced("run", 0.5, 2).resume()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--ref-model-mixup-alpha is 0.5, but the run began with 0.6");
    assertThat(Files.readString(folder.resolve("run/run.json")))
        .contains("\"ref_model_sync_steps\" : 2");
  }

  @Test
  void what_has_no_weights_of_its_own_to_move_is_refused() {
    var lora = new LoraConfig(4, 8, 0, List.of(LoraConfig.ALL_LINEAR), LoraConfig.Scaling.RANK);
    assertThatThrownBy(() -> synced("run", 0.6, 2).lora(lora).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--sync-ref-model")
        .hasMessageEndingWith("got --use-peft");
    assertThatThrownBy(() -> synced("run", 0.6, 2).adapter(Path.of("some")).build())
        .hasMessageEndingWith("got --adapter some");
    assertThatThrownBy(() -> synced("run", 0.6, 2).objective(new SimPo(2, 1)).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--sync-ref-model moves the reference model")
        .hasMessageEndingWith("got simpo");
    assertThatThrownBy(() -> new ReferenceSync(1.5, 2)).hasMessageContaining("mixup-alpha");
    assertThatThrownBy(() -> new ReferenceSync(Double.NaN, 2)).hasMessageContaining("mixup-alpha");
    assertThatThrownBy(() -> new ReferenceSync(0.5, 0)).hasMessageContaining("sync-steps");
  }
}
