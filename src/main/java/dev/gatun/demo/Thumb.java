package dev.gatun.demo;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** One reader's thumb for one telling. */
public record Thumb(Telling telling, Direction direction) {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Which way the thumb points. */
  public enum Direction {
    UP,
    DOWN
  }

  /**
   * The thumb as a row of Gatun's unpaired format: {@code prompt, completion, label} on one line.
   */
  public String toJsonLine() {
    var row =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt", telling.prompt())
            .put("completion", telling.completion())
            .put("label", direction == Direction.UP);
    try {
      return JSON.writeValueAsString(row);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("three plain fields could not be written as JSON", e);
    }
  }
}
