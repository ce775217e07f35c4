package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.model.safetensors.SafetensorsFile;
import dev.gatun.model.safetensors.SafetensorsWriter;
import dev.gatun.model.safetensors.SafetensorsWriter.Item;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Folders that are not what they should be, and folders that Gatun writes. */
final class ModelFolderTest {
  private static final String WEIGHTS = "model.safetensors";
  private static final String CONFIG = "config.json";

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

  @Nested
  final class Refused {
    @Test
    void a_folder_that_is_not_there_is_a_file_or_is_empty() throws IOException {
      refused(temporary.resolve("none")).hasMessageContaining("no such folder");
      refused(Files.createFile(temporary.resolve("file"))).hasMessageContaining("not a folder");
      refused(Files.createDirectory(temporary.resolve("empty")))
          .hasMessageContaining("config.json")
          .hasMessageContaining("no such file");
    }

    @Test
    void no_weights() throws IOException {
      var folder = llama();
      Files.move(folder.resolve(WEIGHTS), folder.resolve("pytorch_model.bin"));
      refused(folder).hasMessageContaining("model.safetensors").hasMessageContaining("save_pretrained");
    }

    @Test
    void a_truncated_weights_file() throws IOException {
      var folder = llama();
      var bytes = Files.readAllBytes(folder.resolve(WEIGHTS));
      Files.write(folder.resolve(WEIGHTS), Arrays.copyOf(bytes, bytes.length - 100));
      refused(folder)
          .hasMessageContaining("model.safetensors")
          .hasMessageContaining("truncated")
          .hasMessageContaining("" + bytes.length)
          .hasMessageContaining("" + (bytes.length - 100));
    }

    @Test
    void a_missing_tensor() throws IOException {
      var folder = llama();
      rewrite(folder, items -> items.stream().filter(item -> !item.name().endsWith("1.mlp.up_proj.weight")).toList());
      refused(folder).hasMessageContaining("'model.layers.1.mlp.up_proj.weight' (24, 16) is missing");
    }

    @Test
    void an_extra_tensor() throws IOException {
      var folder = llama();
      var more = new Item("model.layers.0.self_attn.q_proj.bias", DType.FLOAT32, Tensor.of(1f, 2f));
      rewrite(folder, items -> with(items, more));
      more.value().close();
      refused(folder)
          .hasMessageContaining("'model.layers.0.self_attn.q_proj.bias' (2) is not part of the model")
          .hasMessageContaining(WEIGHTS);
    }

    @Test
    void a_misshapen_tensor_with_both_shapes() throws IOException {
      var folder = llama();
      edit(folder, "\"intermediate_size\": 24", "\"intermediate_size\": 32");
      refused(folder)
          .hasMessageContaining("'model.layers.0.mlp.gate_proj.weight'")
          .hasMessageContaining("(24, 16)")
          .hasMessageContaining("(32, 16)");
    }

    @Test
    void a_tensor_of_whole_numbers() throws IOException {
      var folder = llama();
      rewrite(
          folder,
          items ->
              items.stream()
                  .map(item -> item.name().equals("model.norm.weight") ? new Item(item.name(), DType.INT8, item.value()) : item)
                  .toList());
      refused(folder).hasMessageContaining("'model.norm.weight' has dtype INT8").hasMessageContaining("FLOAT32");
    }

    @Test
    void a_tied_model_with_another_output_weight() throws IOException {
      var folder = llama();
      edit(folder, "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
      refused(folder).hasMessageContaining("tie_word_embeddings").hasMessageContaining("differ");
    }

    @Test
    void a_decoder_without_its_head() throws IOException {
      var folder = llama();
      rewrite(
          folder,
          items ->
              items.stream()
                  .map(item -> new Item(item.name().replaceFirst("^model\\.", ""), item.dtype(), item.value()))
                  .toList());
      refused(folder).hasMessageContaining("without its language-model head");
    }

    @Test
    void a_missing_shard_a_lying_index_and_a_path_in_it() throws IOException {
      var folder = Goldens.copy(Goldens.folder("llama-sharded"), temporary.resolve("sharded"));
      var index = folder.resolve("model.safetensors.index.json");
      var text = Files.readString(index);
      Files.writeString(index, text.replace("model-00002-of-00004", "model-00001-of-00004"));
      refused(folder).hasMessageContaining("model-00001-of-00004.safetensors: tensor").hasMessageContaining("is missing");
      Files.writeString(index, text.replace("model-00002-of-00004", "../model-00002-of-00004"));
      refused(folder).hasMessageContaining("not a file name");
      Files.writeString(index, text);
      Files.delete(folder.resolve("model-00003-of-00004.safetensors"));
      refused(folder).hasMessageContaining("model-00003-of-00004.safetensors: no such file").hasMessageContaining("index.json lists");
    }

    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            "model_type": "llama" | "model_type": "gpt2" | unknown architecture
            "model_type": "llama" | "model_type": 7 | 'model_type' is 7
            LlamaForCausalLM | LlamaForSequenceClassification | not a causal language model
            "hidden_act": "silu" | "hidden_act": "gelu" | hidden_act 'gelu' is not supported
            "rope_type": "default" | "rope_type": "longrope" | rope_type 'longrope' is not supported
            "rope_type": "default" | "rope_type": "linear" | 'rope_parameters.factor' is missing
            "rope_type": "default" | "rope_type": "llama3", "factor": 2 | 'rope_parameters.low_freq_factor' is missing
            "rope_type": "default" | "rope_type": "linear", "factor": "two" | 'rope_parameters.factor' is "two"
            "rope_type": "default" | "rope_type": "default", "partial_rotary_factor": 0.5 | partial_rotary_factor 0.5
            "hidden_size": 16 | "hidden_size": 16.5 | 'hidden_size' is 16.5, which is not a whole number
            "hidden_size": 16 | "hidden_size": -16 | 'hidden_size' is -16
            "hidden_size": 16 | "hidden": 16 | 'hidden_size' is missing
            "vocab_size": 64 | "vocab_size": 99999999999 | 'vocab_size'
            "num_key_value_heads": 4 | "num_key_value_heads": 3 | 4 is not a multiple of num_key_value_heads 3
            "head_dim": 4 | "head_dim": 5 | head_dim 5 is odd
            "tie_word_embeddings": false | "tie_word_embeddings": "no" | not true or false
            "dtype": "float32" | "dtype": "int8" | 'dtype' is "int8"
            "vocab_size": 64 | "vocab_size": 64, "quantization_config": {} | quantized
            "vocab_size": 64 | "vocab_size": 64,, | config.json:
            """)
    void a_configuration_that_gatun_cannot_follow(String from, String to, String reason) throws IOException {
      var folder = llama();
      edit(folder, from, to);
      refused(folder).hasMessageContaining(CONFIG).hasMessageContaining(reason);
    }

    @Test
    void an_output_folder_that_cannot_be_written() throws IOException {
      var file = Files.createFile(temporary.resolve("file"));
      try (var model = CausalLM.load(Goldens.folder("llama"), DType.FLOAT32, Device.CPU)) {
        assertThatThrownBy(() -> model.save(file.resolve("inside")))
            .isInstanceOf(ModelException.class)
            .hasMessageContaining("cannot be saved");
      }
    }
  }

  @Nested
  final class Saved {
    @Test
    void changed_weights_are_read_again_and_nothing_else_stays_in_the_folder() throws IOException {
      var folder = temporary.resolve("out");
      try (var model = CausalLM.load(Goldens.folder("qwen2"), DType.FLOAT32, Device.CPU)) {
        nudge(model);
        model.save(folder);
        try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
          assertSameWeights(model, again);
        }
      }
      try (var files = Files.list(folder)) {
        assertThat(files.map(file -> file.getFileName().toString()))
            .containsExactlyInAnyOrder(
                WEIGHTS, CONFIG, "generation_config.json", "tokenizer.json", "tokenizer_config.json", "chat_template.jinja");
      }
    }

    @Test
    void a_model_overwrites_the_folder_that_it_came_from() throws IOException {
      var folder = llama();
      try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        nudge(model);
        model.save(folder);
        try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
          assertSameWeights(model, again);
        }
      }
    }

    @Test
    void a_save_that_fails_leaves_what_was_there() throws IOException {
      var folder = llama();
      var before = Files.readAllBytes(folder.resolve(WEIGHTS));
      try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        nudge(model);
        Files.createDirectories(folder.resolve("config.json.partial/in the way"));
        assertThatThrownBy(() -> model.save(folder)).isInstanceOf(ModelException.class);
      }
      assertThat(Files.readAllBytes(folder.resolve(WEIGHTS))).isEqualTo(before);
      assertThat(folder.resolve(WEIGHTS + ".partial")).doesNotExist();
    }

    @Test
    void shards_replace_a_single_file_and_the_other_way_round() throws IOException {
      var folder = temporary.resolve("out");
      try (var single = CausalLM.load(Goldens.folder("llama-gqa"), DType.FLOAT32, Device.CPU);
          var sharded = CausalLM.load(Goldens.folder("llama-sharded"), DType.FLOAT32, Device.CPU)) {
        single.save(folder);
        sharded.save(folder);
        assertThat(folder.resolve(WEIGHTS)).doesNotExist();
        try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
          assertSameWeights(sharded, again);
        }
        single.save(folder);
        assertThat(folder.resolve("model.safetensors.index.json")).doesNotExist();
      }
    }

    @Test
    void a_narrow_dtype_stays_what_it_was() throws IOException {
      var folder = temporary.resolve("out");
      try (var model = CausalLM.load(Goldens.folder("llama-bf16"), DType.FLOAT32, Device.CPU)) {
        nudge(model);
        model.save(folder);
      }
      try (var file = SafetensorsFile.open(folder.resolve(WEIGHTS))) {
        assertThat(file.entries()).allMatch(entry -> entry.dtype() == DType.BFLOAT16);
        assertThat(file.metadata()).containsEntry("format", "pt");
      }
    }
  }

  @Test
  void a_table_of_early_llama_folders_is_passed_over() throws IOException {
    var folder = llama();
    var table = new Item("model.layers.0.self_attn.rotary_emb.inv_freq", DType.FLOAT32, Tensor.of(1f, 2f));
    rewrite(folder, items -> with(items, table));
    table.value().close();
    CausalLM.load(folder, DType.FLOAT32, Device.CPU).close();
  }

  @Test
  void a_tied_model_may_hold_its_output_weight_too() throws IOException {
    var folder = Goldens.copy(Goldens.folder("llama-tied"), temporary.resolve("model"));
    rewrite(
        folder,
        items -> {
          var all = new ArrayList<>(items);
          for (var item : items) {
            if (item.name().equals(Decoder.EMBEDDING)) all.add(new Item(Decoder.OUTPUT, DType.FLOAT32, item.value()));
          }
          return all;
        });
    try (var model = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
      assertThat(model.parameters()).extracting("name").contains(Decoder.EMBEDDING).doesNotContain(Decoder.OUTPUT);
      model.save(folder);
    }
    try (var file = SafetensorsFile.open(folder.resolve(WEIGHTS)); var _ = TensorScope.open()) {
      assertThat(file.read(Decoder.OUTPUT).toFloatArray()).isEqualTo(file.read(Decoder.EMBEDDING).toFloatArray());
    }
  }

  @Test
  void a_fresh_model_follows_from_its_seed_alone() throws IOException {
    var folder = temporary.resolve("fresh");
    Files.createDirectories(folder);
    Files.copy(Goldens.folder("qwen2").resolve(CONFIG), folder.resolve(CONFIG));
    try (var one = CausalLM.initialize(folder, 5, DType.FLOAT32, Device.CPU);
        var same = CausalLM.initialize(folder, 5, DType.FLOAT32, Device.CPU);
        var other = CausalLM.initialize(folder, 6, DType.FLOAT32, Device.CPU);
        var _ = TensorScope.open()) {
      assertSameWeights(one, same);
      assertThat(Goldens.largestDifference(one.outputWeight(), other.outputWeight())).isPositive();
      // initializer_range 0.02; 1,024 draws: the sample deviation is within 10 % at more than four of its own deviations.
      var deviation = one.outputWeight().pow(2.0).mean().sqrt().item();
      assertThat(deviation).isBetween(0.018, 0.022);
      for (var parameter : one.parameters()) {
        if (parameter.name().endsWith("norm.weight")) assertThat(parameter.value().eq(1.0).all().itemLong()).isOne();
        if (parameter.name().endsWith(".bias")) assertThat(parameter.value().eq(0.0).all().itemLong()).isOne();
        assertThat(parameter.requiresGrad()).isTrue();
      }
      one.save(temporary.resolve("out"));
      try (var again = CausalLM.load(temporary.resolve("out"), DType.FLOAT32, Device.CPU)) {
        assertSameWeights(one, again);
      }
    }
  }

  // tests/python/tiny_models.py: transformers in the dtype of the file. bfloat16 keeps 8 bits, float16 11; logits are of order 1 to 5.
  @ParameterizedTest
  @CsvSource({"llama-bf16,BFLOAT16,0.1", "llama-fp16,FLOAT16,0.0125"})
  void a_narrow_model_is_as_near_as_its_dtype_allows(String name, DType dtype, double near) {
    try (var model = CausalLM.load(Goldens.folder(name), dtype, Device.CPU); var _ = TensorScope.open()) {
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

  private static AbstractThrowableAssert<?, ?> refused(Path folder) {
    return assertThatThrownBy(() -> CausalLM.load(folder, DType.FLOAT32, Device.CPU).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.toString());
  }

  private static void edit(Path folder, String from, String to) throws IOException {
    var text = Files.readString(folder.resolve(CONFIG));
    assertThat(text).contains(from);
    Files.writeString(folder.resolve(CONFIG), text.replace(from, to));
  }

  private static void rewrite(Path folder, UnaryOperator<List<Item>> change) throws IOException {
    var path = folder.resolve(WEIGHTS);
    try (var file = SafetensorsFile.open(path); var _ = TensorScope.open()) {
      var items = file.entries().stream().map(e -> new Item(e.name(), e.dtype(), file.read(e.name()))).toList();
      SafetensorsWriter.write(folder.resolve("new"), Map.of("format", "pt"), change.apply(items));
    }
    Files.move(folder.resolve("new"), path, StandardCopyOption.REPLACE_EXISTING);
  }

  private static List<Item> with(List<Item> items, Item more) {
    var all = new ArrayList<>(items);
    all.add(more);
    return all;
  }

  private static void nudge(CausalLM model) {
    try (var _ = TensorScope.open(); var _ = Autograd.noGrad()) {
      for (var parameter : model.parameters()) parameter.value().mul_(1.5);
    }
  }

  private static void assertSameWeights(CausalLM one, CausalLM other) {
    assertThat(other.parameters()).hasSameSizeAs(one.parameters());
    for (var i = 0; i < one.parameters().size(); i++) {
      assertThat(other.parameters().get(i).name()).isEqualTo(one.parameters().get(i).name());
      assertThat(other.parameters().get(i).value().toFloatArray()).isEqualTo(one.parameters().get(i).value().toFloatArray());
    }
  }
}
