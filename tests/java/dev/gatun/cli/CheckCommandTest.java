package dev.gatun.cli;

import static dev.gatun.cli.Golden.DOWN;
import static dev.gatun.cli.Golden.LLAMA;
import static dev.gatun.cli.Golden.UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.Feedback;
import dev.gatun.data.Source;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CheckCommandTest {
  private static final String BAD = "{\"prompt\": \"w1\", \"completion\": \" w2\", \"label\": 2}";

  @TempDir Path folder;

  private Path file(String... rows) throws IOException {
    return Files.write(folder.resolve("data.jsonl"), List.of(rows));
  }

  private static Outcome check(Object data, String... more) {
    var args = new ArrayList<>(List.of("data", "check", data.toString()));
    args.addAll(List.of(more));
    return Outcome.of(args);
  }

  private static JsonNode json(Object data, String... more) throws IOException {
    var args = new ArrayList<>(List.of(more));
    args.add("--json");
    return new ObjectMapper().readTree(check(data, args.toArray(String[]::new)).succeeds().out());
  }

  @Test
  void the_report_says_what_would_be_trained() throws IOException {
    var out =
        check(file(UP, UP, DOWN, UP.replace("true", "false")), "--model", LLAMA.toString())
            .succeeds()
            .out();
    assertThat(out)
        .contains("4: 2 desirable, 2 undesirable")
        .contains("--desirable-weight 1 to 1.33, or --undesirable-weight 0.75 to 1")
        .contains("--max-length 1,024 cuts 0 rows and drops 0")
        .contains("2 different; 0 with thumbs up alone, 1 with thumbs down alone")
        .contains("1 rows repeat prompt, completion and label")
        .contains("1 completions have both labels")
        .contains("data.jsonl:3: undesirable")
        .contains("w6\u27e6");
    assertThat(out).doesNotContain("\u001b");
  }

  // Equation 8 with n_D = 3, n_U = 1: lambda_D in [1/3, 4/9] or lambda_U in [9/4, 3].
  @Test
  void json_is_alone_on_standard_output() throws IOException {
    var up = "{\"prompt\": \"w10 w11\", \"completion\": \" w12 w13\", \"label\": true}";
    var report = json(file(up, up, up, DOWN), "--model", LLAMA.toString(), "--examples", "1");
    assertThat(report.get("rows").intValue()).isEqualTo(4);
    var rounding = within(1e-15);
    assertThat(report.get("desirable_weight").get(0).doubleValue()).isEqualTo(1 / 3.0, rounding);
    assertThat(report.get("desirable_weight").get(1).doubleValue()).isEqualTo(4 / 9.0, rounding);
    assertThat(report.get("undesirable_weight").get(0).doubleValue()).isEqualTo(2.25, rounding);
    assertThat(report.get("undesirable_weight").get(1).doubleValue()).isEqualTo(3, rounding);
    assertThat(report.get("unit").textValue()).isEqualTo("tokens");
    var pieces = report.get("examples").get(0).get("pieces");
    assertThat(pieces.get(0).get("learned").booleanValue()).isFalse();
    assertThat(pieces.get(0).get("text").textValue()).endsWith("w10 w11");
    assertThat(pieces.get(1).get("learned").booleanValue()).isTrue();
    assertThat(pieces.get(1).get("text").textValue()).contains("w12 w13");
    assertThat(report.get("examples")).hasSize(1);
  }

  @Test
  void what_the_length_cuts_is_told() throws IOException {
    var report = json(file(UP, DOWN), "--model", LLAMA.toString(), "--max-length", "4");
    assertThat(report.get("truncated").intValue()).isEqualTo(2);
    assertThat(report.get("tokens_per_epoch").intValue()).isEqualTo(8);
    var example = report.get("examples").get(0);
    assertThat(example.get("prompt").intValue() + example.get("completion").intValue())
        .isEqualTo(4);
    assertThat(example.get("cut").intValue()).isPositive();
  }

  @Test
  void without_a_model_lengths_are_characters() throws IOException {
    var report = json(file(UP, DOWN)); // "w1 w2" and " w3 w4": 5 and 6 characters
    assertThat(report.get("unit").textValue()).isEqualTo("characters");
    assertThat(report.get("prompt_length").get("longest").intValue()).isEqualTo(5);
    assertThat(report.get("characters_per_epoch").intValue()).isEqualTo(22);
    assertThat(report.has("truncated")).isFalse();
  }

  @Test
  void conversations_need_no_template_without_a_model() throws IOException {
    var row =
        "{\"messages\": [{\"role\": \"user\", \"content\": \"Hi\"}, {\"role\": \"assistant\","
            + " \"content\": \"Ho\"}], \"label\": true}";
    assertThat(check(file(row)).succeeds().out())
        .contains("user: Hi")
        .contains("assistant: \u27e6Ho")
        .contains("one class only");
  }

  @Test
  void bad_rows_are_listed_and_the_rest_is_still_reported() throws IOException {
    var outcome = check(file(UP, BAD, DOWN));
    outcome.refuses("1 bad row: train would stop there", "--skip-bad-rows");
    assertThat(outcome.out()).contains("data.jsonl:2: label: 2 is not a label", "2: 1 desirable");
    check(file(UP, BAD, DOWN), "--skip-bad-rows").succeeds();
  }

  @Test
  void a_query_is_checked_too() throws IOException {
    var query = "SELECT * FROM '%s'".formatted(file(UP, DOWN));
    assertThat(json(query).get("examples").get(1).get("source").textValue())
        .isEqualTo("query row 2");
  }

  @Test
  void wrong_usage_is_one_line() throws IOException {
    Outcome.of("data").refuses("./gatun data check FILE");
    Outcome.of("data", "chek").refuses("did you mean check?");
    Outcome.of("data", "check").refuses("--data", "feedback.jsonl");
    check(file(UP), "--data", "x").refuses("given twice");
    check(file(UP), "--examples", "-1").refuses("--examples must be 0 or more");
    check(file(UP), "--chat-template", "chatml").refuses("--model DIR");
    check(file(UP), "--json", "--json").refuses("--json is given twice");
    check(file(BAD)).refuses("no row can be used", "data.jsonl:1");
  }

  @Test
  void colour_begins_and_ends_on_every_line_and_data_cannot_steer_the_terminal()
      throws IOException {
    var row = "{\"prompt\": \"a\\u001b[2Jb\", \"completion\": \"c\\nd\", \"label\": true}";
    assertThat(check(file(row)).succeeds().out()).contains("a\ufffd[2Jb\u27e6c");
    var piece = new Example.Piece("c\nd", true);
    var example = new Example(Source.line("f", 1), true, 1, 3, 0, List.of(piece));
    var out = new ByteArrayOutputStream();
    var stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    new CheckText(new Terminal(stream, stream, Terminal.Mode.INTERACTIVE), true)
        .example(example, "tokens");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("  | \u001b[1;32m\u27e6c\u001b[0m\n  | \u001b[1;32md\u27e7\u001b[0m\n");
  }

  @Test
  void samples_are_drawn_from_both_classes_alike_and_always_the_same() {
    var first = samples();
    assertThat(first).hasSize(5).isEqualTo(samples());
    assertThat(first.stream().map(sample -> sample.row() % 10 == 0))
        .containsExactly(true, false, true, false, true);
    assertThat(first).allMatch(sample -> sample.source().line() == sample.row() + 1);
  }

  private static List<Samples.Sample> samples() {
    var samples = new Samples(5);
    for (int row = 0; row < 1000; row++) {
      samples.add(Feedback.text("p", "c", row % 10 == 0, Source.line("f", row + 1)));
    }
    return samples.drawn();
  }

  // Repeated rows, and completions with both labels: a few lines of Python with a dict from
  // (prompt,
  // completion) to labels.
  @ParameterizedTest
  @CsvSource({
    "kto_en_demo.json, 300, 0, 0",
    "dpo_en_demo.json, 600, 10, 0",
    "polite-pairs.json, 2200, 0, 6"
  })
  void real_feedback_is_reported(String name, int rows, int duplicates, int contradictions)
      throws IOException {
    var data = Path.of("../shared/data").resolve(name);
    assumeTrue(Files.exists(data), data + " is not there; it is extra");
    var report = json(data);
    assertThat(report.get("rows").intValue()).isEqualTo(rows);
    assertThat(report.get("bad_rows").intValue()).isZero();
    assertThat(report.get("duplicates").intValue()).isEqualTo(duplicates);
    assertThat(report.get("contradictions").intValue()).isEqualTo(contradictions);
  }
}
