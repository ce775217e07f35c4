package dev.gatun.train;

import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the time of some steps went, as the host sees it: on an accelerator, where kernels run
 * beside it, a part is as long as it takes to start them, and the one that fetches a number waits
 * for all.
 *
 * @param trace the file that holds every operator
 * @param steps that were recorded
 * @param seconds of all of them together
 * @param parts seconds of each part; what is missing to the whole is between them
 */
public record StepProfile(Path trace, int steps, double seconds, Map<StepPart, Double> parts) {
  public StepProfile {
    parts = new EnumMap<>(parts);
  }

  /** Adds up the ranges of a trace. */
  static StepProfile read(Path trace, int steps) {
    var micros = new HashMap<String, Double>();
    try (var json = JsonMapper.builder().build().createParser(trace.toFile())) {
      var name = "";
      var duration = 0.0;
      while (json.nextToken() != null) {
        if (json.currentToken() == JsonToken.END_OBJECT && name.startsWith("gatun.")) {
          micros.merge(name, duration, Double::sum);
          name = "";
        }
        if (json.currentToken() != JsonToken.FIELD_NAME) continue;
        switch (json.currentName()) {
          case "name" -> name = json.nextTextValue();
          case "dur" -> {
            json.nextToken();
            duration = json.getDoubleValue();
          }
          default -> json.nextToken();
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + trace, e);
    }
    var parts = new EnumMap<StepPart, Double>(StepPart.class);
    for (var part : StepPart.values()) {
      var time = micros.get(part.rangeName());
      if (time != null) parts.put(part, time / 1e6);
    }
    return new StepProfile(trace, steps, micros.getOrDefault(StepPart.STEP, 0.0) / 1e6, parts);
  }
}
