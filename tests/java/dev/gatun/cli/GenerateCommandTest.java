package dev.gatun.cli;

import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.model.CausalLM;
import dev.gatun.model.GenerationOptions;
import dev.gatun.text.SpecialTokens;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {
  @TempDir Path folder;

  private static String generate(String... more) {
    var args = new ArrayList<>(List.of("generate", "--model", LLAMA.toString(), "--device", "cpu"));
    args.addAll(List.of(more));
    return Outcome.of(args).succeeds().out();
  }

  // GeneratorTest holds the model's continuation to transformers'; here it is about what is
  // printed.
  @Test
  void the_most_probable_text_follows_the_prompt() {
    String expected;
    try (var tokenizer = Tokenizer.load(LLAMA);
        var model = CausalLM.load(LLAMA, DType.FLOAT32, Device.CPU)) {
      var prompt = tokenizer.encode("w5 w6");
      var tokens = model.generate(prompt, GenerationOptions.greedy(12)).tokens();
      expected = text(tokenizer, prompt, tokens);
    }
    assertThat(expected).startsWith("w5 w6 w");
    assertThat(generate("--prompt", "w5 w6", "--max-new-tokens", "12")).isEqualTo(expected + "\n");
  }

  // tests/resources/golden/generate/stories260k.json: transformers' greedy continuations.
  @Test
  void a_real_model_tells_what_transformers_lets_it_tell() throws IOException {
    var model = Path.of("../shared/models/stories260K");
    assumeTrue(Files.isDirectory(model), model + " is not beside this checkout");
    var file = Golden.ROOT.resolve("generate/stories260k.json").toFile();
    var golden = new ObjectMapper().readTree(file).get(0);
    String prompt;
    String expected;
    try (var tokenizer = Tokenizer.load(model)) {
      var promptIds = ids(golden.get("prompt_ids"));
      prompt = text(tokenizer, promptIds, new int[0]);
      expected = text(tokenizer, promptIds, ids(golden.get("new_ids")));
    }
    var told =
        Outcome.of(
            "generate", "--model", model.toString(), "--prompt", prompt, "--max-new-tokens", "100");
    assertThat(told.succeeds().out()).isEqualTo(expected + "\n");
  }

  private static String text(Tokenizer tokenizer, int[] prompt, int[] more) {
    var all = IntStream.concat(IntStream.of(prompt), IntStream.of(more)).toArray();
    return tokenizer.decode(all, SpecialTokens.SKIP);
  }

  private static int[] ids(JsonNode array) {
    var ids = new int[array.size()];
    for (var i = 0; i < ids.length; i++) ids[i] = array.get(i).asInt();
    return ids;
  }

  @Test
  void draws_depend_on_the_seed_alone() {
    var settings =
        new String[] {
          "--prompt", "w5 w6", "--max-new-tokens", "20", "--temperature", "1", "--seed"
        };
    var first = generate(with(settings, "1"));
    assertThat(generate(with(settings, "1"))).isEqualTo(first);
    assertThat(generate(with(settings, "2"))).isNotEqualTo(first);
  }

  private static String[] with(String[] settings, String last) {
    var all = new ArrayList<>(List.of(settings));
    all.add(last);
    return all.toArray(String[]::new);
  }

  @Test
  void each_of_many_prompts_is_set_apart() throws IOException {
    var prompts = Files.writeString(folder.resolve("prompts.txt"), "w5 w6\n\nw7\n");
    var printed =
        generate("--prompts", prompts.toString(), "--max-new-tokens", "3").lines().toList();
    assertThat(printed).hasSize(5);
    assertThat(printed.get(0)).isEqualTo("==> 1/2 <==");
    assertThat(printed.get(1)).startsWith("w5 w6 ");
    assertThat(printed.get(2)).isEmpty();
    assertThat(printed.get(3)).isEqualTo("==> 2/2 <==");
    assertThat(printed.get(4)).startsWith("w7 ");
  }

  @Test
  void an_answer_comes_without_the_conversation() {
    var printed =
        generate(
            "--prompt", "w5 w6", "--max-new-tokens", "3", "--chat", "--chat-template", "chatml");
    assertThat(printed).doesNotContain("w5 w6", "im_start");
  }

  @Test
  void a_prompt_may_begin_with_an_at_sign() {
    assertThat(generate("--prompt", "@w5", "--max-new-tokens", "1")).startsWith("@w5");
  }
}
