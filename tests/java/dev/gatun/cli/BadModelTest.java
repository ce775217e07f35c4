package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Model folders that cannot be used: exit code 2, the file or tensor named, no output folder left.
 */
final class BadModelTest {
  @TempDir Path folder;
  private Path model;

  @BeforeEach
  void copy() {
    model = Golden.copy(LLAMA, folder.resolve("model"));
  }

  private Outcome train() {
    return train(model.toString());
  }

  private Outcome train(String name) {
    var outcome = Outcome.of(Golden.train(Path.of(name), FEEDBACK, folder.resolve("run")));
    assertThat(folder.resolve("run")).doesNotExist();
    return outcome;
  }

  private void edit(String file, String from, String to) throws IOException {
    var text = Files.readString(model.resolve(file));
    assertThat(text).contains(from);
    Files.writeString(model.resolve(file), text.replace(from, to));
  }

  @Test
  void a_folder_that_is_not_there() {
    train(folder.resolve("no-model").toString()).refuses("--model", "no-model: no such folder");
  }

  @Test
  void a_name_on_the_hub_is_not_downloaded() {
    train("someone/some-model")
        .refuses("--model someone/some-model: no such folder", "hf download someone/some-model");
  }

  @Test
  void a_file_for_a_folder() {
    train(model.resolve("model.safetensors").toString())
        .refuses("--model", "is a file", "config.json");
  }

  @Test
  void no_configuration() throws IOException {
    Files.delete(model.resolve("config.json"));
    train().refuses("config.json");
  }

  @Test
  void an_unknown_architecture() throws IOException {
    edit("config.json", "LlamaForCausalLM", "MambaForCausalLM");
    edit("config.json", "\"llama\"", "\"mamba\"");
    train().refuses("config.json", "mamba");
  }

  @Test
  void no_tokenizer() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));
    train().refuses("tokenizer.json");
  }

  @Test
  void no_weights() throws IOException {
    Files.delete(model.resolve("model.safetensors"));
    train().refuses("model.safetensors");
  }

  @Test
  void weights_cut_short() throws IOException {
    var file = model.resolve("model.safetensors");
    var bytes = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
    train().refuses("model.safetensors");
  }

  @Test
  void weights_of_another_shape() throws IOException {
    edit("config.json", "\"intermediate_size\": 24", "\"intermediate_size\": 28");
    train().refuses("mlp", "(28, 16)", "(24, 16)", "config.json");
  }

  @Test
  void a_missing_weight() throws IOException {
    edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 3");
    train().refuses("model.layers.2");
  }

  @Test
  void a_superfluous_weight() throws IOException {
    edit("config.json", "\"num_hidden_layers\": 2", "\"num_hidden_layers\": 1");
    train().refuses("model.layers.1");
  }

  @Test
  void generate_and_score_refuse_the_same() throws IOException {
    Files.delete(model.resolve("tokenizer.json"));
    Outcome.of("generate", "--model", model.toString(), "--prompt", "w1").refuses("tokenizer.json");
    Outcome.of(
            "score",
            "--model",
            model.toString(),
            "--data",
            FEEDBACK.toString(),
            "--output",
            folder.resolve("scores.jsonl").toString())
        .refuses("tokenizer.json");
  }
}
