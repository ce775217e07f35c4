package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");
  private static final Path MODEL = GOLDEN.resolve("models/llama");
  private static final Path DATA = GOLDEN.resolve("kto/feedback.jsonl");
  private static final TrainingListener SILENT = new TrainingListener() {};

  @TempDir Path folder;
  private Torch.LiveObjects before;

  @BeforeEach
  void count() {
    before = Torch.liveObjects();
  }

  @AfterEach
  void nothing_is_left_behind() {
    assertThat(Torch.liveObjects()).isEqualTo(before);
  }

  private TrainingArguments.Builder arguments(String run) {
    return TrainingArguments.builder(MODEL, folder.resolve(run))
        .learningRate(2e-3)
        .maxLength(20)
        .maxSteps(6)
        .device("cpu");
  }

  private static Trainer.Result train(TrainingArguments.Builder arguments) {
    return new Trainer(arguments.build(), SILENT).train(FeedbackFile.open(DATA), null);
  }

  private List<JsonNode> metrics(String run) throws IOException {
    return RunFiles.metrics(folder.resolve(run));
  }

  private List<String> results(String run) throws IOException {
    return RunFiles.results(folder.resolve(run));
  }

  @Nested
  final class MixedPrecision {
    // bfloat16 has 8 bits; the reference has the same roundings, and the loss stays near 0.5.
    @Test
    void a_loss_in_bfloat16_stays_within_one_percent_of_float32s() throws IOException {
      train(arguments("wide"));
      train(arguments("narrow").dtype(DType.BFLOAT16));
      var wide = metrics("wide");
      var narrow = metrics("narrow");
      for (var i = 0; i < wide.size(); i++) {
        var expected = wide.get(i).get("loss").asDouble();
        assertThat(narrow.get(i).get("loss").asDouble())
            .isCloseTo(expected, within(expected / 100));
      }
    }

    // Updates far below bfloat16's resolution of the weights add up in float32.
    @Test
    void small_updates_are_not_lost() {
      train(arguments("start").learningRate(0).dtype(DType.BFLOAT16));
      train(arguments("moved").learningRate(1e-7).dtype(DType.BFLOAT16));
      try (var start = CausalLM.load(folder.resolve("start"), DType.FLOAT32, Device.CPU);
          var moved = CausalLM.load(folder.resolve("moved"), DType.FLOAT32, Device.CPU);
          var _ = TensorScope.open()) {
        var before = start.outputWeight().detach();
        assertThat(moved.outputWeight().detach().ne(before).to(DType.FLOAT32).mean().item())
            .isGreaterThan(0.5);
      }
    }

    @Test
    void a_resumed_run_goes_on_bit_for_bit() throws IOException {
      train(arguments("through").dtype(DType.BFLOAT16));
      train(arguments("stopped").dtype(DType.BFLOAT16).saveSteps(3));
      train(
          arguments("stopped")
              .dtype(DType.BFLOAT16)
              .saveSteps(3)
              .resumeFrom(folder.resolve("stopped/checkpoint-3")));
      assertThat(results("stopped")).isEqualTo(results("through"));
    }
  }

  @Nested
  final class Layout {
    @Test
    void micro_batches_of_a_window_do_not_change_the_objective() throws IOException {
      // 45 rows in windows of 16: the same windows, cut into 1 x 16, 4 x 4, 16 x 1, and by length.
      // Sums run in
      // another order, so the last
      // digits of float64 may differ, and Adam divides small gradients by their own size.
      train(layout("whole", 16, 1));
      train(layout("quarters", 4, 4));
      train(layout("rows", 1, 16));
      train(layout("tokens", 4, 4).execution(execution(50)));
      var whole = metrics("whole");
      for (var other : List.of(metrics("quarters"), metrics("rows"), metrics("tokens"))) {
        for (var step = 0; step < whole.size(); step++) {
          for (var metric :
              List.of("loss", "kl", "grad_norm", "rewards/chosen", "logps/rejected")) {
            assertThat(other.get(step).path(metric).asDouble())
                .as("%s at step %d", metric, step + 1)
                .isCloseTo(whole.get(step).path(metric).asDouble(), within(1e-6));
          }
        }
      }
    }

    private static Execution execution(int tokensPerBatch) {
      return new Execution(tokensPerBatch, GradientCheckpointing.OFF, 0, null);
    }

    private TrainingArguments.Builder layout(String run, int batch, int accumulation) {
      return arguments(run)
          .perDeviceTrainBatchSize(batch)
          .gradientAccumulationSteps(accumulation)
          .dtype(DType.FLOAT64);
    }
  }

  @Nested
  final class Resuming {
    @Test
    void a_resumed_run_goes_on_bit_for_bit() throws IOException {
      train(arguments("through").schedule(LearningRateSchedule.COSINE));

      var first = new Trainer[1];
      first[0] =
          new Trainer(
              arguments("stopped").schedule(LearningRateSchedule.COSINE).build(),
              new TrainingListener() {
                @Override
                public void onStep(long step, long totalSteps, StepMetrics metrics) {
                  if (step == 3) first[0].requestStop();
                }
              });
      var stopped = first[0].train(FeedbackFile.open(DATA), null);
      assertThat(stopped.stopped()).isTrue();
      assertThat(stopped.folder()).isEqualTo(folder.resolve("stopped/checkpoint-3"));

      var result = train(arguments("stopped").schedule(LearningRateSchedule.COSINE).resume());
      assertThat(result.steps()).isEqualTo(6);
      assertThat(results("stopped")).isEqualTo(results("through"));
      assertThat(folder.resolve("stopped/model.safetensors"))
          .hasSameBinaryContentAs(folder.resolve("through/model.safetensors"));
    }

    @Test
    void a_lost_reference_cache_is_computed_anew_from_the_first_model() throws IOException {
      train(arguments("through"));
      train(arguments("halves").maxSteps(3).saveSteps(2).schedule(LearningRateSchedule.CONSTANT));
      try (var files = Files.walk(Torch.cache().resolve("reference"))) {
        for (var file : files.filter(Files::isRegularFile).toList()) Files.delete(file);
      }
      train(arguments("through2").schedule(LearningRateSchedule.CONSTANT));
      train(arguments("halves").schedule(LearningRateSchedule.CONSTANT).resume());
      assertThat(results("halves")).isEqualTo(results("through2"));
    }

    @Test
    void a_short_run_asks_the_reference_for_the_windows_it_trains_on_and_a_longer_one_for_the_rest()
        throws IOException {
      assertThat(referenceWindows(arguments("long").seed(77))).isEqualTo(6);
      try (var files = Files.walk(Torch.cache().resolve("reference"))) {
        for (var file : files.filter(Files::isRegularFile).toList()) Files.delete(file);
      }
      assertThat(referenceWindows(arguments("two").seed(77).maxSteps(2))).isEqualTo(2);
      assertThat(referenceWindows(arguments("two again").seed(77).maxSteps(2))).isZero();
      assertThat(referenceWindows(arguments("rest").seed(77))).isEqualTo(6);
      assertThat(results("rest")).isEqualTo(results("long"));
      assertThat(referenceWindows(arguments("again").seed(77))).isZero();
    }

    /** How many windows the run's reference pass went over. */
    private long referenceWindows(TrainingArguments.Builder arguments) {
      var seen = new long[1];
      new Trainer(
              arguments.build(),
              new TrainingListener() {
                @Override
                public void onReference(long done, long total) {
                  seen[0] = Math.max(seen[0], done);
                }
              })
          .train(FeedbackFile.open(DATA), null);
      return seen[0];
    }

    @Test
    void without_a_checkpoint_it_says_so() {
      assertThatThrownBy(() -> train(arguments("none").resume()))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("no checkpoint")
          .hasMessageContaining("without --resume");
    }

    @Test
    void on_other_data_it_is_refused() throws IOException {
      train(arguments("run").maxSteps(2).saveSteps(1));
      var other =
          Files.writeString(
              folder.resolve("other.jsonl"), Files.readString(DATA).replace("w20 w47", "w21 w47"));
      var trainer = new Trainer(arguments("run").resume().build(), SILENT);
      assertThatThrownBy(() -> trainer.train(FeedbackFile.open(other), null))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("the data is not what the run");
    }
  }

  @Nested
  final class OutputFolder {
    @Test
    void holds_a_model_its_metrics_and_what_was_run() throws IOException {
      train(arguments("run"));
      var run = folder.resolve("run");
      assertThat(run).isDirectoryContaining(file -> file.endsWith("config.json"));
      assertThat(run.resolve("tokenizer.json"))
          .hasSameBinaryContentAs(MODEL.resolve("tokenizer.json"));
      assertThat(metrics("run")).hasSize(6);
      var json = new ObjectMapper().readTree(run.resolve("run.json").toFile());
      assertThat(json.at("/arguments/learning_rate").asDouble()).isEqualTo(2e-3);
      assertThat(json.at("/sha256/model").asText()).hasSize(64);
      assertThat(json.at("/versions/gatun").asText()).matches("\\d+\\.\\d+\\.\\d+(-SNAPSHOT)?");
      assertThat(json.at("/versions/libtorch").asText()).startsWith(Torch.build().version());
    }

    @Test
    void that_is_not_a_run_is_not_touched() throws IOException {
      var precious = Files.createDirectories(folder.resolve("thesis")).resolve("chapter-1.txt");
      Files.writeString(precious, "words");
      assertThatThrownBy(() -> train(arguments("thesis")))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("thesis")
          .hasMessageContaining("nothing is overwritten");
      assertThat(precious).hasContent("words");
    }

    @Test
    void is_not_left_behind_empty_when_the_data_is_refused() throws IOException {
      var one = Files.writeString(folder.resolve("one.jsonl"), "{\"prompt\": 1}\n");
      var trainer = new Trainer(arguments("deep/run").build(), SILENT);
      assertThatThrownBy(() -> trainer.train(FeedbackFile.open(one), null))
          .hasMessageContaining("one.jsonl:1");
      assertThat(folder.resolve("deep")).doesNotExist();
    }

    @Test
    void must_not_be_the_model_itself() {
      var arguments = TrainingArguments.builder(MODEL, MODEL).device("cpu").build();
      assertThatThrownBy(() -> new Trainer(arguments, SILENT).train(FeedbackFile.open(DATA), null))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("would overwrite it");
    }
  }

  @Nested
  final class Evaluating {
    @Test
    void equals_training_metrics_of_the_same_rows_and_state() throws IOException {
      // With learning rate 0 the model stays the reference: every evaluation sees rewards 0 and
      // loss 1/2.
      var arguments = arguments("run").learningRate(0).maxSteps(2).evalSteps(1).build();
      var held = FeedbackFile.open(GOLDEN.resolve("kto/held-out.jsonl"));
      new Trainer(arguments, SILENT).train(FeedbackFile.open(DATA), held);
      var evaluations = metrics("run").stream().filter(line -> line.has("eval_loss")).toList();
      assertThat(evaluations).hasSize(2);
      for (var line : evaluations) {
        assertThat(line.path("eval_loss").asDouble()).isCloseTo(0.5, within(1e-6));
        assertThat(line.path("eval_rewards/margins").asDouble()).isCloseTo(0, within(1e-5));
        assertThat(line.path("eval_logps/chosen").asDouble()).isNegative();
      }
    }
  }

  @Nested
  final class Refusals {
    @Test
    void cuda_without_a_gpu_is_an_error_and_no_fall_back() {
      org.junit.jupiter.api.Assumptions.assumeTrue(Torch.deviceCount() == 0, "a GPU is here");
      assertThatThrownBy(() -> train(arguments("run").device("cuda")))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("--device cuda")
          .hasMessageContaining("--device cpu");
      assertThat(folder.resolve("run")).doesNotExist();
    }

    @Test
    void a_diverging_run_stops_and_keeps_the_last_good_state() {
      assertThatThrownBy(() ->
              train(arguments("run").learningRate(1e30).schedule(LearningRateSchedule.CONSTANT)))
          .isInstanceOf(TrainingException.class)
          .hasMessageContaining("diverged")
          .hasMessageContaining("--learning-rate");
    }
  }
}
