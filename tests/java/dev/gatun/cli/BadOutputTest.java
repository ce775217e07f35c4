package dev.gatun.cli;

import static dev.gatun.cli.Golden.FEEDBACK;
import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Places that cannot be written, or must not be: exit code 2, the path and the reason named. */
final class BadOutputTest {
  private static final Path FULL = Path.of("/dev/full");

  @TempDir Path folder;

  private static Outcome trainTo(Path output, String... more) {
    return Outcome.of(Golden.train(LLAMA, FEEDBACK, output, more));
  }

  private static Outcome scoreTo(Path output) {
    return Outcome.of(
        "score",
        "--model",
        LLAMA.toString(),
        "--data",
        FEEDBACK.toString(),
        "--output",
        output.toString(),
        "--max-length",
        "20",
        "--device",
        "cpu");
  }

  @Test
  void an_output_folder_that_is_a_file() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "mine");
    trainTo(file).refuses("--output-dir", "is a file");
    assertThat(file).hasContent("mine");
  }

  // Permissions do not stop root, which tests may run as; a file in the way stops everyone.
  @Test
  void an_output_folder_that_cannot_be_made() throws IOException {
    var file = Files.writeString(folder.resolve("file"), "mine");
    trainTo(file.resolve("run")).refuses("--output-dir", "file/run", "cannot be written");
  }

  @Test
  void an_output_folder_that_holds_something_else() throws IOException {
    Files.writeString(folder.resolve("thesis.tex"), "years of work");
    trainTo(folder).refuses("--output-dir", "is not empty", "nothing is overwritten");
    assertThat(folder.resolve("thesis.tex")).hasContent("years of work");
    assertThat(folder).isDirectoryNotContaining("glob:**run.json");
  }

  @Test
  void the_model_as_its_own_output() {
    var model = Golden.copy(LLAMA, folder.resolve("model"));
    Outcome.of(Golden.train(model, FEEDBACK, model))
        .refuses("--output-dir", "is the model's own folder");
  }

  @Test
  void resuming_what_never_began() {
    trainTo(folder.resolve("run"), "--resume")
        .refuses("--resume: there is no checkpoint in", "start without --resume");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void resuming_from_what_is_no_checkpoint() {
    trainTo(folder.resolve("run"), "--resume", LLAMA.toString())
        .refuses("--resume", "is no checkpoint");
  }

  @Test
  void a_full_disk_while_training() throws IOException {
    assumeTrue(Files.exists(FULL), "only Linux has /dev/full");
    Files.createSymbolicLink(folder.resolve("run.json"), FULL);
    trainTo(folder).refuses("--output-dir", "run.json", "No space left on device");
  }

  @Test
  void a_disk_that_fills_up_in_the_middle_of_training() throws Exception {
    try (var disk = TinyDisk.mount(folder.resolve("disk"), 150 << 10)) {
      // The first checkpoint of this model fits, the second does not.
      var run = disk.folder().resolve("run");
      var outcome = trainTo(run, "--save-steps", "1");
      outcome.refuses(
          "checkpoint-2",
          "No space left",
          "what was saved last is in " + run.resolve("checkpoint-1"));
      assertThat(run.resolve("checkpoint-1/trainer_state.json")).exists();
      assertThat(run.resolve("checkpoint-2")).doesNotExist();
    }
  }

  @Test
  void scores_in_a_folder_that_is_not_there() {
    scoreTo(folder.resolve("no/scores.jsonl")).refuses("--output", "there is no folder");
  }

  @Test
  void scores_in_place_of_a_folder() {
    scoreTo(folder).refuses("--output", "is a folder");
  }

  @Test
  void scores_on_a_full_disk() {
    assumeTrue(Files.exists(FULL), "only Linux has /dev/full");
    scoreTo(FULL).refuses("--output /dev/full: cannot be written", "No space left on device");
  }

  @Test
  void scores_in_place_of_the_data() {
    Outcome.of("score", "--model", LLAMA.toString(), "--data", "a.jsonl", "--output", "a.jsonl")
        .refuses("--output a.jsonl: is the data file");
  }
}
