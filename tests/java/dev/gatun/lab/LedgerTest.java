package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void begin() throws IOException {
    file = folder.resolve("runs.jsonl");
    var ledger = Ledger.open(file);
    ledger.add("a", new Outcome(Map.of("liked", new double[] {0.1 + 0.2})));
    ledger.add("b", new Outcome(Map.of("curve", new double[] {1, 2})));
  }

  @Test
  void outcomes_are_kept_to_the_last_bit() throws IOException {
    var ledger = Ledger.open(file);
    assertThat(ledger.get("a").number("liked")).isEqualTo(0.1 + 0.2);
    assertThat(ledger.get("b").curve("curve")).containsExactly(1, 2);
    assertThat(ledger.find("c")).isEmpty();
  }

  @Test
  void a_line_that_was_cut_short_is_dropped_and_the_next_one_is_whole() throws IOException {
    Files.writeString(file, "{\"edition\":1,\"key\":\"c\",\"val", StandardOpenOption.APPEND);
    var ledger = Ledger.open(file);
    assertThat(ledger.find("c")).isEmpty();
    ledger.add("c", new Outcome(Map.of()));
    assertThat(Ledger.open(file).find("c")).isPresent();
  }

  @Test
  void another_edition_is_refused() throws IOException {
    Files.writeString(file, Files.readString(file).replace("\"edition\":1", "\"edition\":0"));
    assertThatThrownBy(() -> Ledger.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("runs.jsonl:1", "edition 0", "--output-dir");
  }

  @Test
  void something_else_is_refused() throws IOException {
    Files.writeString(file, "{\"loss\": 1}\n", StandardOpenOption.APPEND);
    assertThatThrownBy(() -> Ledger.open(file))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContainingAll("runs.jsonl:3", "--output-dir");
  }
}
