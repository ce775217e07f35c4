package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FreshFolderTest {
  @TempDir Path folder;

  @Test
  void empty_folders_that_were_made_are_removed_again() throws IOException {
    var output = folder.resolve("a/b/c");
    var fresh = FreshFolder.of(output);
    Files.createDirectories(output);
    fresh.removeIfEmpty();
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void folders_that_were_there_stay() throws IOException {
    var output = Files.createDirectories(folder.resolve("a"));
    FreshFolder.of(output).removeIfEmpty();
    assertThat(output).isDirectory();
  }

  @Test
  void folders_that_hold_something_stay() throws IOException {
    var output = folder.resolve("a/b");
    var fresh = FreshFolder.of(output);
    Files.createDirectories(output);
    Files.writeString(output.resolve("run.json"), "{}");
    fresh.removeIfEmpty();
    assertThat(output.resolve("run.json")).exists();
  }
}
