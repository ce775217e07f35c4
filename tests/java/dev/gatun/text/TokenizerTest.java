package dev.gatun.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Expected ids and texts are transformers': golden/text/make_tokenizers.py. */
class TokenizerTest {
  private static final JsonNode GOLDEN = Goldens.read("tokenizers.json");

  private static Tokenizer load(String name) {
    return Tokenizer.load(Goldens.path("tokenizers/" + name));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "extra", "gpt2", "llama", "qwen", "wordlevel"})
  void ids_and_texts_are_those_of_transformers(String name) {
    try (var tokenizer = load(name)) {
      for (var row : GOLDEN.get(name).get("rows")) {
        var text = row.get("text").asText();
        var ids = Goldens.ids(row.get("ids"));
        assertThat(tokenizer.encode(text)).as("ids of '%s'", text).isEqualTo(ids);
        assertThat(tokenizer.encodeWithoutSpecialTokens(text))
            .as("plain ids of '%s'", text)
            .isEqualTo(Goldens.ids(row.get("plain")));
        assertThat(tokenizer.decode(ids, SpecialTokens.KEEP)).isEqualTo(row.get("keep").asText());
        assertThat(tokenizer.decode(ids, SpecialTokens.SKIP)).isEqualTo(row.get("skip").asText());
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bare", "extra", "gpt2", "llama", "qwen", "wordlevel"})
  void size_and_special_tokens_are_those_of_transformers(String name) {
    var golden = GOLDEN.get(name);
    try (var tokenizer = load(name)) {
      assertThat(tokenizer.vocabSize()).isEqualTo(golden.get("size").intValue());
      assertThat(tokenizer.bosTokenId()).isEqualTo(id(golden.get("bos")));
      assertThat(tokenizer.eosTokenId()).isEqualTo(id(golden.get("eos")));
      assertThat(tokenizer.padTokenId()).isEqualTo(id(golden.get("pad")));
      assertThat(tokenizer.specialTokens()).isEqualTo(Goldens.map(golden.get("special")));
    }
  }

  private static OptionalInt id(JsonNode id) {
    return id.isNull() ? OptionalInt.empty() : OptionalInt.of(id.intValue());
  }

  /** The file gpt2/tokenizer.json truncates to 5 tokens and pads to 12, and asks for 8 at most. */
  @Test
  void truncation_and_padding_left_on_in_the_file_are_off() {
    try (var tokenizer = load("gpt2")) {
      assertThat(tokenizer.encode("x".repeat(300))).hasSizeGreaterThan(100);
      assertThat(tokenizer.encode("")).isEmpty();
    }
  }

  @Test
  void the_pieces_of_a_stream_are_the_text_of_all_ids() {
    for (var name : List.of("bare", "extra", "gpt2", "llama", "qwen")) {
      try (var tokenizer = load(name)) {
        for (var row : GOLDEN.get(name).get("rows")) {
          var ids = Goldens.ids(row.get("ids"));
          var stream = tokenizer.streamingDecoder();
          var text = new StringBuilder();
          for (int id : ids) {
            var piece = stream.append(id);
            assertThat(piece).as("never half a character").doesNotContain("\ufffd");
            text.append(piece);
          }
          text.append(stream.finish());
          assertThat(text.toString()).as(name).isEqualTo(row.get("skip").asText());
        }
      }
    }
  }

  @Test
  void a_stream_that_keeps_special_tokens_prints_them() {
    try (var tokenizer = load("llama")) {
      var stream = tokenizer.streamingDecoder(SpecialTokens.KEEP);
      var text = new StringBuilder();
      IntStream.of(tokenizer.encode("the wind</s>")).forEach(id -> text.append(stream.append(id)));
      assertThat(text.append(stream.finish())).hasToString("<s> the wind</s>");
    }
  }

  @Test
  void a_character_that_never_completes_comes_at_the_end_as_replacement() {
    try (var tokenizer = load("bare")) {
      var ids = tokenizer.encode("🙂");
      var stream = tokenizer.streamingDecoder();
      assertThat(stream.append(ids[0])).isEmpty();
      assertThat(stream.append(ids[1])).isEmpty();
      assertThat(stream.finish()).isEqualTo("\ufffd");
    }
  }

  @Test
  void endless_broken_bytes_do_not_pile_up() {
    try (var tokenizer = load("bare")) {
      int first = tokenizer.encode("🙂")[0];
      var stream = tokenizer.streamingDecoder();
      var text = new StringBuilder();
      for (int i = 0; i < 100; i++) {
        text.append(stream.append(first));
      }
      assertThat(text.append(stream.finish())).hasToString("\ufffd".repeat(100));
    }
  }

  @Test
  void text_with_half_a_surrogate_pair_is_refused() {
    try (var tokenizer = load("bare")) {
      assertThatExceptionOfType(TextException.class)
          .isThrownBy(() -> tokenizer.encode("ab\ud83d"))
          .withMessageContaining("half a surrogate pair (\\ud83d) at character 2");
      assertThatExceptionOfType(TextException.class).isThrownBy(() -> tokenizer.encode("\ude42a"));
    }
  }

  @Test
  void ids_beyond_the_vocabulary_decode_to_nothing_and_negative_ones_are_refused() {
    try (var tokenizer = load("bare")) {
      assertThat(tokenizer.decode(new int[] {9_999_999}, SpecialTokens.KEEP)).isEmpty();
      assertThat(tokenizer.decode(new int[0], SpecialTokens.KEEP)).isEmpty();
      assertThatExceptionOfType(IllegalArgumentException.class)
          .isThrownBy(() -> tokenizer.decode(new int[] {-1}, SpecialTokens.KEEP));
    }
  }

  @Test
  void a_closed_tokenizer_throws_and_may_be_closed_again() {
    var tokenizer = load("bare");
    var stream = tokenizer.streamingDecoder();
    tokenizer.close();
    tokenizer.close();

    assertThatIllegalStateException().isThrownBy(() -> tokenizer.encode("x"));
    assertThatIllegalStateException().isThrownBy(() -> stream.append(1));
  }

  @Test
  void threads_may_share_a_tokenizer_even_while_one_closes_it() throws Exception {
    var tokenizer = load("llama");
    var text = "The little boat sailed out of the harbour. ".repeat(20);
    var expected = tokenizer.encode(text);
    Callable<Integer> work =
        () -> {
          int rounds = 0;
          try {
            for (; rounds < 200; rounds++) {
              assertThat(tokenizer.encode(text)).isEqualTo(expected);
            }
          } catch (IllegalStateException closed) {
            return rounds;
          }
          return rounds;
        };
    try (var pool = Executors.newFixedThreadPool(4)) {
      var workers = List.of(pool.submit(work), pool.submit(work), pool.submit(work));
      workers.get(0).get();
      tokenizer.close();
      for (var worker : workers) {
        assertThat(worker.get()).isBetween(0, 200);
      }
    }
  }

  @Test
  void the_models_chat_template_knows_its_special_tokens() {
    try (var llama = load("llama");
        var extra = load("extra");
        var bare = load("bare")) {
      var messages = List.of(new Message("user", "hi"));
      assertThat(llama.chatTemplate().orElseThrow().render(messages, GenerationPrompt.ADD))
          .isEqualTo("<s>[user] hi</s>");
      assertThat(
              llama
                  .chatTemplate()
                  .orElseThrow()
                  .render(messages, GenerationPrompt.ADD, Map.of("tools", List.of(1, 2))))
          .isEqualTo("TOOLS 2 hi");
      assertThat(extra.chatTemplate().orElseThrow().render(messages, GenerationPrompt.OMIT))
          .isEqualTo("default hi<pad>");
      assertThat(bare.chatTemplate()).isEmpty();
    }
  }

  @Test
  void the_files_to_carry_over_are_all_of_the_tokenizers() {
    try (var llama = load("llama");
        var bare = load("bare")) {
      assertThat(llama.files())
          .extracting(file -> Goldens.path("tokenizers/llama").relativize(file).toString())
          .containsExactly(
              "tokenizer.json",
              "tokenizer_config.json",
              "chat_template.jinja",
              Path.of("additional_chat_templates", "tool_use.jinja").toString());
      assertThat(bare.files()).hasSize(1);
    }
  }

  @Test
  void the_fingerprint_follows_what_determines_ids(@TempDir Path folder) throws IOException {
    for (var file : List.of("tokenizer.json", "tokenizer_config.json")) {
      Files.copy(Goldens.path("tokenizers/llama/" + file), folder.resolve(file));
    }
    try (var original = load("llama");
        var copy = Tokenizer.load(folder);
        var other = load("qwen")) {
      assertThat(copy.fingerprint()).matches("[0-9a-f]{64}").isEqualTo(original.fingerprint());
      assertThat(other.fingerprint()).isNotEqualTo(original.fingerprint());
    }
    // A token that only the configuration names changes ids, so it changes the fingerprint.
    Files.writeString(
        folder.resolve("tokenizer_config.json"), "{\"extra_special_tokens\": [\"<new>\"]}");
    try (var original = load("llama");
        var changed = Tokenizer.load(folder)) {
      assertThat(changed.fingerprint()).isNotEqualTo(original.fingerprint());
      assertThat(changed.encodeWithoutSpecialTokens("<new>")).containsExactly(480);
    }
  }

  @Test
  void a_missing_tokenizer_names_the_file_and_how_to_make_it(@TempDir Path folder) {
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder))
        .withMessageContaining(folder.resolve("tokenizer.json") + " is missing")
        .withMessageContaining("AutoTokenizer.from_pretrained")
        .withMessageContaining("save_pretrained");
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder.resolve("nowhere")))
        .withMessageContaining("there is no model folder");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "not json",
        "[]",
        "{}",
        "{\"added_tokens\": [], \"model\": {\"type\": \"BPE\"",
        "{\"version\": \"1.0\", \"added_tokens\": [], \"model\": {\"type\": \"Nonsense\"}}",
        "\u0000\u0001\u0002"
      })
  void a_corrupt_tokenizer_names_the_file_and_the_remedy(String json, @TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("tokenizer.json"), json);

    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder))
        .withMessageContaining(folder.resolve("tokenizer.json").toString())
        .withMessageContaining("save_pretrained");
  }

  @Test
  void a_truncated_tokenizer_is_refused(@TempDir Path folder) throws IOException {
    var whole = Files.readString(Goldens.path("tokenizers/llama/tokenizer.json"));
    Files.writeString(folder.resolve("tokenizer.json"), whole.substring(0, whole.length() / 2));

    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder))
        .withMessageContaining("tokenizer.json");
  }

  @Test
  void a_broken_configuration_or_template_is_refused_by_name(@TempDir Path folder)
      throws IOException {
    Files.copy(Goldens.path("tokenizers/bare/tokenizer.json"), folder.resolve("tokenizer.json"));
    var config = folder.resolve("tokenizer_config.json");
    Files.writeString(config, "{\n\"bos_token\": ");
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder))
        .withMessageContaining(config + " is not valid JSON (line 2)");

    Files.writeString(config, "{\"chat_template\": \"a\\n{% if %}\"}");
    try (var tokenizer = Tokenizer.load(folder)) { // a broken template matters to those who use it
      assertThatExceptionOfType(TextException.class)
          .isThrownBy(tokenizer::chatTemplate)
          .withMessageContaining("chat template of " + folder + ", line 2");
    }

    Files.writeString(config, "{\"split_special_tokens\": true}");
    assertThatExceptionOfType(TextException.class)
        .isThrownBy(() -> Tokenizer.load(folder))
        .withMessageContaining("split_special_tokens");
  }

  /** Expected: golden/text/make_stories260k.py on the shared model folder. */
  @Test
  void ids_of_a_real_model_are_those_of_transformers() {
    var model = Path.of("..", "shared", "models", "stories260K");
    Assumptions.assumeTrue(
        Files.isDirectory(model), "needs the shared model ../shared/models/stories260K");
    var golden = Goldens.read("stories260k.json");
    try (var tokenizer = Tokenizer.load(model)) {
      assertThat(tokenizer.vocabSize()).isEqualTo(golden.get("size").intValue());
      for (var row : golden.get("rows")) {
        var ids = tokenizer.encode(row.get("text").asText());
        assertThat(ids).isEqualTo(Goldens.ids(row.get("ids")));
        assertThat(tokenizer.decode(ids, SpecialTokens.KEEP)).isEqualTo(row.get("keep").asText());
        assertThat(tokenizer.decode(ids, SpecialTokens.SKIP)).isEqualTo(row.get("skip").asText());
      }
    }
  }
}
