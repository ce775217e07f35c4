package dev.gatun.data.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.AssistantTurns;
import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingestion;
import dev.gatun.data.ListSource;
import dev.gatun.data.Passage;
import dev.gatun.data.Source;
import dev.gatun.data.WordEncoder;
import dev.gatun.text.Message;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DataSummaryTest {
  // With <s> before each prompt and </s> behind each completion: 3 + 3 tokens four times, 3 + 2, 2
  // + 2.
  private static final String[][] ROWS = {
    {"w1 w2", " w3 w4", "+"},
    {"w1 w2", " w3 w4", "+"}, // a duplicate
    {"w1 w2", " w3 w4", "-"}, // a contradiction
    {"w5 w6", " w7 w8", "-"},
    {"w5 w6", " w9", "-"},
    {"w10", " w11", "+"},
  };

  @TempDir Path folder;

  private DataSummary summary(FeedbackSource source, int maxLength, AssistantTurns turns) {
    var settings = IngestSettings.of(maxLength, folder).withAssistantTurns(turns);
    try (var made = Ingestion.run(source, WordEncoder.withTemplate(40), settings)) {
      return DataSummary.of(made.store());
    }
  }

  private DataSummary summary(int maxLength) {
    return summary(ListSource.of(ROWS), maxLength, AssistantTurns.LAST);
  }

  @Test
  void prompts_duplicates_and_contradictions_are_counted() {
    var summary = summary(100);
    assertThat(summary.prompts()).isEqualTo(3);
    assertThat(summary.promptsDesirableOnly()).as("w10").isEqualTo(1);
    assertThat(summary.promptsUndesirableOnly()).as("w5 w6").isEqualTo(1);
    assertThat(summary.duplicates()).isEqualTo(1);
    assertThat(summary.contradictions()).isEqualTo(1);
    assertThat(summary.groups()).isZero();
  }

  @Test
  void lengths_are_those_before_truncation() {
    var together = summary(5).together(); // 4, 5, 6, 6, 6, 6
    assertThat(together.shortest()).isEqualTo(4);
    assertThat(together.quantile(0.5)).isEqualTo(6);
    assertThat(together.quantile(2 / 6.0)).isEqualTo(5);
    assertThat(together.longest()).isEqualTo(6);
    assertThat(together.mean()).isEqualTo(33 / 6.0);
    assertThat(together.histogram())
        .containsExactly(new Lengths.Bin(3, 4, 1), new Lengths.Bin(5, 8, 5));
    assertThat(summary(5).prompt().total()).isEqualTo(17);
    assertThat(summary(5).completion().total()).isEqualTo(16);
  }

  @Test
  void tokens_are_those_after_truncation() {
    assertThat(summary(100).tokens()).isEqualTo(33);
    assertThat(summary(100).learned()).isEqualTo(16);
    assertThat(summary(5).tokens()).isEqualTo(4 + 5 * 5);
    assertThat(summary(5).learned()).isEqualTo(6 * 2); // of each completion two tokens are left
  }

  @Test
  void turns_of_others_within_the_completion_are_not_learned() {
    var row =
        new Feedback(
            chat("user", "w1", "assistant", "w2", "user", "w3"),
            chat("assistant", "w4"),
            true,
            1,
            Map.of(),
            Source.line("f", 1));
    // <|user|> w1 <|end|> <|assistant|> [w2 <|end|>] <|user|> w3 <|end|> <|assistant|> [w4 <|end|>]
    var summary = summary(new ListSource(List.of(row)), 100, AssistantTurns.ALL);
    assertThat(summary.tokens()).isEqualTo(12);
    assertThat(summary.learned()).isEqualTo(4);
  }

  private static Passage.Chat chat(String... turns) {
    var messages = new java.util.ArrayList<Message>();
    for (int i = 0; i < turns.length; i += 2) messages.add(new Message(turns[i], turns[i + 1]));
    return new Passage.Chat(messages);
  }

  @Test
  void flags_are_kept_for_many_keys() {
    var flags = new KeyFlags();
    for (long key = -5000; key < 5000; key++) {
      assertThat(flags.add(key, key % 2 == 0 ? 1 : 2)).isZero();
    }
    for (long key = -5000; key < 5000; key += 2) {
      assertThat(flags.add(key, 2)).isEqualTo(1);
    }
    assertThat(flags.size()).isEqualTo(10_000);
    assertThat(flags.count(flag -> flag == 3)).isEqualTo(5000);
    assertThat(flags.count(flag -> flag == 2)).isEqualTo(5000);
  }
}
