package dev.gatun.text;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Chat formats that come with Gatun, one Jinja resource each. */
final class BuiltinTemplates {
  static final List<String> NAMES =
      List.of(
          "chatml",
          "deepseek",
          "gemma",
          "llama2",
          "llama3",
          "llama3.1",
          "mistral",
          "phi3",
          "qwen2",
          "qwen2.5",
          "qwen3",
          "zephyr");

  private BuiltinTemplates() {}

  static String source(String name) {
    if (!NAMES.contains(name)) {
      throw new TextException(
          "there is no chat template named '"
              + name
              + "'; the names are "
              + String.join(", ", NAMES)
              + ", and anything else is taken from a file");
    }
    try (var in = BuiltinTemplates.class.getResourceAsStream("templates/" + name + ".jinja")) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks the chat template " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new IllegalStateException("cannot read the chat template " + name, e);
    }
  }
}
