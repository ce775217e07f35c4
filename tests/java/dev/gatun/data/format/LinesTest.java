package dev.gatun.data.format;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LinesTest {

  private static List<String> split(String text, int maxLine) throws IOException {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var lines = new Lines(new ByteArrayInputStream(bytes), maxLine);
    List<String> out = new ArrayList<>();
    while (lines.advance()) {
      int length = lines.end() - lines.start();
      out.add(
          lines.tooLong()
              ? lines.number() + ": too long"
              : new String(lines.bytes(), lines.start(), length, StandardCharsets.UTF_8));
    }
    return out;
  }

  @Test
  void end_with_or_without_a_mark_and_with_either_kind() throws IOException {
    assertThat(split("a\nb\r\n\nc", 99)).containsExactly("a", "b", "", "c");
    assertThat(split("a\n", 99)).containsExactly("a");
    assertThat(split("", 99)).isEmpty();
  }

  @Test
  void longer_than_allowed_are_passed_over_in_bounded_memory() throws IOException {
    // The buffer is 64 KiB at first: the long lines span several fillings of it.
    var x = "x".repeat(300_000);
    assertThat(split("a\n" + x + "\nb\n" + x + "\n" + x, 100_000))
        .containsExactly("a", "2: too long", "b", "4: too long", "5: too long");
  }
}
