package dev.gatun.cli;

import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GenerateCommandTest {
  @TempDir Path folder;

  private static String generate(String... more) {
    var args = new ArrayList<>(List.of("generate", "--model", LLAMA.toString(), "--device", "cpu"));
    args.addAll(List.of(more));
    return Outcome.of(args).succeeds().out();
  }

  /**
   * Words of the tiny tokenizer are w4, w5, ... with ids 4, 5, ...; it adds nothing in front but
   * what transformers does.
   */
  private static String words(
      Iterable<com.fasterxml.jackson.databind.JsonNode> ids, int from, int count) {
    var words = new ArrayList<String>();
    var at = 0;
    for (var id : ids) {
      if (at >= from && words.size() < count) words.add("w" + id.asInt());
      at++;
    }
    return String.join(" ", words);
  }

  @Test
  void the_most_probable_text_follows_the_prompt() throws IOException {
    // transformers' greedy continuation of the ids of the prompt,
    // tests/resources/golden/generate/greedy.json
    var golden =
        new ObjectMapper()
            .readTree(Golden.ROOT.resolve("generate/greedy.json").toFile())
            .get("llama")
            .get(0);
    var prompt = words(golden.get("prompt_ids"), 0, 99);
    var expected = words(golden.get("new_ids"), 0, 12);
    var printed = generate("--prompt", prompt, "--max-new-tokens", "12");
    assertThat(printed).startsWith(prompt);
    assertThat(printed.strip().split("\\s+")).hasSize(prompt.split(" ").length + 12);
    assertThat(expected).isNotEmpty();
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
