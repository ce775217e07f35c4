package dev.gatun.data;

import static dev.gatun.data.WordEncoder.w;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.data.batch.OneClass;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.data.batch.WindowSettings;
import dev.gatun.text.ChatTemplate;
import dev.gatun.text.Goldens;
import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

class AssistantTurnsTest {
  // ids of WordEncoder.SPECIAL
  private static final int USER = 4;
  private static final int ASSISTANT = 5;
  private static final int END = 7;

  @TempDir Path folder;

  private static Passage.Chat chat(String... turns) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < turns.length; i += 2) {
      messages.add(new Message(turns[i], turns[i + 1]));
    }
    return new Passage.Chat(messages);
  }

  private static Feedback row(Passage.Chat prompt, Passage.Chat completion) {
    return new Feedback(prompt, completion, true, 1, Map.of(), Source.line("test.jsonl", 1));
  }

  private Ingested ingest(Feedback row, TextEncoder encoder, AssistantTurns turns) {
    var settings = IngestSettings.of(1000, folder).withAssistantTurns(turns);
    return Ingestion.run(new ListSource(List.of(row)), encoder, settings);
  }

  private Ingested ingest(Feedback row, AssistantTurns turns) {
    return ingest(row, WordEncoder.withTemplate(40), turns);
  }

  private static int[] ids(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_INT);
  }

  @Test
  void the_last_turn_alone_counts_by_default() {
    var row = row(chat("user", "w1", "assistant", "w2", "user", "w3"), chat("assistant", "w4"));
    try (var made = ingest(row, AssistantTurns.LAST)) {
      assertThat(ids(made.store().prompt(0)))
          .containsExactly(USER, w(1), END, ASSISTANT, w(2), END, USER, w(3), END, ASSISTANT);
      assertThat(ids(made.store().completion(0))).containsExactly(w(4), END);
    }
  }

  @Test
  void of_a_completion_of_several_turns_the_assistants_last_counts() {
    var row =
        row(
            chat("user", "w1"),
            chat("assistant", "w2", "user", "w3", "assistant", "w4", "user", "w5"));
    try (var made = ingest(row, AssistantTurns.LAST)) {
      assertThat(ids(made.store().prompt(0)))
          .containsExactly(USER, w(1), END, ASSISTANT, w(2), END, USER, w(3), END, ASSISTANT);
      assertThat(ids(made.store().completion(0))).containsExactly(w(4), END);
    }
  }

  @Test
  void all_turns_count_with_holes_where_others_speak() {
    var row = row(chat("user", "w1", "assistant", "w2", "user", "w3"), chat("assistant", "w4"));
    try (var made = ingest(row, AssistantTurns.ALL)) {
      var store = made.store();
      assertThat(ids(store.prompt(0))).containsExactly(USER, w(1), END, ASSISTANT);
      assertThat(ids(store.completion(0)))
          .containsExactly(w(2), END, ~USER, ~w(3), ~END, ~ASSISTANT, w(4), END);
      assertThat(made.report().tokens()).isEqualTo(12);
    }
  }

  @Test
  void a_batch_predicts_what_is_learned_and_sees_all() {
    var row = row(chat("user", "w1", "assistant", "w2", "user", "w3"), chat("assistant", "w4"));
    try (var made = ingest(row, AssistantTurns.ALL)) {
      var settings = new WindowSettings(1, 1, KlPairs.NONE, OneClass.ALLOW);
      var plan = WindowPlan.evaluation(made.store(), settings, 1);
      try (var loader =
          BatchLoader.start(
              made.store(), plan, 0, 2, (bytes, align) -> Arena.ofAuto().allocate(bytes, align))) {
        var batch = loader.next().matched(0);
        assertThat(longs(batch.inputIds(), batch.tokens()))
            .containsExactly(
                USER, w(1), END, ASSISTANT, w(2), END, USER, w(3), END, ASSISTANT, w(4), END);
        assertThat(batch.predicted()).isEqualTo(4);
        assertThat(batch.predicted(0)).isEqualTo(4);
        assertThat(longs(batch.targets(), 4)).containsExactly(w(2), END, w(4), END);
        assertThat(longs(batch.predictors(), 4)).containsExactly(3, 4, 9, 10);
      }
    }
  }

  private static long[] longs(MemorySegment segment, long count) {
    return segment.asSlice(0, count * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
  }

  @Test
  void a_completion_without_a_turn_of_the_assistant_is_a_bad_row() {
    var row = row(chat("user", "w1"), chat("user", "w2", "tool", "w3"));
    assertThatThrownBy(() -> ingest(row, AssistantTurns.LAST))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no turn of the completion is the assistant's");
  }

  // As Qwen3's template does: what was thought is kept in the last turn alone.
  @Test
  void a_template_that_rewrites_earlier_turns_is_refused_by_row() throws IOException {
    var template =
        "{% for m in messages %}<|im_start|>{{ m.role }}\n"
            + "{% if m.role == 'assistant' and loop.last %}(thought) {% endif %}{{ m.content }}<|im_end|>\n"
            + "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}";
    var row = row(chat("user", "a", "assistant", "b", "user", "c"), chat("assistant", "d"));
    try (var tokenizer = Tokenizer.load(Goldens.path("tokenizers/qwen"))) {
      assertThatThrownBy(() -> ingest(row, encoder(tokenizer, template), AssistantTurns.ALL))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("test.jsonl:1: ")
          .hasMessageContaining("turn 2")
          .hasMessageContaining("--assistant-turns all");
    }
  }

  private TextEncoder encoder(Tokenizer tokenizer, String template) throws IOException {
    var file = Files.writeString(folder.resolve("template.jinja"), template);
    return new TokenizerEncoder(tokenizer, Optional.of(ChatTemplate.fromFile(file)));
  }

  /** Expected ids and masks: golden/text/make_masks.py, by transformers' apply_chat_template. */
  @TestFactory
  Stream<DynamicTest> marked_turns_are_those_of_transformers() {
    var golden = Goldens.read("masks.json");
    return StreamSupport.stream(golden.get("cases").spliterator(), false)
        .map(test -> {
          var name = test.get("template").asText();
          var template = golden.get("templates").get(name).asText();
          return DynamicTest.dynamicTest(
              name + ", " + test.get("messages").size() + " turns", () -> check(template, test));
        });
  }

  /** Without the marks the turns are told by the beginnings of the conversation, to the same. */
  @TestFactory
  Stream<DynamicTest> unmarked_turns_are_too() {
    var golden = Goldens.read("masks.json");
    var template =
        golden.get("templates").get("whole").asText().replaceAll("\\{% (end)?generation %}", "");
    return StreamSupport.stream(golden.get("cases").spliterator(), false)
        .filter(test -> test.get("template").asText().equals("whole"))
        .map(test ->
            DynamicTest.dynamicTest(
                test.get("messages").size() + " turns", () -> check(template, test)));
  }

  // Four bytes, four tokens of the byte-level vocabulary, then <|im_end|> and the line's end.
  @Test
  void a_marked_text_counts_to_its_last_token_where_transformers_cuts_it_short()
      throws IOException {
    var golden = Goldens.read("masks.json");
    var cut = golden.get("cut");
    assertThat(indices(cut.get("mask"))).hasSize(1);
    int first = indices(cut.get("mask")).getFirst();
    var template = golden.get("templates").get("text").asText();
    assertThat(learned(template, cut)).containsExactly(first, first + 1, first + 2, first + 3);
    assertThat(cut.get("ids").size()).isEqualTo(first + 6);
  }

  private void check(String template, JsonNode test) throws IOException {
    assertThat(learned(template, test)).isEqualTo(indices(test.get("mask")));
  }

  private static List<Integer> indices(JsonNode mask) {
    return IntStream.range(0, mask.size())
        .filter(i -> mask.get(i).intValue() == 1)
        .boxed()
        .toList();
  }

  /** Where the tokens to learn stand in the conversation, all of whose ids must be the expected. */
  private List<Integer> learned(String template, JsonNode test) throws IOException {
    List<Message> messages = new ArrayList<>();
    test.get("messages").forEach(message -> messages.add(new Message(Goldens.map(message))));
    int last = messages.size() - 1;
    var row =
        row(
            new Passage.Chat(messages.subList(0, last)),
            new Passage.Chat(messages.subList(last, last + 1)));
    var expected =
        StreamSupport.stream(test.get("ids").spliterator(), false).mapToInt(JsonNode::intValue);
    try (var tokenizer = Tokenizer.load(Goldens.path("tokenizers/qwen"));
        var made = ingest(row, encoder(tokenizer, template), AssistantTurns.ALL)) {
      var stored = ids(made.store().completion(0));
      var prompt = ids(made.store().prompt(0));
      int[] whole = Arrays.copyOf(prompt, prompt.length + stored.length);
      var learned = new ArrayList<Integer>();
      for (int i = 0; i < stored.length; i++) {
        whole[prompt.length + i] = stored[i] < 0 ? ~stored[i] : stored[i];
        if (made.store().learned(0, i)) {
          learned.add(prompt.length + i);
        }
      }
      assertThat(whole).isEqualTo(expected.limit(whole.length).toArray());
      return learned;
    }
  }
}
