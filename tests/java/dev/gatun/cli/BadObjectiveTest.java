package dev.gatun.cli;

import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Data that does not fit the objective, and settings that do not: exit code 2, one clear message.
 */
final class BadObjectiveTest {
  private static final String SET =
      "{\"prompt\":\"w1\",\"completions\":[\" w2\",\" w3\"],\"scores\":[1,0]}";
  private static final String UP = "{\"prompt\":\"w1\",\"completion\":\" w2\",\"label\":true}";
  private static final String DOWN = "{\"prompt\":\"w4\",\"completion\":\" w5\",\"label\":false}";

  @TempDir Path folder;

  private Outcome train(List<String> rows, String... more) throws IOException {
    var data = Files.write(folder.resolve("data.jsonl"), rows);
    var outcome = Outcome.of(Golden.train(LLAMA, data, folder.resolve("run"), more));
    assertThat(folder.resolve("run")).doesNotExist();
    return outcome;
  }

  private void refusesRow(String row, String problem) throws IOException {
    train(List.of(SET, row), "--loss", "nca")
        .refusesInLines(3, "1 bad row:", "data.jsonl:2: " + problem, "--skip-bad-rows");
  }

  @Test
  void scores_that_do_not_fit_their_completions() throws IOException {
    refusesRow(
        "{\"prompt\":\"w1\",\"completions\":[\" w2\",\" w3\"],\"scores\":[1]}",
        "scores: there are 1 for 2 completions");
    refusesRow(
        "{\"prompt\":\"w1\",\"completions\":[\" w2\",\" w3\"],\"scores\":[1,NaN]}",
        "scores[1]: expected a finite number, got NaN");
    refusesRow(
        "{\"prompt\":\"w1\",\"completions\":[\" w2\"],\"scores\":[1]}",
        "completions: expected a list of two or more responses, got 1");
    refusesRow(
        "{\"prompt\":\"w1\",\"completions\":[\" w2\",\" w3\"],\"ratings\":[1,0]}",
        "scores: is missing");
  }

  @Test
  void data_of_another_shape_than_the_objective_takes() throws IOException {
    train(List.of(UP, DOWN), "--loss", "dpo")
        .refuses("no two responses to one prompt", "(prompt, chosen, rejected)", "--loss kto");
    train(List.of(UP, DOWN), "--loss", "infonca").refuses("(prompt, completions, scores)");
    train(List.of(SET), "--loss", "kto").refuses("scored responses", "--loss nca");
    train(List.of(DOWN), "--loss", "sft").refuses("no row is desirable");
  }

  @Test
  void one_class_alone() throws IOException {
    for (var loss : List.of("kto", "bco", "apo_zero_unpaired", "nca_unpaired")) {
      train(List.of(UP, UP), "--loss", loss)
          .refuses("all 2 rows are desirable", "--allow-one-class");
    }
  }

  @Test
  void matching_what_is_not_there() throws IOException {
    train(List.of(UP, UP), "--loss", "bco", "--udm", "--allow-one-class")
        .refuses("--udm: all 2 rows are desirable", "needs both");
    train(List.of(SET), "--loss", "nca", "--udm").refuses("--udm matches the prompts", "got nca");
  }

  @Test
  void a_flag_that_the_objective_does_not_have() throws IOException {
    train(List.of(UP, DOWN), "--loss", "bco", "--desirable-weight", "2")
        .refuses("--desirable-weight has no meaning for --loss bco");
    train(List.of(UP, DOWN), "--loss", "kto", "--alpha", "2")
        .refuses("--alpha has no meaning for --loss kto");
    train(List.of(UP, DOWN), "--loss", "sft", "--beta", "0.2")
        .refuses("--beta has no meaning for --loss sft");
  }

  @Test
  void a_value_that_the_objective_does_not_take() throws IOException {
    train(List.of(UP, DOWN), "--loss", "robust", "--label-smoothing", "0.5")
        .refuses("--label-smoothing must be 0 or more and below 0.5, got 0.5");
    train(List.of(UP, DOWN), "--loss", "bco", "--bco-shift", "mid")
        .refuses("--bco-shift: 'mid' is none of midpoint, ema, pooled");
    train(List.of(UP, DOWN), "--loss", "dpo:1,nca:1")
        .refuses("cannot compare pairs and whole sets");
    train(List.of(UP, DOWN), "--loss", "dop").refuses("--loss: 'dop' is no objective", "dpo");
  }
}
