package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ScoreCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private List<JsonNode> score(Object data, String... more) throws IOException {
    var output = folder.resolve("scores.jsonl");
    var args =
        new ArrayList<>(
            List.of(
                "score",
                "--model",
                LLAMA.toString(),
                "--data",
                data.toString(),
                "--output",
                output.toString(),
                "--device",
                "cpu"));
    args.addAll(List.of(more));
    assertThat(Outcome.of(args).succeeds().out()).contains("scores: " + output);
    assertThat(folder).isDirectoryNotContaining("glob:**.part");
    var rows = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(output)) rows.add(JSON.readTree(line));
    return rows;
  }

  // tests/resources/golden/kto/scores.json: transformers in float64.
  @Test
  void scores_are_those_of_transformers() throws IOException {
    var golden = JSON.readTree(Golden.ROOT.resolve("kto/scores.json").toFile());
    var rows =
        score(
            FEEDBACK,
            "--reference",
            Golden.ROOT.resolve("models").resolve(golden.get("reference").asText()).toString(),
            "--max-length",
            golden.get("max_length").asText(),
            "--beta",
            golden.get("beta").asText(),
            "--per-device-eval-batch-size",
            "7");
    var expected = new ArrayList<JsonNode>();
    golden
        .get("rows")
        .forEach(row -> {
          if (!row.path("dropped").asBoolean()) expected.add(row);
        });
    assertThat(rows).hasSameSizeAs(expected);
    for (var i = 0; i < rows.size(); i++) {
      for (var exact : List.of("row", "prompt_tokens", "completion_tokens")) {
        assertThat(rows.get(i).get(exact)).as(exact).isEqualTo(expected.get(i).get(exact));
      }
      for (var near : List.of("logps", "ref_logps", "reward")) {
        var value = expected.get(i).get(near).asDouble();
        assertThat(rows.get(i).get(near).asDouble())
            .as(near)
            .isCloseTo(value, within(1e-5 * Math.max(1, Math.abs(value))));
      }
    }
  }

  @Test
  void a_row_carries_its_place_in_the_file_and_its_label() throws IOException {
    var row = score(FEEDBACK, "--max-length", "20").get(7);
    // Row 7, on line 8, is dropped: its prompt is too long.
    assertThat(row.get("row").asInt()).isEqualTo(8);
    assertThat(row.get("source").asText()).isEqualTo(FEEDBACK + ":9");
    assertThat(row.get("label").asBoolean())
        .isEqualTo(Files.readAllLines(FEEDBACK).get(8).contains("true"));
  }

  @Test
  void without_a_reference_there_is_no_reward() throws IOException {
    assertThat(score(FEEDBACK).getFirst().has("logps")).isTrue();
    assertThat(score(FEEDBACK).getFirst().has("ref_logps")).isFalse();
    assertThat(score(FEEDBACK).getFirst().has("reward")).isFalse();
  }

  @Test
  void a_pair_is_two_rows_of_one_place() throws IOException {
    var data = folder.resolve("pairs.jsonl");
    Files.writeString(data, "{\"prompt\": \"w1\", \"chosen\": \" w2\", \"rejected\": \" w3\"}\n");
    var rows = score(data);
    assertThat(rows).extracting(row -> row.get("row").asInt()).containsExactly(0, 1);
    assertThat(rows).extracting(row -> row.get("label").asBoolean()).containsExactly(true, false);
    assertThat(rows).extracting(row -> row.get("source").asText()).containsOnly(data + ":1");
  }

  @Test
  void one_class_alone_can_be_scored() throws IOException {
    assertThat(score(Files.writeString(folder.resolve("up.jsonl"), Golden.UP + "\n"))).hasSize(1);
  }

  @Test
  void rows_may_come_from_a_query() throws IOException {
    var query = "SELECT prompt, completion, label FROM '%s' OFFSET 2".formatted(FEEDBACK);
    var all = score(FEEDBACK);
    var rows = score(query);
    assertThat(rows).hasSize(all.size() - 2);
    assertThat(rows.getFirst().get("source").asText()).isEqualTo("query row 1");
    assertThat(rows.getFirst().get("logps")).isEqualTo(all.get(2).get("logps"));
  }
}
