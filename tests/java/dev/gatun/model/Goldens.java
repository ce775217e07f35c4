package dev.gatun.model;

import dev.gatun.torch.Tensor;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Assumptions;

/** The committed reference numbers, made by tests/python. */
final class Goldens {
  private Goldens() {}

  static Path folder(String model) {
    return Path.of("tests/resources/golden/models", model);
  }

  /** A tensor of the model's logits.safetensors, e.g. long.logits. */
  static Tensor logits(String model, String name) {
    return tensor(folder(model).resolve("logits.safetensors"), name);
  }

  static Tensor tensor(Path file, String name) {
    try (var open = SafetensorsFile.open(file)) {
      return open.read(name);
    }
  }

  /** The pretrained model beside the checkout; skips the test where it is not there. */
  static Path stories260K() {
    var folder = Path.of("../shared/models/stories260K");
    Assumptions.assumeTrue(
        Files.isDirectory(folder),
        "the pretrained model " + folder + " is not beside the checkout");
    return folder;
  }

  /** Copies a model folder's files to another, to be damaged there. */
  static Path copy(Path from, Path to) {
    try (var files = Files.list(from)) {
      Files.createDirectories(to);
      for (var file : files.toList()) Files.copy(file, to.resolve(file.getFileName()));
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static double largestDifference(Tensor one, Tensor other) {
    return one.sub(other).abs().amax().item();
  }
}
