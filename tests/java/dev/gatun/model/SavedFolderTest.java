package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that Gatun writes, and what it reads that is unusual but right. */
final class SavedFolderTest {
  @TempDir Path temporary;
  private long tensorsBefore;

  @BeforeEach
  void count_tensors() {
    tensorsBefore = Torch.liveObjects().tensors();
  }

  @AfterEach
  void leaves_no_tensor() {
    assertThat(Torch.liveObjects().tensors()).isEqualTo(tensorsBefore);
  }

  @Test
  void changed_weights_are_read_again_and_nothing_else_stays_in_the_folder() throws IOException {
    var folder = temporary.resolve("out");
    try (var model = CausalLM.load(Goldens.folder("qwen2"), DType.FLOAT32, Device.CPU)) {
      ModelFolders.nudge(model);
      model.save(folder);
      try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        ModelFolders.assertSameWeights(model, again);
      }
    }
    try (var files = Files.list(folder)) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder(
              ModelFolders.WEIGHTS,
              ModelFolders.CONFIG,
              "generation_config.json",
              "tokenizer.json",
              "tokenizer_config.json",
              "chat_template.jinja");
    }
  }

  @Test
  void a_model_overwrites_the_folder_that_it_came_from() throws IOException {
    var folder = llama();
    try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
      ModelFolders.nudge(model);
      model.save(folder);
      try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        ModelFolders.assertSameWeights(model, again);
      }
    }
  }

  @Test
  void a_save_that_fails_leaves_what_was_there() throws IOException {
    var folder = llama();
    var before = Files.readAllBytes(folder.resolve(ModelFolders.WEIGHTS));
    try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
      ModelFolders.nudge(model);
      Files.createDirectories(folder.resolve("config.json.partial/in the way"));
      assertThatThrownBy(() -> model.save(folder)).isInstanceOf(ModelException.class);
    }
    assertThat(Files.readAllBytes(folder.resolve(ModelFolders.WEIGHTS))).isEqualTo(before);
    assertThat(folder.resolve(ModelFolders.WEIGHTS + ".partial")).doesNotExist();
  }

  @Test
  void shards_replace_a_single_file_and_the_other_way_round() throws IOException {
    var folder = temporary.resolve("out");
    try (var single = CausalLM.load(Goldens.folder("llama-gqa"), DType.FLOAT32, Device.CPU);
        var sharded = CausalLM.load(Goldens.folder("llama-sharded"), DType.FLOAT32, Device.CPU)) {
      single.save(folder);
      sharded.save(folder);
      assertThat(folder.resolve(ModelFolders.WEIGHTS)).doesNotExist();
      try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        ModelFolders.assertSameWeights(sharded, again);
      }
      single.save(folder);
      assertThat(folder.resolve("model.safetensors.index.json")).doesNotExist();
    }
  }

  @Test
  void a_narrow_dtype_stays_what_it_was() throws IOException {
    var folder = temporary.resolve("out");
    try (var model = CausalLM.load(Goldens.folder("llama-bf16"), DType.FLOAT32, Device.CPU)) {
      ModelFolders.nudge(model);
      model.save(folder);
    }
    try (var file = SafetensorsFile.open(folder.resolve(ModelFolders.WEIGHTS))) {
      assertThat(file.entries()).allMatch(entry -> entry.dtype() == DType.BFLOAT16);
      assertThat(file.metadata()).containsEntry("format", "pt");
    }
  }

  @Test
  void a_table_of_early_llama_folders_is_passed_over() throws IOException {
    var folder = llama();
    var table =
        new Item("model.layers.0.self_attn.rotary_emb.inv_freq", DType.FLOAT32, Tensor.of(1f, 2f));
    ModelFolders.rewrite(folder, items -> ModelFolders.with(items, table));
    table.value().close();
    CausalLM.load(folder, DType.FLOAT32, Device.CPU).close();
  }

  @Test
  void a_tied_model_may_hold_its_output_weight_too() throws IOException {
    var folder = Goldens.copy(Goldens.folder("llama-tied"), temporary.resolve("model"));
    ModelFolders.rewrite(
        folder,
        items -> {
          var all = new ArrayList<>(items);
          for (var item : items) {
            if (item.name().equals(Decoder.EMBEDDING))
              all.add(new Item(Decoder.OUTPUT, DType.FLOAT32, item.value()));
          }
          return all;
        });
    try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
      assertThat(model.parameters())
          .extracting("name")
          .contains(Decoder.EMBEDDING)
          .doesNotContain(Decoder.OUTPUT);
      model.save(folder);
    }
    try (var file = SafetensorsFile.open(folder.resolve(ModelFolders.WEIGHTS));
        var _ = TensorScope.open()) {
      assertThat(file.read(Decoder.OUTPUT).toFloatArray())
          .isEqualTo(file.read(Decoder.EMBEDDING).toFloatArray());
    }
  }

  @Test
  void a_fresh_model_follows_from_its_seed_alone() throws IOException {
    var folder = temporary.resolve("fresh");
    Files.createDirectories(folder);
    Files.copy(
        Goldens.folder("qwen2").resolve(ModelFolders.CONFIG), folder.resolve(ModelFolders.CONFIG));
    try (var one = CausalLM.initialize(folder, 5, DType.FLOAT32, Device.CPU);
        var same = CausalLM.initialize(folder, 5, DType.FLOAT32, Device.CPU);
        var other = CausalLM.initialize(folder, 6, DType.FLOAT32, Device.CPU);
        var _ = TensorScope.open()) {
      ModelFolders.assertSameWeights(one, same);
      assertThat(Goldens.largestDifference(one.outputWeight(), other.outputWeight())).isPositive();
      // initializer_range 0.02; 1,024 draws: the sample deviation is within 10 % at more than four
      // of its own deviations.
      var deviation = one.outputWeight().pow(2.0).mean().sqrt().item();
      assertThat(deviation).isBetween(0.018, 0.022);
      for (var parameter : one.parameters()) {
        if (parameter.name().endsWith("norm.weight"))
          assertThat(parameter.value().eq(1.0).all().itemLong()).isOne();
        if (parameter.name().endsWith(".bias"))
          assertThat(parameter.value().eq(0.0).all().itemLong()).isOne();
        assertThat(parameter.requiresGrad()).isTrue();
      }
      one.save(temporary.resolve("out"));
      try (var again = CausalLM.load(temporary.resolve("out"), DType.FLOAT32, Device.CPU)) {
        ModelFolders.assertSameWeights(one, again);
      }
    }
  }

  // tests/python/tiny_models.py: transformers in the dtype of the file. bfloat16 keeps 8 bits,
  // float16 11; logits are of order 1 to 5.
  @ParameterizedTest
  @CsvSource({"llama-bf16,BFLOAT16,0.1", "llama-fp16,FLOAT16,0.0125"})
  void a_narrow_model_is_as_near_as_its_dtype_allows(String name, DType dtype, double near) {
    try (var model = CausalLM.load(Goldens.folder(name), dtype, Device.CPU);
        var _ = TensorScope.open()) {
      var ids = Goldens.logits(name, "long.input_ids").toLongArray();
      var logits = model.logits(model.hiddenStates(PackedSequences.of(Device.CPU, ids)));
      assertThat(logits.dtype()).isEqualTo(dtype);
      var reference = Goldens.logits(name, "long.logits");
      assertThat(Goldens.largestDifference(logits.to(DType.FLOAT32), reference)).isLessThan(near);
    }
  }

  private Path llama() {
    return Goldens.copy(Goldens.folder("llama"), temporary.resolve("llama"));
  }
}
