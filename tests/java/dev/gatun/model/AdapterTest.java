package dev.gatun.model;

import static dev.gatun.model.Goldens.largestDifference;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.model.LoraConfig.Scaling;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Adapters against PEFT's own (tests/python/lora_goldens.py). */
final class AdapterTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden/lora");
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final LoraConfig CONFIG =
      new LoraConfig(4, 8, 0, List.of("q_proj", "down_proj"), Scaling.RANK);

  @TempDir Path folder;
  private long tensorsBefore;

  @BeforeEach
  void count_tensors() {
    tensorsBefore = Torch.liveObjects().tensors();
  }

  @AfterEach
  void leaves_no_tensor() {
    assertThat(Torch.liveObjects().tensors()).isEqualTo(tensorsBefore);
  }

  private static CausalLM load(Path adapter, DType dtype) {
    return CausalLM.load(ModelSource.of(adapter), dtype, Device.CPU);
  }

  private static CausalLM fresh(DType dtype) {
    return CausalLM.loadWithLora(Goldens.folder("llama"), CONFIG, 1, dtype, Device.CPU);
  }

  private static Tensor ids(String model) {
    return Goldens.logits(model, "long.input_ids");
  }

  private static Tensor logits(CausalLM model, Tensor ids) {
    return model.logits(model.hiddenStates(PackedSequences.of(Device.CPU, ids.toLongArray())));
  }

  private static Tensor loss(CausalLM model, Tensor ids) {
    var last = ids.size(0) - 1;
    return Functional.logSoftmax(logits(model, ids).narrow(0, 0, last), -1)
        .gather(-1, ids.narrow(0, 1, last).unsqueeze(1))
        .mean()
        .neg();
  }

  @Nested
  final class Numbers {
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-bias-all", "qwen3-rslora", "mistral-patterns"})
    void logits_are_those_of_peft(String name) {
      try (var expected = SafetensorsFile.open(GOLDEN.resolve(name + "/expected.safetensors"));
          var narrow = load(GOLDEN.resolve(name), DType.FLOAT32);
          var wide = load(GOLDEN.resolve(name), DType.FLOAT64);
          var _ = TensorScope.open();
          var _ = Autograd.noGrad()) {
        var ids = ids(name.replaceFirst("-(all|rslora|patterns)$", ""));
        // Logits are of order 1 to 10; PEFT itself is up to 2e-5 from float64 (asserted there).
        assertThat(largestDifference(logits(narrow, ids), expected.read("logits")))
            .isLessThan(4e-5);
        // Rotary angles and weights are the same float32 numbers in both, the rest is float64.
        assertThat(largestDifference(logits(wide, ids), expected.read("logits_f64")))
            .isLessThan(2e-6);
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-bias-all", "qwen3-rslora", "mistral-patterns"})
    void gradients_are_those_of_peft_and_the_base_has_none(String name) {
      try (var expected = SafetensorsFile.open(GOLDEN.resolve(name + "/expected.safetensors"));
          var model = load(GOLDEN.resolve(name), DType.FLOAT32);
          var _ = TensorScope.open()) {
        var loss = loss(model, ids(name.replaceFirst("-(all|rslora|patterns)$", "")));
        loss.backward();
        assertThat(loss.item())
            .isCloseTo(Double.parseDouble(expected.metadata().get("loss")), within(1e-5));
        assertThat(model.parameters()).allSatisfy(base -> assertThat(base.value().grad()).isNull());
        var gradients = expected.entries().stream().filter(e -> e.name().startsWith("gradient."));
        assertThat(model.trainableParameters()).hasSize((int) gradients.count());
        for (var parameter : model.trainableParameters()) {
          var reference = expected.read("gradient." + parameter.name());
          assertThat(largestDifference(parameter.value().grad(), reference))
              .as(parameter.name())
              .isLessThan(1e-4 * reference.abs().amax().item());
        }
      }
    }

    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-bias-all", "qwen3-rslora", "mistral-patterns"})
    void merged_weights_are_those_of_peft(String name) {
      try (var expected = SafetensorsFile.open(GOLDEN.resolve(name + "/expected.safetensors"));
          var model = load(GOLDEN.resolve(name), DType.FLOAT32)) {
        model.mergeAdapter();
        model.save(folder);
        try (var merged = SafetensorsFile.open(folder.resolve("model.safetensors"));
            var _ = TensorScope.open()) {
          for (var entry : expected.entries()) {
            if (!entry.name().startsWith("merged.")) continue;
            var weight = merged.read(entry.name().substring("merged.".length()));
            // Sums of up to five products of order 1, in another order: a few units of 2^-24.
            assertThat(largestDifference(weight, expected.read(entry.name())))
                .as(entry.name())
                .isLessThan(1e-6);
          }
        }
        assertThat(model.trainableParameters()).isEqualTo(model.parameters());
      }
    }

    @Test
    void a_bfloat16_base_has_a_float32_adapter_and_bfloat16_logits() {
      try (var exact = load(GOLDEN.resolve("llama"), DType.FLOAT32);
          var model = load(GOLDEN.resolve("llama"), DType.BFLOAT16);
          var _ = TensorScope.open();
          var _ = Autograd.noGrad()) {
        assertThat(model.trainableParameters())
            .allSatisfy(p -> assertThat(p.value().dtype()).isEqualTo(DType.FLOAT32));
        var logits = logits(model, ids("llama"));
        assertThat(logits.dtype()).isEqualTo(DType.BFLOAT16);
        // Two layers of bfloat16, 8 bits, on values of order 1 to 5.
        var difference = largestDifference(logits.to(DType.FLOAT32), logits(exact, ids("llama")));
        assertThat(difference).isLessThan(0.25);
      }
    }
  }

  @Nested
  final class Switching {
    @ParameterizedTest
    @ValueSource(strings = {"FLOAT32", "FLOAT64", "BFLOAT16"})
    void off_it_is_the_base_model_bit_for_bit(DType dtype) {
      try (var base = CausalLM.load(Goldens.folder("llama"), dtype, Device.CPU);
          var model = load(GOLDEN.resolve("llama"), dtype);
          var _ = TensorScope.open();
          var _ = Autograd.noGrad()) {
        var expected = logits(base, ids("llama"));
        assertThat(largestDifference(logits(model, ids("llama")), expected)).isGreaterThan(0.1);
        try (var _ = model.adapter().orElseThrow().off()) {
          assertThat(logits(model, ids("llama")).toDoubleArray())
              .isEqualTo(expected.toDoubleArray());
        }
        assertThat(largestDifference(logits(model, ids("llama")), expected)).isGreaterThan(0.1);
      }
    }

    @Test
    void a_new_adapter_changes_nothing() {
      try (var base = CausalLM.load(Goldens.folder("llama"), DType.FLOAT32, Device.CPU);
          var model = fresh(DType.FLOAT32);
          var _ = TensorScope.open();
          var _ = Autograd.noGrad()) {
        assertThat(logits(model, ids("llama")).toFloatArray())
            .isEqualTo(logits(base, ids("llama")).toFloatArray());
        assertThat(model.trainableParameters()).hasSize(2 * 2 * 2); // layers, modules, A and B
        for (var parameter : model.trainableParameters()) {
          var most = parameter.value().detach().abs().amax().item();
          if (parameter.name().contains("lora_B")) assertThat(most).isZero();
          else assertThat(most).isBetween(1e-2, 1 / Math.sqrt(parameter.value().size(1)));
        }
      }
    }

    @Test
    void dropout_is_on_in_training_alone_and_follows_from_the_seed() {
      var dropping = new LoraConfig(4, 8, 0.5, List.of("q_proj"), Scaling.RANK);
      try (var model =
              CausalLM.loadWithLora(
                  Goldens.folder("llama"), dropping, 1, DType.FLOAT32, Device.CPU);
          var _ = TensorScope.open();
          var _ = Autograd.noGrad()) {
        for (var parameter : model.trainableParameters())
          parameter.value().add_(Tensor.of(new float[] {0.1f}));
        var without = logits(model, ids("llama")).toFloatArray();
        var before = Torch.rngState(Device.CPU).toLongArray();
        var first = dropped(model, 5);
        assertThat(Torch.rngState(Device.CPU).toLongArray()).isEqualTo(before);
        assertThat(first).isNotEqualTo(without).isEqualTo(dropped(model, 5));
        assertThat(dropped(model, 6)).isNotEqualTo(first);
        assertThat(logits(model, ids("llama")).toFloatArray()).isEqualTo(without);
      }
    }

    private float[] dropped(CausalLM model, long seed) {
      try (var _ = model.adapter().orElseThrow().training(seed)) {
        return logits(model, ids("llama")).toFloatArray();
      }
    }
  }

  @Nested
  final class Saving {
    @ParameterizedTest
    @ValueSource(strings = {"llama", "llama-bias-all", "qwen3-rslora", "mistral-patterns"})
    void writes_the_same_tensors_again_and_keeps_the_configuration(String name) throws IOException {
      try (var model = load(GOLDEN.resolve(name), DType.FLOAT32)) {
        model.save(folder);
      }
      assertThat(folder.resolve(AdapterFolder.WEIGHTS))
          .hasSameBinaryContentAs(GOLDEN.resolve(name).resolve(AdapterFolder.WEIGHTS));
      var before =
          (ObjectNode) JSON.readTree(GOLDEN.resolve(name).resolve(AdapterConfig.FILE).toFile());
      var after = (ObjectNode) JSON.readTree(folder.resolve(AdapterConfig.FILE).toFile());
      var base = Path.of(before.remove("base_model_name_or_path").asText());
      assertThat(Path.of(after.remove("base_model_name_or_path").asText()))
          .isEqualTo(base.toAbsolutePath());
      assertThat(after).isEqualTo(before);
      assertThat(folder.resolve("tokenizer.json"))
          .hasSameBinaryContentAs(base.resolve("tokenizer.json"));
      assertThat(folder).isDirectoryNotContaining(file -> file.endsWith("config.json"));
    }

    @Test
    void leaves_no_model_beside_an_adapter_and_no_adapter_beside_a_model() {
      try (var model = fresh(DType.FLOAT32)) {
        try (var base = CausalLM.load(Goldens.folder("llama"), DType.FLOAT32, Device.CPU)) {
          base.save(folder);
        }
        model.save(folder);
        assertThat(folder.resolve("config.json")).doesNotExist();
        assertThat(folder.resolve("model.safetensors")).doesNotExist();
        assertThat(ModelSource.of(folder).adapter()).isEqualTo(folder);
        model.mergeAdapter();
        model.save(folder);
        assertThat(ModelSource.of(folder).adapter()).isNull();
      }
    }

    @Test
    void another_models_values_are_taken_over() {
      try (var trained = fresh(DType.FLOAT32);
          var model = fresh(DType.FLOAT32);
          var _ = TensorScope.open()) {
        try (var _ = Autograd.noGrad()) {
          for (var parameter : trained.trainableParameters())
            parameter.value().add_(Tensor.of(new float[] {0.25f}));
        }
        trained.save(folder);
        model.adapter().orElseThrow().load(folder);
        ModelFolders.assertSameWeights(trained.trainableParameters(), model.trainableParameters());
      }
    }
  }

  @Nested
  final class Refusals {
    private void refused(Consumer<ObjectNode> change, String... named) throws IOException {
      var copy = Goldens.copy(GOLDEN.resolve("llama"), folder.resolve("copy"));
      var file = copy.resolve(AdapterConfig.FILE).toFile();
      var json = (ObjectNode) JSON.readTree(file);
      change.accept(json);
      JSON.writeValue(file, json);
      assertThatThrownBy(() -> load(copy, DType.FLOAT32).close())
          .isInstanceOf(ModelException.class)
          .hasMessageContainingAll(named);
    }

    @ParameterizedTest
    @ValueSource(strings = {"use_dora", "fan_in_fan_out", "lora_bias"})
    void what_would_be_another_model(String field) throws IOException {
      refused(json -> json.put(field, true), AdapterConfig.FILE, field, "merge");
    }

    @Test
    void saved_modules_and_other_methods() throws IOException {
      refused(json -> json.putArray("modules_to_save").add("lm_head"), "modules_to_save");
    }

    @Test
    void adapters_that_are_no_lora() throws IOException {
      refused(json -> json.put("peft_type", "IA3"), "IA3", "LORA");
    }

    @Test
    void beginnings_that_change_the_base() throws IOException {
      refused(json -> json.put("init_lora_weights", "pissa"), "pissa");
    }

    @Test
    void a_base_that_is_not_there() throws IOException {
      refused(json -> json.put("base_model_name_or_path", "org/model"), "org/model", "--adapter");
    }

    @Test
    void an_adapter_of_another_model() {
      var wrong = ModelSource.of(Goldens.folder("qwen3"), GOLDEN.resolve("llama"));
      assertThatThrownBy(() -> CausalLM.load(wrong, DType.FLOAT32, Device.CPU).close())
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("q_proj")
          .hasMessageContaining("belongs to another model");
    }

    @Test
    void layers_that_the_model_does_not_have() {
      var config = new LoraConfig(4, 8, 0, List.of("q_proj", "c_attn"), Scaling.RANK);
      assertThatThrownBy(() ->
              CausalLM.loadWithLora(Goldens.folder("llama"), config, 1, DType.FLOAT32, Device.CPU))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("c_attn")
          .hasMessageContaining("down_proj, gate_proj, k_proj");
    }
  }
}
