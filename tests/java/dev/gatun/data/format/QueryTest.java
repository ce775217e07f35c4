package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.BadRow;
import dev.gatun.data.Feedback;
import dev.gatun.data.InputException;
import dev.gatun.data.Passage;
import dev.gatun.data.Row;
import dev.gatun.text.Message;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueryTest {
  @TempDir Path folder;

  private static List<Row> read(String data) {
    List<Row> rows = new ArrayList<>();
    try (var source = FeedbackFile.open(data)) {
      for (Row row; (row = source.next()) != null; ) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Feedback only(String data) {
    var rows = read(data);
    assertThat(rows).hasSize(1);
    return (Feedback) rows.getFirst();
  }

  private static void refused(String data, String... named) {
    assertThatThrownBy(() -> read(data))
        .isInstanceOf(InputException.class)
        .message()
        .contains(named)
        .hasLineCount(1);
  }

  private Path parquet(String name, String query) throws SQLException {
    var file = folder.resolve(name);
    try (var duck = DriverManager.getConnection("jdbc:duckdb:");
        var statement = duck.createStatement()) {
      statement.execute("COPY (" + query + ") TO '" + file + "' (FORMAT parquet)");
    }
    return file;
  }

  private static Passage.Chat chat(String... turns) {
    List<Message> messages = new ArrayList<>();
    for (int i = 0; i < turns.length; i += 2) {
      messages.add(new Message(turns[i], turns[i + 1]));
    }
    return new Passage.Chat(messages);
  }

  @Nested
  class Queries {
    @Test
    void rows_come_in_order_and_are_numbered() throws SQLException {
      parquet("a.parquet", "SELECT 'p' || i AS q, 'c' AS a, i % 2 AS stars FROM range(5000) r(i)");
      var rows =
          read(
              "SELECT q AS prompt, a AS completion, stars = 1 AS label FROM '%s/*.parquet'; -- all"
                  .formatted(folder)
                  .replace("; -- all", ";"));
      assertThat(rows).hasSize(5000);
      var last = (Feedback) rows.get(4999);
      assertThat(last.prompt()).isEqualTo(new Passage.Text("p4999"));
      assertThat(last.desirable()).isTrue();
      assertThat(last.source()).hasToString("query row 5000");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "SELECT 'a' AS prompt, 'b' AS completion, 1 AS label -- a comment at the end",
          "/* first */ -- and\n (select 'a' prompt, 'b' completion, true as label)",
          "WITH t AS (SELECT 'a' prompt, 'b' completion) SELECT *, 'up' AS label FROM t",
          "FROM (VALUES ('a', 'b', true)) t(prompt, completion, label)",
        })
    void whatever_returns_rows_is_a_query(String query) {
      assertThat(only(query).desirable()).isTrue();
    }

    @Test
    void conversations_are_lists_of_structs_json_or_text_that_holds_json() {
      var list = "[{'role': 'user', 'content': 'w1'}, {'role': 'assistant', 'content': 'é\n\"'}]";
      var json =
          "'[{\"role\":\"user\",\"content\":\"w1\"},{\"role\":\"assistant\",\"content\":\"é\\n\\\"\"}]'";
      for (var messages : List.of(list, json + "::JSON", json)) {
        var row = only("SELECT " + messages + " AS messages, '👎' AS label");
        assertThat(row.prompt()).isEqualTo(chat("user", "w1"));
        assertThat(row.completion()).isEqualTo(chat("assistant", "é\n\""));
        assertThat(row.desirable()).isFalse();
      }
    }

    @Test
    void a_field_that_is_null_in_a_struct_stays_null() {
      var row =
          only(
              "SELECT [{'role': 'user', 'content': 'w1', 'name': NULL}] AS prompt,"
                  + " [{'role': 'assistant', 'content': 'w2', 'name': 'x'}] AS completion,"
                  + " 1 AS label, MAP {'k': 7} AS chat_template_kwargs, 0.25::FLOAT AS weight");
      assertThat(((Passage.Chat) row.prompt()).messages().getFirst().fields())
          .containsEntry("name", null);
      assertThat(row.templateVariables()).isEqualTo(Map.of("k", 7L));
      assertThat(row.weight()).isEqualTo(0.25);
    }

    @Test
    void a_bad_row_is_named_by_its_number_and_disturbs_no_other() {
      var rows =
          read(
              "SELECT 'a' AS prompt, 'b' AS completion, x AS label FROM (VALUES (1), (2), (0)) t(x)");
      assertThat(rows.get(1))
          .isInstanceOf(BadRow.class)
          .asString()
          .startsWith("query row 2: label: 2 is not a label");
      assertThat(rows.get(2)).isInstanceOf(Feedback.class);
    }

    @Test
    void a_weight_that_is_no_number_is_a_bad_row() {
      assertThat(read("SELECT 'a' prompt, 'b' completion, true AS label, 'nan'::DOUBLE weight"))
          .first()
          .asString()
          .contains("query row 1: weight", "NaN");
    }

    @Test
    void no_rows_are_said_so() {
      refused("SELECT 1 AS prompt LIMIT 0", "query: holds no rows");
    }

    @Test
    void errors_are_one_line_with_the_place() {
      refused("SELECT\n labl FROM (SELECT 1 AS label)", "query: Binder Error", "line 2, at labl");
      refused("SELECT * FRM x WHERE", "query: Parser Error: syntax error", "(line 1, at ");
      refused("SELECT * FROM '" + folder + "/no*.parquet'", "query: IO Error: No files found");
      refused("SELECT 1; SELECT 2", "query: Parser Error", "at ;");
    }

    // DuckDB's streamed results lose the reason of a failure among their first rows.
    @Test
    void errors_while_running_are_told_too() {
      refused(
          "SELECT x::INT AS y FROM (VALUES ('1'), ('a')) t(x)", "query: Conversion Error", "'a'");
      refused(
          "SELECT CASE WHEN i < 300000 THEN 'a' ELSE error('boo') END AS prompt, 'b' AS completion,"
              + " true AS label FROM range(300001) r(i)",
          "query, after row ",
          "boo");
    }

    @Test
    void a_file_of_that_name_comes_first() throws IOException {
      var row = "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": true}";
      var odd = Files.writeString(folder.resolve("from me"), row);
      assertThat(only(odd.toString()).source().file()).isEqualTo(odd.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"from.jsonl", "select", "with_love/data.json", "table-1.parquet"})
    void names_of_files_are_no_queries(String name) {
      refused(name, name + ": no such file");
    }
  }

  @Nested
  class Files_ {
    @Test
    void parquet_is_told_by_its_content() throws SQLException {
      var file = parquet("data[1].bin", "SELECT 'a' AS prompt, 'b' AS completion, false AS label");
      assertThat(only(file.toString()).source()).hasToString(file + " row 1");
      assertThat(only(file.toString()).desirable()).isFalse();
    }

    @Test
    void many_parquet_files_have_one_name_with_a_wildcard() throws SQLException {
      parquet("1.parquet", "SELECT 'a' AS prompt, 'b' AS completion, true AS label");
      parquet("2.parquet", "SELECT 'c' AS prompt, 'd' AS completion, false AS label");
      assertThat(read(folder + "/*.parquet")).hasSize(2);
    }

    @Test
    void a_damaged_parquet_file_is_named() throws IOException {
      var file = Files.writeString(folder.resolve("x.parquet"), "PAR1 and then no more");
      refused(file.toString(), file + ": ", "x.parquet");
    }

    // RFC 4180: doubled quotes, line ends inside quotes.
    @Test
    void csv_is_text_but_for_label_and_weight() throws IOException {
      var file =
          Files.writeString(
              folder.resolve("it's.csv"),
              """
              prompt,completion,label,weight
              007,"a, ""q""
              line 2; |",True,2
              x,"2024-01-02",0,
              y,z,👍,1
              """);
      var rows = read(file.toString());
      var first = (Feedback) rows.getFirst();
      assertThat(first.prompt()).isEqualTo(new Passage.Text("007"));
      assertThat(first.completion()).isEqualTo(new Passage.Text("a, \"q\"\nline 2; |"));
      assertThat(first.desirable()).isTrue();
      assertThat(first.weight()).isEqualTo(2);
      assertThat(((Feedback) rows.get(1)).desirable()).isFalse();
      assertThat(((Feedback) rows.get(2)).source()).hasToString(file + " row 3");
    }

    @ParameterizedTest
    @CsvSource({"maybe, 1, label", "1, many, weight"})
    void csv_values_that_fit_no_column_are_bad_rows(String label, String weight, String field)
        throws IOException {
      var file = folder.resolve("x.csv");
      Files.writeString(
          file, "prompt,completion,label,weight\na,b,%s,%s\n".formatted(label, weight));
      assertThat(read(file.toString())).first().asString().contains("x.csv row 1: " + field);
    }

    @Test
    void tabs_and_conversations_in_tsv() throws IOException {
      var file =
          Files.writeString(
              folder.resolve("x.tsv"),
              "messages\tlabel\n"
                  + "\"[{\"\"role\"\":\"\"user\"\",\"\"content\"\":\"\"w1\"\"},"
                  + "{\"\"role\"\":\"\"assistant\"\",\"\"content\"\":\"\"w2\"\"}]\"\tup\n");
      assertThat(only(file.toString()).completion()).isEqualTo(chat("assistant", "w2"));
    }

    @Test
    void csv_that_is_not_utf8_is_one_line() throws IOException {
      var file = folder.resolve("x.csv");
      Files.write(file, "prompt,completion,label\n\u00ff\u00fe,b,up\n".getBytes("ISO-8859-1"));
      refused(file.toString(), "x.csv", "CSV Error on Line: 2", "utf-8");
    }

    @Test
    void json_under_the_name_of_csv_is_json() throws IOException {
      var row = "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": true}";
      var file = Files.writeString(folder.resolve("x.csv"), row);
      assertThat(only(file.toString()).source()).hasToString(file + ":1");
    }
  }

  @Test
  void without_duckdb_the_message_says_what_to_add() {
    var without = ClassLoader.getPlatformClassLoader();
    assertThatThrownBy(() -> DuckDb.connect("x.parquet", DuckDb.Results.STREAMED, without))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("x.parquet: ")
        .hasMessageContaining("org.duckdb:duckdb_jdbc")
        .hasMessageContaining("JSONL");
  }
}
