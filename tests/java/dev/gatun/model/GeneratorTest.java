package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatun.model.Generation.Stop;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class GeneratorTest {
  private static final Path GOLDEN = Path.of("tests/resources/golden/generate");

  private long tensorsBefore;

  @BeforeEach
  void count_tensors() {
    tensorsBefore = Torch.liveObjects().tensors();
  }

  @AfterEach
  void leaves_no_tensor() {
    assertThat(Torch.liveObjects().tensors()).isEqualTo(tensorsBefore);
  }

  // tests/python/generation_goldens.py: transformers' generate and its argmax without a cache,
  // which agree.
  @ParameterizedTest
  @ValueSource(strings = {"llama", "llama-tied", "llama-rope-yarn", "mistral-sliding", "qwen3"})
  void greedy_texts_are_those_of_transformers(String name) throws IOException {
    try (var model = load(name)) {
      for (var row : json("greedy.json").get(name)) {
        var made = model.generate(ids(row.get("prompt_ids")), GenerationOptions.greedy(40));
        assertThat(made.tokens()).isEqualTo(ids(row.get("new_ids")));
        assertThat(made.stop())
            .isEqualTo(row.get("ended").asText().equals("eos") ? Stop.END_OF_TEXT : Stop.LENGTH);
      }
    }
  }

  // tests/python/model_goldens.py; 100 tokens for each of 10 prompts.
  @Test
  void a_pretrained_model_tells_the_stories_that_it_tells_in_transformers() throws IOException {
    try (var model = CausalLM.load(Goldens.stories260K(), DType.FLOAT32, Device.CPU)) {
      var rows = json("stories260k.json");
      assertThat(rows).hasSize(10);
      for (var row : rows) {
        var made = model.generate(ids(row.get("prompt_ids")), GenerationOptions.greedy(100));
        assertThat(made.tokens()).isEqualTo(ids(row.get("new_ids")));
      }
    }
  }

  @Test
  void tokens_are_streamed_one_by_one_as_they_are_returned() {
    try (var model = load("llama")) {
      var streamed = new ArrayList<Integer>();
      var made = model.generate(new int[] {16, 28, 61}, GenerationOptions.greedy(7), streamed::add);
      assertThat(made.tokens())
          .hasSize(7)
          .containsExactly(streamed.stream().mapToInt(Integer::intValue).toArray());
    }
  }

  @Test
  void the_same_seed_draws_the_same_text_and_another_seed_another() {
    try (var model = load("llama")) {
      var prompt = new int[] {16, 28, 61};
      var options = new GenerationOptions(30, 0.9, 20, 0.95, 7);
      var first = model.generate(prompt, options).tokens();
      assertThat(model.generate(prompt, options).tokens()).isEqualTo(first);
      var other = new GenerationOptions(30, 0.9, 20, 0.95, 8);
      assertThat(model.generate(prompt, other).tokens()).isNotEqualTo(first);
    }
  }

  @Test
  void drawing_from_one_token_is_greedy() {
    try (var model = load("llama")) {
      var prompt = new int[] {16, 28, 61};
      var greedy = model.generate(prompt, GenerationOptions.greedy(20)).tokens();
      assertThat(model.generate(prompt, new GenerationOptions(20, 1, 1, 1, 3)).tokens())
          .isEqualTo(greedy);
      assertThat(model.generate(prompt, new GenerationOptions(20, 1, 0, 1e-9, 3)).tokens())
          .isEqualTo(greedy);
    }
  }

  @Test
  void any_of_several_end_tokens_ends_the_text(@TempDir Path temporary) throws IOException {
    var folder = Goldens.copy(Goldens.folder("llama"), temporary.resolve("model"));
    try (var model = load("llama")) {
      var greedy = model.generate(new int[] {16, 28, 61}, GenerationOptions.greedy(20)).tokens();
      Files.writeString(
          folder.resolve("generation_config.json"), "{\"eos_token_id\": [2, " + greedy[4] + "]}");
      try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU)) {
        var made = again.generate(new int[] {16, 28, 61}, GenerationOptions.greedy(20));
        var expected = new ArrayList<Integer>();
        for (var token : greedy) {
          expected.add(token);
          if (token == greedy[4]) break;
        }
        assertThat(made.tokens())
            .containsExactly(expected.stream().mapToInt(Integer::intValue).toArray());
        assertThat(made.stop()).isEqualTo(Stop.END_OF_TEXT);
      }
    }
  }

  @Test
  void generating_leaves_the_thread_as_it_was() {
    try (var model = load("llama")) {
      model.generate(new int[] {16}, GenerationOptions.greedy(3));
      assertThat(Autograd.isGradEnabled()).isTrue();
      assertThatThrownBy(() ->
              model.generate(
                  new int[] {16},
                  GenerationOptions.greedy(3),
                  _ -> {
                    throw new IllegalStateException("the reader has gone");
                  }))
          .isInstanceOf(IllegalStateException.class);
      assertThat(Autograd.isGradEnabled()).isTrue();
    }
  }

  @Test
  void a_prompt_that_is_empty_or_foreign_is_refused() {
    try (var model = load("llama")) {
      var options = GenerationOptions.greedy(3);
      assertThatThrownBy(() -> model.generate(new int[0], options))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("prompt is empty");
      assertThatThrownBy(() -> model.generate(new int[] {3, 64}, options))
          .isInstanceOf(ModelException.class)
          .hasMessageContaining("token 64")
          .hasMessageContaining("64");
    }
  }

  @Test
  void settings_out_of_range_are_refused() {
    for (var wrong :
        List.<Runnable>of(
            () -> GenerationOptions.greedy(0),
            () -> new GenerationOptions(1, -1, 0, 1, 0),
            () -> new GenerationOptions(1, Double.NaN, 0, 1, 0),
            () -> new GenerationOptions(1, 1, -1, 1, 0),
            () -> new GenerationOptions(1, 1, 0, 0, 0),
            () -> new GenerationOptions(1, 1, 0, 1.5, 0))) {
      assertThatThrownBy(wrong::run).isInstanceOf(ModelException.class);
    }
  }

  private static CausalLM load(String name) {
    return CausalLM.load(Goldens.folder(name), DType.FLOAT32, Device.CPU);
  }

  private static JsonNode json(String file) throws IOException {
    return JsonMapper.builder().build().readTree(Files.readAllBytes(GOLDEN.resolve(file)));
  }

  private static int[] ids(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false).mapToInt(JsonNode::asInt).toArray();
  }
}
