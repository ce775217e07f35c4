package dev.gatun.text;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;

/** Reads tests/resources/golden/text, where the scripts that made each file lie beside it. */
public final class Goldens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private Goldens() {}

  public static Path path(String name) {
    try {
      return Path.of(Goldens.class.getResource("/golden/text/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  public static JsonNode read(String name) {
    try {
      return JSON.readTree(path(name).toFile());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Map<String, Object> map(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<Map<String, Object>>() {});
  }

  public static List<Object> list(JsonNode node) {
    return JSON.convertValue(node, new TypeReference<List<Object>>() {});
  }

  static int[] ids(JsonNode node) {
    return StreamSupport.stream(node.spliterator(), false).mapToInt(JsonNode::intValue).toArray();
  }
}
