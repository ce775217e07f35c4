package dev.gatun.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The tiny models and feedback that tests share. */
final class Golden {
  static final Path ROOT = Path.of("tests/resources/golden");
  static final Path LLAMA = ROOT.resolve("models/llama");
  static final Path FEEDBACK = ROOT.resolve("kto/feedback.jsonl");
  static final String UP = "{\"prompt\": \"w1 w2\", \"completion\": \" w3 w4\", \"label\": true}";
  static final String DOWN =
      "{\"prompt\": \"w5 w6\", \"completion\": \" w7 w8\", \"label\": false}";

  private Golden() {}

  /** A copy of a model folder, to be damaged. */
  static Path copy(Path model, Path to) {
    try (var files = Files.list(model)) {
      Files.createDirectories(to);
      for (var file : files.toList()) {
        if (!file.endsWith("logits.safetensors")) Files.copy(file, to.resolve(file.getFileName()));
      }
      return to;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code train} with everything that it needs; more options behind. */
  static List<String> train(Path model, Object data, Path output, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "train",
                "--model",
                model.toString(),
                "--data",
                data.toString(),
                "--output-dir",
                output.toString(),
                "--max-length",
                "20",
                "--max-steps",
                "4",
                "--device",
                "cpu"));
    args.addAll(List.of(more));
    return args;
  }
}
