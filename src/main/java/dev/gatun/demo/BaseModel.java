package dev.gatun.demo;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The small storyteller that comes in the jar; {@link Pretraining} made it. */
public final class BaseModel {
  private static final List<String> FILES =
      List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json");

  private BaseModel() {}

  /**
   * Writes its model folder, replacing older files.
   *
   * @param folder made where it does not exist
   * @throws IOException if a file cannot be written
   */
  public static void unpack(Path folder) throws IOException {
    Files.createDirectories(folder);
    for (var name : FILES) {
      try (var in = BaseModel.class.getResourceAsStream("base-model/" + name)) {
        if (in == null)
          throw new IllegalStateException("base-model/" + name + " is missing from the jar");
        Files.write(folder.resolve(name), in.readAllBytes());
      }
    }
  }
}
