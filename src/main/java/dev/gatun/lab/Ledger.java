package dev.gatun.lab;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Outcomes of finished jobs, a JSON line each, so that nothing is done twice. A line that was cut
 * short by the end of the process is dropped.
 */
final class Ledger {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final Map<String, Outcome> outcomes = new HashMap<>();

  private record Line(int edition, String key, Map<String, double[]> values) {}

  private Ledger(Path file) {
    this.file = file;
  }

  /**
   * Opens the file, or begins one.
   *
   * @throws IllegalArgumentException when it holds outcomes of another edition of the lab, or is
   *     something else
   */
  static Ledger open(Path file) throws IOException {
    var ledger = new Ledger(file);
    if (!Files.exists(file)) return ledger;
    var text = Files.readString(file);
    var whole = text.substring(0, text.lastIndexOf('\n') + 1);
    if (whole.length() < text.length()) Files.writeString(file, whole);
    var number = 0;
    for (var line : whole.lines().toList()) ledger.take(line, ++number);
    return ledger;
  }

  private void take(String text, int number) {
    Line line;
    try {
      line = JSON.readValue(text, Line.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          file + ":" + number + ": not a line of the lab's: use another --output-dir", e);
    }
    if (line.edition() != World.EDITION) {
      throw new IllegalArgumentException(
          file
              + ":"
              + number
              + ": made by edition "
              + line.edition()
              + " of the lab, and this is edition "
              + World.EDITION
              + ": use another --output-dir, or delete the file");
    }
    outcomes.put(line.key(), new Outcome(line.values()));
  }

  synchronized Optional<Outcome> find(String key) {
    return Optional.ofNullable(outcomes.get(key));
  }

  Outcome get(String key) {
    return find(key).orElseThrow(() -> new IllegalStateException("not done: " + key));
  }

  synchronized void add(String key, Outcome outcome) throws IOException {
    var line = JSON.writeValueAsString(new Line(World.EDITION, key, outcome.values()));
    Files.writeString(file, line + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    outcomes.put(key, outcome);
  }
}
