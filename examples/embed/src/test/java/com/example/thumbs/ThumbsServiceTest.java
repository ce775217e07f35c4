package com.example.thumbs;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ThumbsServiceTest {
  /** A tiny random model of Gatun's own test resources; its words are w4 to w63. */
  private static final Path MODEL = Path.of("../../tests/resources/golden/models/llama");

  @TempDir private Path work;

  @Test
  void thumbs_become_a_model_folder() {
    var service = new ThumbsService();
    for (int i = 0; i < 8; i++) {
      service.thumb("w" + (10 + i) + " w4", "w" + (20 + i) + " w5", i % 2 == 0);
    }
    assertModel(service.improve(MODEL, work.resolve("improved")));
  }

  @Test
  void a_file_of_thumbs_becomes_a_model_folder() throws IOException {
    var feedback = work.resolve("feedback.jsonl");
    Files.write(
        feedback,
        List.of(
            "{\"prompt\": \"w10\", \"completion\": \" w20\", \"label\": true}",
            "{\"prompt\": \"w11\", \"completion\": \" w21\", \"label\": false}"));
    TrainFromFile.main(
        new String[] {MODEL.toString(), feedback.toString(), work.resolve("out").toString()});
    assertModel(work.resolve("out"));
  }

  private static void assertModel(Path folder) {
    assertTrue(Files.exists(folder.resolve("model.safetensors")), folder.toString());
  }
}
