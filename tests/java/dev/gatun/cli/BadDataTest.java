package dev.gatun.cli;

import static dev.gatun.cli.Golden.DOWN;
import static dev.gatun.cli.Golden.LLAMA;
import static dev.gatun.cli.Golden.UP;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Feedback that cannot be used: exit code 2 before any training, file and line and field named, no
 * output folder left.
 */
final class BadDataTest {
  @TempDir Path folder;

  private Outcome trainOn(byte[] content, String... more) throws IOException {
    return trainOn(Files.write(folder.resolve("data.jsonl"), content), more);
  }

  private Outcome trainOn(String content, String... more) throws IOException {
    return trainOn(content.getBytes(StandardCharsets.UTF_8), more);
  }

  private Outcome trainOn(Path data, String... more) {
    return trainOnData(data, more);
  }

  private Outcome trainOnData(Object data, String... more) {
    var outcome = Outcome.of(Golden.train(LLAMA, data, folder.resolve("runs/first"), more));
    assertThat(folder.resolve("runs")).as("the output folder and its new parents").doesNotExist();
    return outcome;
  }

  /** Bad rows are listed: what is wrong, the rows, what to do. */
  private Outcome refusesRow(String row, String field) throws IOException {
    return trainOn(UP + "\n" + DOWN + "\n" + row + "\n")
        .refusesInLines(3, "1 bad row:", "data.jsonl:3: " + field, "--skip-bad-rows");
  }

  @Test
  void a_file_that_is_not_there() {
    trainOn(folder.resolve("no.jsonl")).refuses("no.jsonl: no such file");
  }

  @Test
  void a_folder_for_a_file() {
    trainOn(folder).refuses("is a folder", "name one JSONL or JSON file");
  }

  @Test
  void an_empty_file() throws IOException {
    trainOn("").refuses("data.jsonl", "empty");
  }

  @Test
  void a_binary_file() throws IOException {
    trainOn(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1, 0, 0, 0, (byte) 0xff, (byte) 0xfe})
        .refuses("data.jsonl");
  }

  @Test
  void a_misspelled_field() throws IOException {
    refusesRow("{\"prompt\": \"w1\", \"completoin\": \" w2\", \"label\": true}", "");
  }

  @Test
  void a_field_of_the_wrong_type() throws IOException {
    refusesRow("{\"prompt\": 7, \"completion\": \" w2\", \"label\": true}", "prompt");
  }

  @Test
  void a_label_that_is_none() throws IOException {
    refusesRow("{\"prompt\": \"w1\", \"completion\": \" w2\", \"label\": \"maybe\"}", "label");
  }

  @Test
  void a_missing_label() throws IOException {
    refusesRow("{\"prompt\": \"w1\", \"completion\": \" w2\"}", "");
  }

  @Test
  void not_a_number() throws IOException {
    refusesRow("{\"prompt\": \"w1\", \"completion\": \" w2\", \"label\": NaN}", "");
  }

  @Test
  void an_empty_completion() throws IOException {
    refusesRow("{\"prompt\": \"w1\", \"completion\": \"\", \"label\": true}", "completion");
  }

  @Test
  void a_line_that_is_no_json() throws IOException {
    refusesRow("{\"prompt\": \"w1\", ", "");
  }

  @Test
  void invalid_utf8() throws IOException {
    var bytes = (UP + "\n" + DOWN.replace("w7", "@@")).getBytes(StandardCharsets.UTF_8);
    for (var i = 0; i < bytes.length; i++) if (bytes[i] == '@') bytes[i] = (byte) 0xc3;
    var outcome = trainOn(bytes);
    assertThat(outcome.exitCode()).isEqualTo(2);
    assertThat(outcome.err()).contains("data.jsonl:2", "UTF-8").doesNotContain("\tat ");
  }

  @Test
  void a_gzip_file_cut_short() throws IOException {
    var zipped = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(zipped)) {
      for (var i = 0; i < 100; i++)
        gzip.write((UP.replace("w1", "w" + i * 7919 % 61) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    var bytes = zipped.toByteArray();
    trainOn(Arrays.copyOf(bytes, bytes.length - 12)).refuses("data.jsonl", "gzip", "cut short");
  }

  @Test
  void prompts_longer_than_the_maximal_length() throws IOException {
    var row = UP.replace("w1", "w1 ".repeat(30));
    trainOn(row + "\n" + row.replace("true", "false") + "\n")
        .refuses("2 rows", "20 tokens", "--max-length");
  }

  @Test
  void one_class_alone() throws IOException {
    trainOn(UP + "\n" + UP.replace("w2", "w9") + "\n").refuses("desirable", "--allow-one-class");
  }

  @Test
  void a_conversation_for_a_model_without_chat_template() throws IOException {
    trainOn(
            "{\"messages\": [{\"role\": \"user\", \"content\": \"w1\"}, {\"role\": \"assistant\", \"content\": \"w2\"}],"
                + " \"label\": true}\n")
        .refuses("data.jsonl:1", "chat template", "--chat-template FILE|chatml|llama3");
  }

  @Test
  void a_chat_template_that_is_not_there() throws IOException {
    trainOn(UP + "\n" + DOWN + "\n", "--chat-template", "chattml").refuses("chattml", "chatml");
  }

  @Test
  void evaluation_data_that_is_not_there() throws IOException {
    trainOn(UP + "\n" + DOWN + "\n", "--eval-data", folder.resolve("held-out.jsonl").toString())
        .refuses("held-out.jsonl: no such file");
  }

  @Test
  void more_bad_rows_than_anyone_reads_are_counted() throws IOException {
    trainOn("{}\n".repeat(30))
        .refusesInLines(23, "30 bad rows:", "data.jsonl:20: ", "... and 10 more");
  }

  @Test
  void score_refuses_the_same() throws IOException {
    Files.writeString(folder.resolve("data.jsonl"), "{}\n");
    var output = folder.resolve("scores.jsonl");
    Outcome.of(
            "score",
            "--model",
            LLAMA.toString(),
            "--data",
            folder.resolve("data.jsonl").toString(),
            "--output",
            output.toString())
        .refusesInLines(3, "data.jsonl:1");
    assertThat(folder).isDirectoryNotContaining("glob:**scores*");
  }

  @Test
  void a_query_with_an_error() {
    trainOnData("SELECT promt FROM (SELECT 'w1' AS prompt)")
        .refuses("query: Binder Error", "\"promt\" not found", "(line 1, at promt)");
  }

  @Test
  void a_query_with_a_bad_row() {
    trainOnData("SELECT 'w1' AS prompt, ' w2' AS completion, 'maybe' AS label")
        .refusesInLines(3, "1 bad row:", "query row 1: label: \"maybe\" is not a label");
  }
}
