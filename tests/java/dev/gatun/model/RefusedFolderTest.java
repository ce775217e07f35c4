package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsWriter.Item;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Folders that are not what they should be: one message each, which names what is wrong and where.
 */
final class RefusedFolderTest {
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
    Files.move(folder.resolve(ModelFolders.WEIGHTS), folder.resolve("pytorch_model.bin"));
    refused(folder)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("save_pretrained");
  }

  @Test
  void a_truncated_weights_file() throws IOException {
    var folder = llama();
    var bytes = Files.readAllBytes(folder.resolve(ModelFolders.WEIGHTS));
    Files.write(folder.resolve(ModelFolders.WEIGHTS), Arrays.copyOf(bytes, bytes.length - 100));
    refused(folder)
        .hasMessageContaining("model.safetensors")
        .hasMessageContaining("truncated")
        .hasMessageContaining("" + bytes.length)
        .hasMessageContaining("" + (bytes.length - 100));
  }

  @Test
  void a_missing_tensor() throws IOException {
    var folder = llama();
    ModelFolders.rewrite(
        folder,
        items ->
            items.stream().filter(item -> !item.name().endsWith("1.mlp.up_proj.weight")).toList());
    refused(folder).hasMessageContaining("'model.layers.1.mlp.up_proj.weight' (24, 16) is missing");
  }

  @Test
  void an_extra_tensor() throws IOException {
    var folder = llama();
    var more = new Item("model.layers.0.self_attn.q_proj.bias", DType.FLOAT32, Tensor.of(1f, 2f));
    ModelFolders.rewrite(folder, items -> ModelFolders.with(items, more));
    more.value().close();
    refused(folder)
        .hasMessageContaining("'model.layers.0.self_attn.q_proj.bias' (2) is not part of the model")
        .hasMessageContaining(ModelFolders.WEIGHTS);
  }

  @Test
  void a_misshapen_tensor_with_both_shapes() throws IOException {
    var folder = llama();
    ModelFolders.edit(folder, "\"intermediate_size\": 24", "\"intermediate_size\": 32");
    refused(folder)
        .hasMessageContaining("'model.layers.0.mlp.gate_proj.weight'")
        .hasMessageContaining("(24, 16)")
        .hasMessageContaining("(32, 16)");
  }

  @Test
  void a_tensor_of_whole_numbers() throws IOException {
    var folder = llama();
    ModelFolders.rewrite(
        folder,
        items ->
            items.stream()
                .map(item ->
                    item.name().equals("model.norm.weight")
                        ? new Item(item.name(), DType.INT8, item.value())
                        : item)
                .toList());
    refused(folder)
        .hasMessageContaining("'model.norm.weight' has dtype INT8")
        .hasMessageContaining("FLOAT32");
  }

  @Test
  void a_tied_model_with_another_output_weight() throws IOException {
    var folder = llama();
    ModelFolders.edit(folder, "\"tie_word_embeddings\": false", "\"tie_word_embeddings\": true");
    refused(folder).hasMessageContaining("tie_word_embeddings").hasMessageContaining("differ");
  }

  @Test
  void a_decoder_without_its_head() throws IOException {
    var folder = llama();
    ModelFolders.rewrite(
        folder,
        items ->
            items.stream()
                .map(item ->
                    new Item(item.name().replaceFirst("^model\\.", ""), item.dtype(), item.value()))
                .toList());
    refused(folder).hasMessageContaining("without its language-model head");
  }

  @Test
  void a_missing_shard_a_lying_index_and_a_path_in_it() throws IOException {
    var folder = Goldens.copy(Goldens.folder("llama-sharded"), temporary.resolve("sharded"));
    var index = folder.resolve("model.safetensors.index.json");
    var text = Files.readString(index);
    Files.writeString(index, text.replace("model-00002-of-00004", "model-00001-of-00004"));
    refused(folder)
        .hasMessageContaining("model-00001-of-00004.safetensors: tensor")
        .hasMessageContaining("is missing");
    Files.writeString(index, text.replace("model-00002-of-00004", "../model-00002-of-00004"));
    refused(folder).hasMessageContaining("not a file name");
    Files.writeString(index, text);
    Files.delete(folder.resolve("model-00003-of-00004.safetensors"));
    refused(folder)
        .hasMessageContaining("model-00003-of-00004.safetensors: no such file")
        .hasMessageContaining("index.json lists");
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
  void a_configuration_that_gatun_cannot_follow(String from, String to, String reason)
      throws IOException {
    var folder = llama();
    ModelFolders.edit(folder, from, to);
    refused(folder).hasMessageContaining(ModelFolders.CONFIG).hasMessageContaining(reason);
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

  private Path llama() {
    return Goldens.copy(Goldens.folder("llama"), temporary.resolve("llama"));
  }

  private static AbstractThrowableAssert<?, ?> refused(Path folder) {
    return assertThatThrownBy(() -> CausalLM.load(folder, DType.FLOAT32, Device.CPU).close())
        .isInstanceOf(ModelException.class)
        .hasMessageContaining(folder.toString());
  }
}
