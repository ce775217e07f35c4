package dev.gatun.train;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a run left in its folder. */
final class RunFiles {
  private RunFiles() {}

  /** Logged metrics that depend on the computation alone, not on the clock. */
  static List<JsonNode> metrics(Path run) throws IOException {
    var json = new ObjectMapper();
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(run.resolve("metrics.jsonl"))) {
      var metrics = (ObjectNode) json.readTree(line);
      lines.add(metrics.remove(List.of("tokens_per_second", "step_time_s")));
    }
    return lines;
  }

  /** The same, as text. */
  static List<String> results(Path run) throws IOException {
    return metrics(run).stream().map(JsonNode::toString).toList();
  }
}
