package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.BadRow;
import dev.gatun.data.Feedback;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code prompt, completions, scores}, and what rows of one object have in common. */
final class ScoredRowsTest {
  private static List<Row> read(String... lines) {
    var bytes = String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
    List<Row> rows = new ArrayList<>();
    try (var file = FeedbackFile.read(new ByteArrayInputStream(bytes), "d.jsonl")) {
      for (Row row; (row = file.next()) != null; ) rows.add(row);
    }
    return rows;
  }

  private static Feedback good(Row row) {
    return (Feedback) row;
  }

  @Test
  void each_response_is_a_row_with_its_score_and_the_highest_are_desirable() {
    var rows =
        read(
            "{\"prompt\": \"p\", \"completions\": [\"a\", \"b\", \"c\"], \"scores\": [1, 2.5, 2.5]}");
    assertThat(rows).hasSize(3);
    assertThat(rows.stream().map(row -> good(row).completion()))
        .containsExactly(new Passage.Text("a"), new Passage.Text("b"), new Passage.Text("c"));
    assertThat(rows.stream().map(row -> good(row).place().score())).containsExactly(1.0, 2.5, 2.5);
    assertThat(rows.stream().map(row -> good(row).desirable())).containsExactly(false, true, true);
    assertThat(rows.stream().map(row -> good(row).place().size())).containsOnly(3);
  }

  @Test
  void rows_of_one_object_share_a_group_and_others_do_not() {
    var rows =
        read(
            "{\"prompt\": \"p\", \"completions\": [\"a\", \"b\"], \"scores\": [1, 0]}",
            "{\"prompt\": \"p\", \"chosen\": \"a\", \"rejected\": \"b\"}",
            "{\"prompt\": \"p\", \"completion\": \"a\", \"label\": true}");
    var groups = rows.stream().map(row -> good(row).place().group()).toList();
    assertThat(groups).hasSize(5);
    assertThat(groups.get(0)).isEqualTo(groups.get(1));
    assertThat(groups.get(2)).isEqualTo(groups.get(3)).isNotEqualTo(groups.get(0));
    assertThat(good(rows.get(4)).place()).isEqualTo(Feedback.Place.ALONE);
  }

  @Test
  void conversations_are_taken_too() {
    var rows =
        read(
            "{\"prompt\": [{\"role\": \"user\", \"content\": \"p\"}], \"completions\":"
                + " [[{\"role\": \"assistant\", \"content\": \"a\"}], [{\"role\": \"assistant\","
                + " \"content\": \"b\"}]], \"scores\": [0, 1]}");
    assertThat(rows).allMatch(row -> good(row).completion() instanceof Passage.Chat);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[\"a\",\"b\"] | [1] | scores | there are 1 for 2 completions",
        "[\"a\",\"b\"] | [1, NaN] | scores[1] | expected a finite number, got NaN",
        "[\"a\",\"b\"] | [1, null] | scores[1] | expected a finite number, got null",
        "[\"a\",\"b\"] | [\"1\", 2] | scores[0] | expected a finite number, got \"1\"",
        "[\"a\",\"b\"] | 3 | scores | expected a list of numbers, got 3",
        "[\"a\"] | [1] | completions | expected a list of two or more responses, got 1",
        "\"a\" | [1] | completions | expected a list of two or more responses, got \"a\"",
        "[\"a\",\"\"] | [1, 2] | completions[1] | is empty",
        "[\"a\",5] | [1, 2] | completions[1] | expected text or messages, got 5",
      })
  void what_does_not_fit_is_named_with_its_place(
      String completions, String scores, String field, String reason) {
    var bad =
        (BadRow)
            read("{\"prompt\":\"p\",\"completions\":" + completions + ",\"scores\":" + scores + "}")
                .getFirst();
    assertThat(bad.field()).isEqualTo(field);
    assertThat(bad.reason()).contains(reason);
  }

  @Test
  void a_column_of_another_name_leaves_one_missing() {
    var rows = read("{\"prompt\": \"p\", \"completions\": [\"a\", \"b\"], \"ratings\": [1, 0]}");
    assertThat(rows.getFirst()).hasToString("d.jsonl:1: scores: is missing");
    rows = read("{\"prompt\": \"p\", \"responses\": [\"a\", \"b\"], \"scores\": [1, 0]}");
    assertThat(rows.getFirst()).hasToString("d.jsonl:1: completions: is missing");
  }
}
