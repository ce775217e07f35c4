package dev.gatun.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.text.SpecialTokens;
import dev.gatun.text.Tokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The tokenizer's files, read as any model's are. */
final class StoryTokenizerTest {

  private static final StoryGrammar GRAMMAR = StoryGrammar.standard();

  @TempDir Path folder;

  @Test
  void every_story_comes_back_from_its_tokens() throws IOException {
    try (var tokenizer = written()) {
      var random = new SplittableRandom(5);
      for (int i = 0; i < 300; i++) {
        String story = GRAMMAR.sample(random).text();
        int[] ids = tokenizer.encode(story);
        assertThat(ids[0]).isEqualTo(StoryTokenizer.BOS_ID);
        assertThat(ids).doesNotContain(StoryTokenizer.UNK_ID);
        assertThat(tokenizer.decode(ids, SpecialTokens.SKIP)).isEqualTo(story);
      }
    }
  }

  @Test
  void a_completion_adds_its_own_tokens_to_the_prompts_and_decodes_alone() throws IOException {
    try (var tokenizer = written()) {
      var random = new SplittableRandom(6);
      for (int i = 0; i < 300; i++) {
        Story story = GRAMMAR.sample(random);
        int[] prompt = tokenizer.encode(story.prompt(2));
        int[] completion = tokenizer.encodeWithoutSpecialTokens(story.completion(2) + "</s>");
        assertThat(tokenizer.encode(story.text() + "</s>"))
            .containsExactly(
                IntStream.concat(IntStream.of(prompt), IntStream.of(completion)).toArray());
        assertThat(completion[completion.length - 1]).isEqualTo(StoryTokenizer.EOS_ID);
        assertThat(tokenizer.decode(completion, SpecialTokens.SKIP)).isEqualTo(story.completion(2));
      }
    }
  }

  @Test
  void a_prompt_may_have_capitals_and_foreign_words_become_unknown() throws IOException {
    try (var tokenizer = written()) {
      var tokens = StoryTokenizer.of(GRAMMAR, 128).tokens();
      assertThat(IntStream.of(tokenizer.encode("Once upon a Zebra.")).mapToObj(tokens::get))
          .containsExactly("<s>", "once", "\u0120upon", "\u0120a", "<unk>", ".");
    }
  }

  @Test
  void each_token_has_its_place_as_its_id() throws IOException {
    var tokens = StoryTokenizer.of(GRAMMAR, 128).tokens();
    assertThat(new HashSet<>(tokens)).hasSameSizeAs(tokens);
    assertThat(tokens).startsWith("<pad>", "<s>", "</s>", "<unk>", "by", "in");
    written().close();
    var model = new ObjectMapper().readTree(folder.resolve("tokenizer.json").toFile()).get("model");
    assertThat(model.get("vocab")).hasSize(tokens.size());
    for (int id = 0; id < tokens.size(); id++) {
      assertThat(model.get("vocab").get(tokens.get(id)).asInt()).isEqualTo(id);
    }
  }

  @Test
  void the_configuration_names_the_special_tokens_and_the_length() throws IOException {
    written().close();
    var config = new ObjectMapper().readTree(folder.resolve("tokenizer_config.json").toFile());
    assertThat(config.get("pad_token").asText()).isEqualTo("<pad>");
    assertThat(config.get("bos_token").asText()).isEqualTo("<s>");
    assertThat(config.get("eos_token").asText()).isEqualTo("</s>");
    assertThat(config.get("unk_token").asText()).isEqualTo("<unk>");
    assertThat(config.get("model_max_length").asInt()).isEqualTo(128);
  }

  @Test
  void writing_twice_gives_the_same_bytes() throws IOException {
    written().close();
    byte[] first = Files.readAllBytes(folder.resolve("tokenizer.json"));
    written().close();
    assertThat(Files.readAllBytes(folder.resolve("tokenizer.json"))).isEqualTo(first);
    assertThat(new String(first, java.nio.charset.StandardCharsets.UTF_8)).doesNotContain("\r");
  }

  private Tokenizer written() throws IOException {
    StoryTokenizer.of(GRAMMAR, 128).write(folder);
    return Tokenizer.load(folder);
  }
}
