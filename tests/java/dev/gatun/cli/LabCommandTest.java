package dev.gatun.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LabCommandTest {
  @TempDir Path folder;

  @Test
  void a_folder_is_asked_for() {
    Outcome.of("lab").refuses("--output-dir");
  }

  @Test
  void studies_that_are_not_there_are_refused() {
    Outcome.of("lab", "--output-dir", folder.toString(), "--studies", "1,9")
        .refuses("--studies", "no study 9", "1, 2, 3, 4, 5, 6, 7");
    Outcome.of("lab", "--output-dir", folder.toString(), "--studies", "all")
        .refuses("--studies", "'all'");
  }

  @Test
  void numbers_from_one_are_asked_for() {
    Outcome.of("lab", "--output-dir", folder.toString(), "--seeds", "0")
        .refuses("--seeds must be at least 1, got 0");
    Outcome.of("lab", "--output-dir", folder.toString(), "--jobs", "-1")
        .refuses("--jobs must be at least 1, got -1");
  }

  @Test
  void a_file_is_no_folder() throws IOException {
    var file = Files.createFile(folder.resolve("taken"));
    Outcome.of("lab", "--output-dir", file.toString()).refuses("taken", "--output-dir");
  }

  @Test
  void runs_of_another_edition_are_refused() throws IOException {
    Files.createDirectory(folder.resolve("lab"));
    Files.writeString(
        folder.resolve("lab/runs.jsonl"), "{\"edition\":0,\"key\":\"k\",\"values\":{}}\n");
    Outcome.of("lab", "--output-dir", folder.toString())
        .refuses("runs.jsonl:1", "edition 0", "--output-dir");
  }
}
