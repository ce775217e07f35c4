package dev.gatun.data;

import static dev.gatun.data.WordEncoder.BOS;
import static dev.gatun.data.WordEncoder.EOS;
import static dev.gatun.data.WordEncoder.w;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.text.Message;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IngestionTest {
  @TempDir Path folder;

  private static int[] ids(MemorySegment segment) {
    return segment.toArray(ValueLayout.JAVA_INT);
  }

  private Ingested ingest(FeedbackSource source, int maxLength) {
    return Ingestion.run(
        source, WordEncoder.withTemplate(40), IngestSettings.of(maxLength, folder));
  }

  private static Feedback chat(Message prompt, Message completion) {
    return new Feedback(
        new Passage.Chat(List.of(prompt)),
        new Passage.Chat(List.of(completion)),
        true,
        1,
        Map.of(),
        Source.line("test.jsonl", 1));
  }

  @Nested
  class Text {
    @Test
    void the_completion_is_the_rest_of_the_whole_with_the_end_text() {
      try (var made = ingest(ListSource.of(new String[] {"w1 w2", " w3", "+"}), 100)) {
        assertThat(ids(made.store().prompt(0))).containsExactly(BOS, w(1), w(2));
        assertThat(ids(made.store().completion(0))).containsExactly(w(3), EOS);
        assertThat(made.store().desirable(0)).isTrue();
        assertThat(made.report().tokens()).isEqualTo(5);
      }
    }

    @Test
    void an_end_text_that_is_there_is_not_doubled() {
      try (var made = ingest(ListSource.of(new String[] {"w1", " w3</s>", "-"}), 100)) {
        assertThat(ids(made.store().completion(0))).containsExactly(w(3), EOS);
      }
    }

    @Test
    void a_prompt_that_is_no_prefix_is_kept_counted_and_named() {
      // "w1 w" is <s> w1 <unk>, "w1 w2 w3</s>" is <s> w1 w2 w3 </s>: three tokens go to the prompt.
      try (var made = ingest(ListSource.of(new String[] {"w1 w", "2 w3", "+"}), 100)) {
        assertThat(made.report().prefixMismatches()).isEqualTo(1);
        assertThat(made.report().firstPrefixMismatches())
            .containsExactly(Source.line("test.jsonl", 1));
        assertThat(ids(made.store().completion(0))).containsExactly(w(3), EOS);
      }
    }

    @Test
    void without_an_end_token_rows_are_kept_and_counted() {
      var noEos =
          new TextEncoder() {
            @Override
            public int[] encode(String text) {
              return text.chars().toArray();
            }

            @Override
            public Optional<String> eosText() {
              return Optional.empty();
            }

            @Override
            public Optional<ChatEncoder> chat() {
              return Optional.empty();
            }
          };
      var source = ListSource.of(new String[] {"a", "b", "+"});
      try (var made = Ingestion.run(source, noEos, IngestSettings.of(9, folder))) {
        assertThat(ids(made.store().completion(0))).containsExactly('b');
        assertThat(made.report().textWithoutEos()).isEqualTo(1);
      }
    }
  }

  @Nested
  class Chat {
    @Test
    void the_opening_of_the_reply_belongs_to_the_prompt_and_nothing_is_added() {
      var row = chat(new Message("user", "w1"), new Message("assistant", "w2"));
      try (var made = ingest(new ListSource(List.of(row)), 100)) {
        // <|user|> w1 <|end|> <|assistant|> and w2 <|end|>; ids as in WordEncoder.SPECIAL
        assertThat(ids(made.store().prompt(0))).containsExactly(4, w(1), 7, 5);
        assertThat(ids(made.store().completion(0))).containsExactly(w(2), 7);
      }
    }

    @Test
    void without_a_template_the_error_names_the_flag() {
      var row = chat(new Message("user", "w1"), new Message("assistant", "w2"));
      var settings = IngestSettings.of(100, folder);
      var encoder = WordEncoder.withoutTemplate(40);
      assertThatThrownBy(() -> Ingestion.run(new ListSource(List.of(row)), encoder, settings))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("test.jsonl:1")
          .hasMessageContaining("--chat-template FILE|chatml|llama3|...");
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void a_conversation_the_template_refuses_is_a_bad_row() {
      var row = chat(new Message("assistant", "w1"), new Message("assistant", "w2"));
      assertThatThrownBy(() -> ingest(new ListSource(List.of(row)), 100))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("test.jsonl:1: prompt: conversation must start with a user turn");
    }
  }

  @Nested
  class Lengths {
    @Test
    void what_is_cut_and_what_is_dropped_is_counted() {
      var source =
          ListSource.of(
              new String[] {"w1 w2 w3", " w4", "+"}, // 4 prompt tokens fill the length: dropped
              new String[] {"w1 w2", " w4", "+"}, // 3 + 2 of 4: truncated
              new String[] {"w1", " w4", "-"}); // 2 + 2 fits
      try (var made = ingest(source, 4)) {
        var report = made.report();
        assertThat(report.rows()).isEqualTo(2);
        assertThat(report.dropped()).isEqualTo(1);
        assertThat(report.truncated()).isEqualTo(1);
        assertThat(report.desirable()).isEqualTo(1);
        assertThat(report.undesirable()).isEqualTo(1);
        assertThat(report.tokens()).isEqualTo(8);
        assertThat(made.store().maxLength()).isEqualTo(4);
      }
    }

    @Test
    void when_every_prompt_fills_the_length_the_error_names_the_flag() {
      assertThatThrownBy(() -> ingest(ListSource.of(new String[] {"w1 w2", " w3", "+"}), 3))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("raise --max-length");
    }
  }

  @Nested
  class BadRows {
    private ListSource bad(int count) {
      List<Row> rows = new ArrayList<>();
      for (int i = 1; i <= count; i++) {
        rows.add(new BadRow(Source.line("d.jsonl", i), "label", "is missing"));
      }
      rows.add(Feedback.text("w1", " w2", true, Source.line("d.jsonl", count + 1)));
      return new ListSource(rows);
    }

    @Test
    void stop_the_run_after_listing_the_first_twenty_and_the_total() {
      assertThatThrownBy(() -> ingest(bad(1000), 100))
          .isInstanceOf(InputException.class)
          .hasMessageStartingWith("1000 bad rows:\n  d.jsonl:1: label: is missing\n")
          .hasMessageContaining("d.jsonl:20: label")
          .hasMessageNotContaining("d.jsonl:21:")
          .hasMessageContaining("... and 980 more")
          .hasMessageContaining("--skip-bad-rows");
      assertThat(folder).isEmptyDirectory();
    }

    @Test
    void are_left_out_and_counted_on_request() {
      var settings = IngestSettings.of(100, folder).withBadRows(BadRowPolicy.SKIP);
      try (var made = Ingestion.run(bad(30), WordEncoder.withTemplate(40), settings)) {
        assertThat(made.report().badRows()).isEqualTo(30);
        assertThat(made.report().firstBadRows()).hasSize(20);
        assertThat(made.store().rows()).isEqualTo(1);
      }
    }

    @Test
    void and_nothing_else_leave_nothing_to_train_on() {
      var settings = IngestSettings.of(100, folder).withBadRows(BadRowPolicy.SKIP);
      var row = new BadRow(Source.line("d.jsonl", 1), "label", "is missing");
      var source = new ListSource(List.of(row));
      assertThatThrownBy(() -> Ingestion.run(source, WordEncoder.withTemplate(1), settings))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("all 1 are bad");
    }
  }

  @Test
  void the_order_of_the_data_is_kept_whatever_the_threads_do() {
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rows.add(Feedback.text("w" + i, " w0", i % 3 == 0, Source.line("d.jsonl", i + 1)));
    }
    var settings = IngestSettings.of(100, folder).withThreads(4);
    var encoder = WordEncoder.withTemplate(5000);
    try (var made = Ingestion.run(new ListSource(rows), encoder, settings)) {
      for (int i = 0; i < 5000; i++) {
        assertThat(ids(made.store().prompt(i))).containsExactly(BOS, w(i));
      }
    }
  }

  @Test
  void a_folder_that_cannot_be_written_is_the_users_error() throws Exception {
    var file = Files.writeString(folder.resolve("file"), "x");
    var settings = IngestSettings.of(10, file.resolve("below"));
    var source = ListSource.of(new String[] {"w1", " w2", "+"});
    assertThatThrownBy(() -> Ingestion.run(source, WordEncoder.withTemplate(9), settings))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("cannot be written");
  }
}
