package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.BadRow;
import dev.gatun.data.Feedback;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BadFileTest {
  private static final String GOOD = "{\"prompt\": \"a\", \"completion\": \"b\", \"label\": true}";

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] latin1(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var out = new ByteArrayOutputStream();
    try (var packed = new GZIPOutputStream(out)) {
      packed.write(bytes);
    }
    return out.toByteArray();
  }

  private static List<Row> read(InputStream in) {
    List<Row> rows = new ArrayList<>();
    try (var file = FeedbackFile.read(in, "f.jsonl")) {
      for (Row row; (row = file.next()) != null; ) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static List<Row> read(byte[] bytes) {
    return read(new ByteArrayInputStream(bytes));
  }

  private static String bad(String line) {
    var row = read(utf8(line)).getFirst();
    assertThat(row).isInstanceOf(BadRow.class);
    return row.toString();
  }

  private static void refused(byte[] bytes, String message) {
    assertThatThrownBy(() -> read(bytes))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("f.jsonl:")
        .hasMessageContaining(message);
  }

  @Nested
  class Rows {
    @Test
    void a_bad_line_does_not_disturb_the_next() {
      var rows = read(utf8(GOOD + "\n{\"prompt\": \n\n" + GOOD + "\r\n" + GOOD));
      assertThat(rows).hasSize(4);
      assertThat(rows.get(1)).isInstanceOf(BadRow.class);
      assertThat(rows.get(1).source()).hasToString("f.jsonl:2");
      assertThat(rows.get(2)).isInstanceOf(Feedback.class);
      assertThat(rows.get(3).source()).hasToString("f.jsonl:5");
    }

    @ParameterizedTest
    @CsvSource(
        quoteCharacter = '`',
        value = {
          "`{'completion': 'b', 'label': true}`, `prompt: is missing`",
          "`{'prompt': null, 'completion': 'b', 'label': true}`, `prompt: is null`",
          "`{'prompt': 'a', 'label': true}`, `completion: is missing`",
          "`{'prompt': 'a', 'completion': 'b'}`, `label: is missing`",
          "`{'prompt': 'a', 'completion': 'b', 'label': 'yes'}`, `label: \"yes\" is not a label; expected`",
          "`{'prompt': 'a', 'completion': '', 'label': true}`, `completion: is empty`",
          "`{'prompt': 3, 'completion': 'b', 'label': true}`, `prompt: expected text or messages, got 3`",
          "`{'prompt': NaN, 'completion': 'b', 'label': true}`, `prompt: expected text or messages, got NaN`",
          "`{'prompt': 'a', 'completion': 'b', 'label': true, 'weight': NaN}`, `weight: expected a number`",
          "`{'prompt': 'a', 'completion': 'b', 'label': true, 'weight': -1}`, `weight: expected a number`",
          "`{'prompt': 'a', 'completion': 'b', 'label': true, 'label': false}`, `label: is given twice`",
          "`{'prompt': 'a', 'completion': [{'role': 'assistant', 'content': 'b'}], 'label': 1}`, `completion: is a list`",
          "`{'prompt': [], 'completion': [{'role': 'assistant', 'content': 'b'}], 'label': 1}`, `prompt: expected a list`",
          "`{'messages': [{'role': 'user', 'content': 'b'}], 'label': 1}`, `messages: the last turn must be`",
          "`{'messages': [{'role': 'assistant', 'content': 'b'}], 'label': 1}`, `messages: there is no turn before`",
          "`{'messages': [{'role': 'user'}, {'role': 'assistant', 'content': 'b'}], 'label': 1}`, `messages[0].content: expected text, got null`",
          "`{'messages': [{'role': 'user', 'content': [{}]}, {'role': 'assistant', 'content': 'b'}], 'label': 1}`, `only text`",
          "`{'prompt': 'p', 'chosen': 'c'}`, `rejected: is missing`",
          "`{'prompt': 'p', 'chosen': 'c', 'rejected': ''}`, `rejected: is empty`",
          "`{'chosen': 'c', 'rejected': 'd'}`, `prompt: is missing, and chosen and rejected share no beginning`",
          "`{'chosen': 'c', 'rejected': 'c'}`, `prompt: is missing, and cannot be told`",
          "`{'text': 'c'}`, `row: no known set of fields: expected (prompt, completion, label)`",
          "`[1]`, `row: expected an object`",
          "`{'prompt': 'a\\ud83d', 'completion': 'b', 'label': true}`, `prompt: holds half a character (\\ud83d)`",
          "`{'prompt': 'a', 'completion': 'b', 'label': tru`, `row: invalid JSON`",
          "`{'prompt': 'a', 'completion': 'b`, `row: invalid JSON: the line ends in the middle`",
          "`{'prompt': 'a', 'completion': 'b', 'label': true} x`, `row: invalid JSON`",
          "`{'prompt': 'a', 'completion': 'b', 'label': true},`, `row: invalid JSON`",
          "`prompt,completion,label`, `row: invalid JSON`",
        })
    void say_where_what_and_why(String line, String expected) {
      // The first line is good, so that a list is not taken for an array of rows.
      var rows = read(utf8(GOOD + "\n" + line.replace('\'', '"')));
      assertThat(rows.get(1).toString()).startsWith("f.jsonl:2: ").contains(expected);
    }

    @Test
    void invalid_utf8_is_reported_with_its_place_in_the_line() {
      var rows = read(latin1(GOOD + "\n{\"prompt\": \"caf\u00e9\"}\n" + GOOD));
      assertThat(rows.get(1))
          .hasToString("f.jsonl:2: row: invalid UTF-8 at byte 16 of the line; save it as UTF-8");
      assertThat(rows.get(2)).isInstanceOf(Feedback.class);
    }

    @Test
    void nul_bytes_in_a_line_are_called_damage() {
      var many = (GOOD + "\n").repeat(300); // beyond what is looked at to tell a binary file
      assertThat(read(utf8(many + "{\"prompt\": \0\0}")).getLast().toString())
          .contains("f.jsonl:301: row: the line holds NUL bytes");
    }

    @Test
    void nesting_without_end_is_a_bad_row_and_no_crash() {
      assertThat(bad("{\"prompt\": " + "[".repeat(100_000))).contains("limits of the reader");
    }

    @Test
    void a_long_value_is_shortened_without_cutting_a_character_in_two() {
      var label = "x".repeat(36) + "\uD83D\uDE00".repeat(9);
      assertThat(bad("{\"prompt\": \"a\", \"completion\": \"b\", \"label\": \"" + label + "\"}"))
          .contains("\"" + "x".repeat(36) + "...\" is not a label");
    }
  }

  @Nested
  class ArraysOfRows {
    @Test
    void rows_are_reported_with_line_and_number() {
      var rows = read(utf8("[\n " + GOOD + ",\n {\"prompt\": \"a\"},\n 7, " + GOOD + "]"));
      assertThat(rows.get(1)).hasToString("f.jsonl:3 (row 2): completion: is missing");
      assertThat(rows.get(2)).hasToString("f.jsonl:4 (row 3): row: expected an object, got 7");
      assertThat(rows.get(3)).isInstanceOf(Feedback.class);
    }

    @Test
    void a_name_given_twice_leaves_the_rest_readable() {
      var rows =
          read(utf8("[{\"label\": 1, \"x\": {\"y\": 1, \"y\": [2]}, \"z\": {}}, " + GOOD + "]"));
      assertThat(rows.get(0).toString()).contains("y: is given twice");
      assertThat(rows.get(1)).isInstanceOf(Feedback.class);
    }

    @Test
    void that_are_cut_short_are_refused() {
      refused(
          utf8("[\n" + GOOD + ",\n" + GOOD.substring(0, 20)), "the file ends in or before row 2");
      refused(utf8("[\n" + GOOD + ",\n"), "the file ends in or before row 2");
    }

    @Test
    void with_broken_syntax_are_refused_naming_the_place() {
      refused(utf8("[\n" + GOOD + "\n" + GOOD + "]"), "f.jsonl:3: row 2: invalid JSON");
      refused(utf8("[" + GOOD + "] {}"), "more after the array");
    }

    @Test
    void with_invalid_utf8_are_refused_naming_the_line() {
      refused(latin1("[\n" + GOOD + ",\n{\"prompt\": \"\u00e9\"}]"), "f.jsonl:3: invalid UTF-8");
    }

    @Test
    void of_nothing_hold_no_rows() {
      refused(utf8("[]"), "holds no rows");
    }
  }

  @Nested
  class WholeFiles {
    @Test
    void empty_and_blank_files_are_refused() throws IOException {
      refused(new byte[0], "is empty");
      refused(utf8("\n \n"), "holds no rows");
      refused(gzip(new byte[0]), "is empty");
    }

    @Test
    void other_formats_are_called_by_their_names() {
      refused(latin1("PAR1\u0015\u0004"), "a Parquet file");
      refused(latin1("PK\u0003\u0004"), "a zip archive");
      refused(latin1("\u0028\u00b5\u002f\u00fd\0"), "zstd");
      refused(latin1("\u00ff\u00fe{\0"), "UTF-16");
      refused(latin1("\u007fELF\0\0"), "is a binary file, not JSON");
    }

    @Test
    void gzip_that_is_cut_short_or_damaged_is_refused() throws IOException {
      var packed = gzip(utf8((GOOD + "\n").repeat(50)));
      refused(Arrays.copyOf(packed, packed.length - 4), "gzip stream is cut short");
      refused(Arrays.copyOf(packed, 5), "gzip stream is cut short");
      packed[packed.length - 6] ^= 1; // in the checksum
      refused(packed, "gzip stream is damaged");
    }

    @Test
    void that_are_not_there_or_are_folders_are_refused(@TempDir Path folder) {
      assertThatThrownBy(() -> FeedbackFile.open(folder.resolve("no.jsonl")))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("no such file");
      assertThatThrownBy(() -> FeedbackFile.open(folder))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is a folder");
      assertThatThrownBy(() -> FeedbackFile.open("a\0b"))
          .isInstanceOf(InputException.class)
          .hasMessageContaining("is not a file name");
    }
  }

  @Nested
  class Containers {
    @Test
    void are_told_by_content_and_not_by_name(@TempDir Path folder) throws IOException {
      var lines = utf8(GOOD + "\n" + GOOD + "\n");
      var array = utf8("\n [" + GOOD + "," + GOOD + "]");
      for (var bytes : List.of(lines, array, gzip(lines), gzip(array))) {
        var file = Files.write(folder.resolve("data.txt"), bytes);
        try (var rows = FeedbackFile.open(file.toString())) {
          assertThat(rows.next()).isInstanceOf(Feedback.class);
          assertThat(rows.next()).isInstanceOf(Feedback.class);
          assertThat(rows.next()).isNull();
          assertThat(rows.next()).as("asked again").isNull();
        }
      }
    }

    @Test
    void may_begin_with_a_byte_order_mark() {
      assertThat(read(utf8("\uFEFF" + GOOD)).getFirst()).isInstanceOf(Feedback.class);
      assertThat(read(utf8("\uFEFF[" + GOOD + "]")).getFirst()).isInstanceOf(Feedback.class);
    }

    @Test
    void of_several_gzip_members_are_read_through_a_pipe_that_never_knows_what_is_available()
        throws IOException {
      var two = new ByteArrayOutputStream();
      two.write(gzip(utf8(GOOD + "\n")));
      two.write(gzip(utf8(GOOD + "\n")));
      var pipe =
          new FilterInputStream(new ByteArrayInputStream(two.toByteArray())) {
            @Override
            public int available() {
              return 0;
            }
          };
      assertThat(read(pipe)).hasSize(2);
    }

    @Test
    void with_lines_longer_than_any_buffer_are_read_whole() {
      var text = "\u00e4\uD83D\uDE00".repeat(200_000);
      var rows = read(utf8(GOOD + "\n" + GOOD.replace("\"a\"", '"' + text + '"') + "\n" + GOOD));
      assertThat(rows).hasSize(3);
      assertThat(((Feedback) rows.get(1)).prompt()).isEqualTo(RowShapesTest.text(text));
    }
  }
}
