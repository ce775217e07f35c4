package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.BadRow;
import dev.gatun.data.Feedback;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import dev.gatun.text.Message;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RowShapesTest {

  static List<Row> read(String content) {
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    List<Row> rows = new ArrayList<>();
    try (var file = FeedbackFile.read(new ByteArrayInputStream(bytes), "f")) {
      for (Row row; (row = file.next()) != null; ) {
        rows.add(row);
      }
    }
    return rows;
  }

  static Feedback one(String content) {
    assertThat(read(content)).hasSize(1).first().isInstanceOf(Feedback.class);
    return (Feedback) read(content).getFirst();
  }

  static Passage text(String text) {
    return new Passage.Text(text);
  }

  static Passage chat(String... rolesAndContents) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < rolesAndContents.length; i += 2) {
      messages.add(new Message(rolesAndContents[i], rolesAndContents[i + 1]));
    }
    return new Passage.Chat(messages);
  }

  @Nested
  class Unpaired {
    @Test
    void prompt_completion_and_label_are_one_row_of_weight_one() {
      var row = one("{\"prompt\": \"a\", \"completion\": \" b\", \"label\": true}");
      assertThat(row.prompt()).isEqualTo(text("a"));
      assertThat(row.completion()).isEqualTo(text(" b"));
      assertThat(row.desirable()).isTrue();
      assertThat(row.weight()).isEqualTo(1);
      assertThat(row.source()).hasToString("f:1");
    }

    @Test
    void lists_of_messages_are_a_conversation() {
      var row =
          one(
              """
              {"prompt": [{"role": "user", "content": "a"}],\
               "completion": [{"role": "assistant", "content": "b"}], "label": false}\
              """);
      assertThat(row.prompt()).isEqualTo(chat("user", "a"));
      assertThat(row.completion()).isEqualTo(chat("assistant", "b"));
      assertThat(row.desirable()).isFalse();
    }

    @Test
    void the_last_turn_of_messages_is_the_completion() {
      var row =
          one(
              """
              {"messages": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"},\
               {"role": "user", "content": "c"}, {"role": "assistant", "content": "d"}], "label": 1}\
              """);
      assertThat(row.prompt()).isEqualTo(chat("user", "a", "assistant", "b", "user", "c"));
      assertThat(row.completion()).isEqualTo(chat("assistant", "d"));
    }

    @Test
    void conversations_with_from_and_value_are_messages_under_other_names() {
      var row =
          one(
              """
              {"conversations": [{"from": "human", "value": "a"}, {"from": "gpt", "value": "b"}],\
               "system": "s", "label": 0}\
              """);
      assertThat(row.prompt()).isEqualTo(chat("system", "s", "user", "a"));
      assertThat(row.completion()).isEqualTo(chat("assistant", "b"));
    }

    @Test
    void system_opens_a_prompt_of_messages_that_has_no_opening_of_its_own() {
      var row =
          """
          {"prompt": [{"role": "%s", "content": "a"}, {"role": "user", "content": "b"}],\
           "completion": {"role": "assistant", "content": "c"}, "system": "s", "label": 1}\
          """;
      assertThat(one(row.formatted("user")).prompt())
          .isEqualTo(chat("system", "s", "user", "a", "user", "b"));
      assertThat(read(row.formatted("system")))
          .first()
          .asString()
          .contains("f:1: system: is given, and the conversation opens with a system turn too");
    }

    @Test
    void weight_tools_and_template_variables_are_carried_along() {
      var row =
          one(
              """
              {"prompt": [{"role": "user", "content": "a"}],\
               "completion": [{"role": "assistant", "content": "b"}], "label": true, "weight": 0.25,\
               "tools": "[{\\"name\\": \\"f\\"}]", "chat_template_kwargs": {"enable_thinking": false}}\
              """);
      assertThat(row.weight()).isEqualTo(0.25);
      assertThat(row.templateVariables())
          .containsEntry("tools", List.of(Map.of("name", "f")))
          .containsEntry("enable_thinking", false);
    }

    @Test
    void a_turn_keeps_all_its_fields_and_one_of_tool_calls_needs_no_content() {
      var row =
          one(
              """
              {"messages": [{"role": "user", "content": "a", "name": "Ann"},
               {"role": "assistant", "content": null, "tool_calls": [{"id": 1, "on": null}]}],
               "label": 1}\
              """
                  .replace("\n", ""));
      var prompt = (Passage.Chat) row.prompt();
      assertThat(prompt.messages().getFirst().fields()).containsEntry("name", "Ann");
      var answer = ((Passage.Chat) row.completion()).messages().getFirst();
      assertThat(answer.fields()).containsEntry("content", null).hasSize(3);
      assertThat(answer.fields().get("tool_calls")).hasToString("[{id=1, on=null}]");
    }

    @Test
    void an_absent_column_may_be_written_as_null() {
      var row =
          one("{\"messages\": null, \"prompt\": \"a\", \"completion\": \"b\", \"label\": true}");
      assertThat(row.prompt()).isEqualTo(text("a"));
    }
  }

  @Nested
  class Paired {
    @Test
    void a_pair_is_two_rows_the_chosen_one_first() {
      var rows =
          read(
              """
              {"prompt": "p", "chosen": "c", "rejected": "r", "weight": 2}
              {"prompt": "q", "chosen": "d", "rejected": "s"}
              """);
      assertThat(rows).map(Row::toString).hasSize(4);
      assertThat(rows)
          .map(row -> ((Feedback) row).completion())
          .containsExactly(text("c"), text("r"), text("d"), text("s"));
      assertThat(rows)
          .map(row -> ((Feedback) row).desirable())
          .containsExactly(true, false, true, false);
      assertThat(rows).map(row -> ((Feedback) row).weight()).containsExactly(2., 2., 1., 1.);
      assertThat(rows).map(row -> row.source().line()).containsExactly(1L, 1L, 2L, 2L);
    }

    @Test
    void a_single_message_may_stand_for_a_list_of_one() {
      var rows =
          read(
              """
              {"conversations": [{"from": "system", "value": "s"}, {"from": "human", "value": "a"}],\
               "chosen": {"from": "gpt", "value": "b"}, "rejected": {"from": "gpt", "value": "c"}}\
              """);
      assertThat(((Feedback) rows.get(1)).prompt()).isEqualTo(chat("system", "s", "user", "a"));
      assertThat(((Feedback) rows.get(1)).completion()).isEqualTo(chat("assistant", "c"));
    }

    // trl.data_utils.extract_prompt on the same pairs gives the same three strings.
    @Test
    void the_shared_beginning_of_texts_is_their_prompt_and_a_last_space_is_not() {
      var rows = read("{\"chosen\": \"The sky is blue.\", \"rejected\": \"The sky is green.\"}");
      assertThat(((Feedback) rows.get(0)).prompt()).isEqualTo(text("The sky is"));
      assertThat(((Feedback) rows.get(0)).completion()).isEqualTo(text(" blue."));
      assertThat(((Feedback) rows.get(1)).completion()).isEqualTo(text(" green."));
    }

    @Test
    void of_texts_where_one_begins_the_other_the_last_character_stays_a_completion() {
      var rows = read("{\"chosen\": \"ab\", \"rejected\": \"abc\"}");
      assertThat(((Feedback) rows.get(0)).prompt()).isEqualTo(text("a"));
      assertThat(((Feedback) rows.get(0)).completion()).isEqualTo(text("b"));
      assertThat(((Feedback) rows.get(1)).completion()).isEqualTo(text("bc"));
    }

    @Test
    void characters_that_share_half_their_code_are_not_split() {
      // U+1F600 and U+1F601 have the same high surrogate
      var rows = read("{\"chosen\": \"a\uD83D\uDE00\", \"rejected\": \"a\uD83D\uDE01\"}");
      assertThat(((Feedback) rows.get(0)).completion()).isEqualTo(text("\uD83D\uDE00"));
    }

    @Test
    void the_shared_turns_of_conversations_are_their_prompt_whatever_the_prompt_column_says() {
      var rows =
          read(
              """
              {"prompt": "a", "messages": [],\
               "chosen": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "b"}],\
               "rejected": [{"role": "user", "content": "a"}, {"role": "assistant", "content": "c"}]}\
              """);
      assertThat(((Feedback) rows.get(0)).prompt()).isEqualTo(chat("user", "a"));
      assertThat(((Feedback) rows.get(1)).completion()).isEqualTo(chat("assistant", "c"));
    }

    @Test
    void an_instruction_becomes_a_text_prompt_with_headings() {
      var rows =
          read(
              """
              {"instruction": "I", "input": "X", "output": "o", "chosen": "c", "rejected": "r"}
              {"instruction": "I", "input": "", "chosen": "c", "rejected": "r"}
              """);
      assertThat(((Feedback) rows.get(0)).prompt())
          .isEqualTo(text("### Instruction:\nI\n\n### Input:\nX\n\n### Response:\n"));
      assertThat(((Feedback) rows.get(2)).prompt())
          .isEqualTo(text("### Instruction:\nI\n\n### Response:\n"));
    }
  }

  @Nested
  class LabelValues {
    @ParameterizedTest
    @ValueSource(strings = {"true", "1", "\"desirable\"", "\"up\"", "\"\uD83D\uDC4D\""})
    void mean_desirable(String label) {
      assertThat(one(row(label)).desirable()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "0", "\"undesirable\"", "\"down\"", "\"\uD83D\uDC4E\""})
    void mean_undesirable(String label) {
      assertThat(one(row(label)).desirable()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "2",
          "-1",
          "1.0",
          "0.5",
          "\"yes\"",
          "\"true\"",
          "\"1\"",
          "\"Up\"",
          "\"\"",
          "null",
          "NaN",
          "[]",
          "{}",
          "18446744073709551617"
        })
    void other_than_those_are_bad_rows(String label) {
      var row = read(row(label)).getFirst();
      assertThat(row).isInstanceOf(BadRow.class);
      assertThat(((BadRow) row).field()).isEqualTo("label");
    }

    private String row(String label) {
      return "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": " + label + "}";
    }
  }

  @Test
  void columns_that_nothing_uses_are_remembered_once() {
    var content =
        """
        {"prompt": "a", "completion": "b", "label": true, "id": 1, "lang": null}
        {"prompt": "a", "completion": "b", "label": true, "id": 2, "lang": "en", "score": NaN}
        """;
    var bytes = content.getBytes(StandardCharsets.UTF_8);
    try (var file = FeedbackFile.read(new ByteArrayInputStream(bytes), "f")) {
      while (file.next() != null) {
        assertThat(file.ignoredColumns()).contains("id");
      }
      assertThat(file.ignoredColumns()).containsExactly("id", "lang", "score");
    }
  }
}
