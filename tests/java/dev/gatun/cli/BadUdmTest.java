package dev.gatun.cli;

import static dev.gatun.cli.Golden.LLAMA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --udm} with vectors that do not fit: exit code 2, one clear message. */
final class BadUdmTest {
  private static final String UP =
      "{\"prompt\":\"w1\",\"completion\":\" w2\",\"label\":true,\"embedding\":[1,2]}";
  private static final String DOWN =
      "{\"prompt\":\"w4\",\"completion\":\" w5\",\"label\":false,\"embedding\":%s}";

  @TempDir Path folder;

  private Path data(String... rows) throws IOException {
    return Files.write(folder.resolve("data.jsonl"), List.of(rows));
  }

  private Path vectors(int rows, double value) throws IOException {
    var file = folder.resolve("e.safetensors");
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.full(Shape.of(rows, 2), value, DType.FLOAT32, Device.CPU);
      SafetensorsWriter.write(
          file, Map.of(), List.of(new SafetensorsWriter.Item("e", DType.FLOAT32, tensor)));
    }
    return file;
  }

  private Outcome train(Path data, String... more) {
    var flags = new ArrayList<>(List.of("--loss", "bco", "--udm"));
    flags.addAll(List.of(more));
    var run = folder.resolve("run");
    return Outcome.of(Golden.train(LLAMA, data, run, flags.toArray(String[]::new)));
  }

  private void refusesRow(String row, String problem) throws IOException {
    train(data(UP, row), "--udm-embeddings", "field")
        .refusesInLines(3, "1 bad row:", "data.jsonl:2: " + problem, "--skip-bad-rows");
    assertThat(folder.resolve("run")).doesNotExist();
  }

  @Test
  void rows_whose_vectors_are_none_or_of_another_length() throws IOException {
    refusesRow(
        DOWN.formatted("[1,2,3]"),
        "embedding: has 3 numbers, expected 2 as in "
            + folder.resolve("data.jsonl:1")
            + ": all must be of one length");
    refusesRow(DOWN.formatted("[1,\"x\"]"), "embedding[1]: expected a finite number, got \"x\"");
    refusesRow(DOWN.formatted("[NaN,1]"), "embedding[0]: expected a finite number, got NaN");
    refusesRow(DOWN.formatted("null"), "embedding: is missing");
    train(
            data(UP, DOWN.formatted("[1]"), DOWN.formatted("[3,4]")),
            "--udm-embeddings",
            "field",
            "--skip-bad-rows")
        .succeeds();
  }

  @Test
  void a_file_that_does_not_fit_the_data() throws IOException {
    var data = data(UP, DOWN.formatted("[1,2]"));
    train(data, "--udm-embeddings", vectors(3, 1).toString())
        .refuses("e.safetensors: has 3 rows, the data 2");
    train(data, "--udm-embeddings", vectors(1, 1).toString())
        .refuses("e.safetensors: has 1 rows, the data 2");
    train(data, "--udm-embeddings", vectors(2, Double.NaN).toString())
        .refuses("e.safetensors: row 1, number 1 is NaN");
    train(data, "--udm-embeddings", data.toString()).refuses("data.jsonl: not a safetensors file");
    train(data, "--udm-embeddings", "feild")
        .refuses(
            "--udm-embeddings: 'feild' is no file; it takes reference, field or a safetensors");
  }

  @Test
  void one_class_alone() throws IOException {
    train(data(UP, UP), "--udm-embeddings", "field", "--allow-one-class")
        .refuses("--udm: all 2 rows are desirable", "needs both");
  }

  @Test
  void flags_that_do_not_belong_together() throws IOException {
    var data = data(UP, DOWN.formatted("[1,2]"));
    var file = vectors(2, 1).toString();
    var run = folder.resolve("run");
    Outcome.of(Golden.train(LLAMA, data, run, "--loss", "bco", "--udm-embeddings", "field"))
        .refuses("--udm-embeddings field says what --udm compares prompts by: add --udm");
    train(data, "--udm-embeddings", file, "--eval-data", data.toString())
        .refuses("give --eval-data its own: --eval-udm-embeddings FILE");
    train(data, "--eval-data", data.toString(), "--eval-udm-embeddings", file)
        .refuses("--eval-udm-embeddings is for --eval-data where --udm-embeddings names a file");
    var eval = data.toString();
    train(data, "--udm-embeddings", file, "--eval-data", eval, "--eval-udm-embeddings", file)
        .succeeds();
  }

  @Test
  void what_training_did_not_leave_for_an_evaluation() throws IOException {
    var data = data(UP, DOWN.formatted("[1,2]"));
    evaluate(LLAMA, data, "bco", "--udm").refuses("--udm: " + LLAMA, "was not trained with --udm");
    train(data, "--udm-embeddings", "field").succeeds();
    var run = folder.resolve("run");
    evaluate(run, data, "bco", "--udm").succeeds();
    evaluate(run, data, "bco", "--udm", "--udm-embeddings", vectors(2, 1).toString()).succeeds();
    evaluate(run, data, "bco", "--udm", "--udm-embeddings", "reference")
        .refuses("--udm-embeddings reference: the model was trained with embeddings of the data");
    evaluate(run, data, "dpo", "--udm").refuses("--udm matches the prompts", "got dpo");
    var longer = data(DOWN.formatted("[1,2,3]"), DOWN.formatted("[1,2,3]"));
    evaluate(run, longer, "bco", "--udm")
        .refuses("the embeddings have 3 numbers, those of the training data have 2");
  }

  private static Outcome evaluate(Path model, Path data, String loss, String... more) {
    var args =
        new ArrayList<>(
            List.of(
                "evaluate",
                "--model",
                model.toString(),
                "--reference",
                LLAMA.toString(),
                "--data",
                data.toString(),
                "--samples",
                "0",
                "--device",
                "cpu",
                "--loss",
                loss));
    args.addAll(List.of(more));
    return Outcome.of(args);
  }
}
