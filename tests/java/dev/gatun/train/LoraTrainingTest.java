package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.model.LoraConfig;
import dev.gatun.model.LoraConfig.Scaling;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Training an adapter: the reference is the same model, in memory once. */
final class LoraTrainingTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden");
  private static final Path MODEL = GOLDEN.resolve("models/llama");
  private static final Path ADAPTER = GOLDEN.resolve("lora/llama");
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

  private static LoraConfig lora(double dropout) {
    return new LoraConfig(4, 8, dropout, List.of(LoraConfig.ALL_LINEAR), Scaling.RANK);
  }

  private TrainingArguments.Builder arguments(String run) {
    return TrainingArguments.builder(MODEL, folder.resolve(run))
        .learningRate(2e-2)
        .maxLength(20)
        .maxSteps(6)
        .device("cpu");
  }

  private static void train(TrainingArguments.Builder arguments) {
    train(arguments, SILENT);
  }

  private static void train(TrainingArguments.Builder arguments, TrainingListener listener) {
    new Trainer(arguments.build(), listener).train(FeedbackFile.open(DATA), null);
  }

  private List<JsonNode> metrics(String run) throws IOException {
    return RunFiles.metrics(folder.resolve(run));
  }

  private static void forgetReferences() throws IOException {
    try (var files = Files.walk(Torch.cache().resolve("reference"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) Files.delete(file);
    }
  }

  @Test
  void begins_where_full_training_begins_and_then_lowers_the_loss() throws IOException {
    train(arguments("full").maxSteps(1));
    train(arguments("lora").lora(lora(0)).maxSteps(18));
    var full = metrics("full").getFirst();
    var first = metrics("lora").getFirst();
    // A new adapter changes nothing, so all but the gradient is the same to the last bit.
    for (var name : List.of("loss", "kl", "logps/chosen", "logps/rejected", "rewards/chosen"))
      assertThat(first.get(name)).as(name).isEqualTo(full.get(name));
    assertThat(first.get("loss").asDouble()).isCloseTo(0.5, within(1e-6));
    assertThat(metrics("lora").getLast().get("loss").asDouble()).isLessThan(0.45);
  }

  @Test
  void leaves_an_adapter_that_loads_on_its_base() throws IOException {
    train(arguments("lora").lora(lora(0)));
    var run = folder.resolve("lora");
    assertThat(run.resolve("adapter_config.json")).exists();
    assertThat(run.resolve("model.safetensors")).doesNotExist();
    try (var model = CausalLM.load(run, DType.FLOAT32, Device.CPU)) {
      assertThat(model.adapter().orElseThrow().config().rank()).isEqualTo(4);
    }
    var arguments = new ObjectMapper().readTree(run.resolve("run.json").toFile()).at("/arguments");
    assertThat(arguments.path("use_peft").asBoolean()).isTrue();
    assertThat(arguments.path("lora_target_modules").asText()).isEqualTo("all-linear");
  }

  @Test
  void goes_on_bit_for_bit_with_dropout_too() throws IOException {
    train(arguments("through").lora(lora(0.2)));
    var trainer = new Trainer[1];
    trainer[0] =
        new Trainer(
            arguments("stopped").lora(lora(0.2)).build(),
            new TrainingListener() {
              @Override
              public void onStep(long step, long totalSteps, StepMetrics metrics) {
                if (step == 3) trainer[0].requestStop();
              }
            });
    trainer[0].train(FeedbackFile.open(DATA), null);
    forgetReferences(); // a lost cache is made again, from the model as it began
    train(arguments("stopped").lora(lora(0.2)).resume());
    assertThat(metrics("stopped")).isEqualTo(metrics("through"));
    assertThat(folder.resolve("stopped/adapter_model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("through/adapter_model.safetensors"));
    assertThat(metrics("through")).isNotEqualTo(metricsWithoutDropout());
  }

  private List<JsonNode> metricsWithoutDropout() throws IOException {
    train(arguments("without").lora(lora(0)));
    return metrics("without");
  }

  @Test
  void an_adapter_that_is_there_is_the_reference_and_is_trained_further() throws IOException {
    train(arguments("further").adapter(ADAPTER));
    var first = metrics("further").getFirst();
    assertThat(first.get("loss").asDouble()).isCloseTo(0.5, within(1e-6));
    assertThat(first.get("rewards/chosen").asDouble()).isCloseTo(0, within(1e-5));
    train(arguments("halves").adapter(ADAPTER).maxSteps(3).saveSteps(2));
    forgetReferences();
    train(arguments("halves").adapter(ADAPTER).maxSteps(3).resume());
    train(arguments("three").adapter(ADAPTER).maxSteps(3));
    assertThat(metrics("halves")).isEqualTo(metrics("three"));
  }

  @Test
  void the_reference_needs_no_second_model() {
    long parameters;
    try (var model = CausalLM.loadWithLora(MODEL, lora(0), 1, DType.FLOAT32, Device.CPU)) {
      parameters = model.parameters().size() + model.trainableParameters().size();
    }
    var most = new long[1];
    train(
        arguments("run").lora(lora(0)).maxSteps(2),
        new TrainingListener() {
          @Override
          public void onReference(long done, long total) {
            throw new AssertionError("nothing is computed ahead");
          }

          @Override
          public void onStep(long step, long totalSteps, StepMetrics metrics) {
            most[0] = Math.max(most[0], Torch.liveObjects().tensors());
          }
        });
    // Between steps nothing lives but the model and the optimizer's state: three tensors for each
    // parameter that is trained. (The base model is 21 tensors, the adapter 28.)
    assertThat(most[0] - before.tensors()).isBetween(parameters, 3 * parameters);
  }

  @Test
  void what_was_computed_of_the_reference_is_kept_for_later_runs_and_full_training_shares_it()
      throws IOException {
    forgetReferences();
    train(arguments("lora").lora(lora(0)));
    var seen = new long[1];
    train(
        arguments("full"),
        new TrainingListener() {
          @Override
          public void onReference(long done, long total) {
            seen[0]++;
          }
        });
    assertThat(seen[0]).isZero(); // the adapter's run has been over the same windows
    assertThat(metrics("full").getFirst().get("loss"))
        .isEqualTo(metrics("lora").getFirst().get("loss"));
  }

  @Test
  void another_rank_cannot_be_resumed() {
    train(arguments("run").lora(lora(0)).maxSteps(2).saveSteps(1));
    var other = new LoraConfig(8, 8, 0, List.of(LoraConfig.ALL_LINEAR), Scaling.RANK);
    assertThatThrownBy(() -> train(arguments("run").lora(other).resume()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--lora-r is 8, but the run began with 4");
    assertThatThrownBy(() -> train(arguments("run").resume()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--use-peft is false, but the run began with true");
  }

  @Test
  void a_new_adapter_on_an_adapter_is_refused() {
    assertThatThrownBy(() -> train(arguments("run").adapter(ADAPTER).lora(lora(0))))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--use-peft")
        .hasMessageContaining("gatun merge");
  }
}
