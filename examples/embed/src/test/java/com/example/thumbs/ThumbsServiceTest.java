package com.example.thumbs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThumbsServiceTest {
  /** A tiny random model of Gatun's own test resources. */
  private static final Path MODEL = Path.of("../../tests/resources/golden/models/llama");

  @Test
  void thumbs_become_a_model_folder(@TempDir Path work) {
    var service = new ThumbsService();
    for (int i = 0; i < 8; i++) {
      service.thumb("Question " + i + "?", "Answer " + i * i + ".", i % 2 == 0);
    }
    var improved = service.improve(MODEL, work.resolve("improved"));
    assertTrue(Files.exists(improved.resolve("model.safetensors")), improved.toString());
  }
}
