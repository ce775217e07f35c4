package dev.gatun.torch;

import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What tests/python/amp_goldens.py wrote. */
final class AmpGolden {
  private AmpGolden() {}

  static JsonNode read(String name) throws IOException {
    var mapper = JsonMapper.builder().enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS).build();
    return mapper.readTree(
        Files.readAllBytes(Path.of("tests/resources/golden/amp", name + ".json")));
  }

  static float[] floats(JsonNode array) {
    var values = new float[array.size()];
    for (var i = 0; i < values.length; i++) values[i] = (float) array.get(i).asDouble();
    return values;
  }
}
