package dev.gatun.demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What came back from the readers.
 *
 * @param thumbs in the order in which the tellings were read
 * @param silent tellings for which no reader gave a thumb
 * @param misread thumbs that point against the readers' own taste
 */
public record Feedback(List<Thumb> thumbs, int silent, int misread) {

  public Feedback {
    thumbs = List.copyOf(thumbs);
  }

  public int up() {
    return (int) thumbs.stream().filter(t -> t.direction() == Thumb.Direction.UP).count();
  }

  public int down() {
    return thumbs.size() - up();
  }

  /**
   * Writes the thumbs as JSONL, one row each.
   *
   * @throws IOException if the file cannot be written
   */
  public void write(Path file) throws IOException {
    Files.write(file, thumbs.stream().map(Thumb::toJsonLine).toList(), StandardCharsets.UTF_8);
  }
}
