package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.align.Knobs;
import dev.gatun.align.LogisticRegression;
import dev.gatun.align.Objectives;
import dev.gatun.data.Embeddings;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.format.EmbeddedRows;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The weights of {@code --udm}: by whose vectors, on which rows, and in which runs. */
final class UdmTest {
  private static final Path MODEL = Path.of("tests/resources/golden/models/llama");
  private static final int ROWS = 18;
  private static final int SIZE = 3;

  @TempDir Path folder;
  private final Random random = new Random(9);
  private final double[] vectors = new double[ROWS * SIZE];
  private Torch.LiveObjects before;

  @BeforeEach
  void count() {
    before = Torch.liveObjects();
    for (var i = 0; i < vectors.length; i++) vectors[i] = (float) random.nextGaussian();
  }

  @AfterEach
  void nothing_is_left_behind() {
    assertThat(Torch.liveObjects()).isEqualTo(before);
  }

  private static boolean up(int row) {
    return row % 3 != 0;
  }

  private Path data() throws IOException {
    var lines = new ArrayList<String>();
    for (var i = 0; i < ROWS; i++) {
      lines.add(
          "{\"prompt\":\"w%d\",\"completion\":\" w%d\",\"label\":%s,\"embedding\":[%s,%s,%s]}"
              .formatted(
                  i + 1,
                  i + 20,
                  up(i),
                  vectors[SIZE * i],
                  vectors[SIZE * i + 1],
                  vectors[SIZE * i + 2]));
    }
    return Files.write(folder.resolve("data.jsonl"), lines);
  }

  private Path file() throws IOException {
    var file = folder.resolve("vectors.safetensors");
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.of(vectors).reshape(ROWS, SIZE);
      SafetensorsWriter.write(
          file, Map.of(), List.of(new SafetensorsWriter.Item("x", DType.FLOAT32, tensor)));
    }
    return file;
  }

  private FeedbackSource open(Udm udm) throws IOException {
    var kept = udm == Udm.EMBEDDINGS ? Embeddings.KEPT : Embeddings.IGNORED;
    return FeedbackFile.open(data().toString(), kept);
  }

  private TrainingArguments.Builder arguments(String run, Udm udm) {
    return TrainingArguments.builder(MODEL, folder.resolve(run))
        .objective(Objectives.parse("bco", new Knobs(Map.of())))
        .udm(udm)
        .learningRate(2e-3)
        .maxLength(20)
        .maxSteps(6)
        .perDeviceTrainBatchSize(6)
        .device("cpu");
  }

  /** Runs; the weights of all rows. */
  private static double[] train(
      TrainingArguments.Builder arguments, FeedbackSource data, FeedbackSource evaluation) {
    var seen = new double[1][];
    var listener =
        new TrainingListener() {
          @Override
          public void onDensityRatios(double[] ratios) {
            seen[0] = ratios;
          }
        };
    new Trainer(arguments.build(), listener).train(data, evaluation);
    return seen[0];
  }

  private List<String> results(String run) throws IOException {
    var json = new ObjectMapper();
    var lines = new ArrayList<String>();
    for (var line : Files.readAllLines(folder.resolve(run).resolve("metrics.jsonl"))) {
      var values = (ObjectNode) json.readTree(line);
      lines.add(values.remove(List.of("tokens_per_second", "step_time_s")).toString());
    }
    return lines;
  }

  @Test
  void weights_are_the_clamped_odds_of_a_classifier_on_the_given_vectors_wherever_they_are()
      throws IOException {
    var positive = new boolean[ROWS];
    for (var i = 0; i < ROWS; i++) positive[i] = up(i);
    double[] logits;
    try (var _ = TensorScope.open()) {
      var features = Tensor.of(vectors).reshape(ROWS, SIZE);
      logits = LogisticRegression.fit(features, positive).logits(features);
    }
    var ofField = train(arguments("field", Udm.EMBEDDINGS), open(Udm.EMBEDDINGS), null);
    var beside = EmbeddedRows.of(FeedbackFile.open(data()), file());
    var ofFile = train(arguments("file", Udm.EMBEDDINGS), beside, null);
    assertThat(ofFile).isEqualTo(ofField);
    assertThat(results("file")).isEqualTo(results("field"));
    for (var i = 0; i < ROWS; i++) {
      // The rows come in another order here than in the sample: the fit is the same to rounding.
      var expected = up(i) ? 1 : Math.clamp(Math.exp(logits[i]), 0.5, 10);
      assertThat(ofField[i]).isCloseTo(expected, within(1e-9));
    }
    assertThat(Arrays.stream(ofField))
        .anyMatch(weight -> weight != 1 && weight > 0.5 && weight < 10);
  }

  // float32, which is what checkpoints hold.
  @ParameterizedTest
  @EnumSource(
      value = Udm.class,
      names = {"REFERENCE", "EMBEDDINGS"})
  void a_resumed_run_goes_on_bit_for_bit(Udm udm) throws IOException {
    var weights = train(arguments("through", udm), open(udm), open(udm));
    assertThat(Arrays.stream(weights)).anyMatch(weight -> weight != 1);
    train(arguments("stopped", udm).saveSteps(3), open(udm), open(udm));
    var resumed = arguments("stopped", udm).resumeFrom(folder.resolve("stopped/checkpoint-3"));
    assertThat(train(resumed, open(udm), open(udm))).isEqualTo(weights);
    assertThat(results("stopped")).isEqualTo(results("through"));
    assertThat(results("through")).anyMatch(line -> line.contains("eval_loss"));
    assertThat(folder.resolve("stopped/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("through/model.safetensors"));
    assertThat(folder.resolve("stopped/udm.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("through/udm.safetensors"));
  }

  @Test
  void a_resumed_run_takes_the_classifier_of_its_checkpoint() throws IOException {
    var udm = Udm.EMBEDDINGS;
    train(arguments("run", udm).saveSteps(3), open(udm), null);
    var file = folder.resolve("run/checkpoint-3/udm.safetensors");
    try (var _ = TensorScope.open()) {
      // No weights, and an intercept of ln 3: every thumb down counts three times.
      var classifier = Tensor.of(0.0, 0, 0, Math.log(3));
      SafetensorsWriter.write(
          file,
          Map.of("embeddings", "embeddings"),
          List.of(new SafetensorsWriter.Item("classifier", DType.FLOAT64, classifier)));
    }
    var resumed = arguments("run", udm).resumeFrom(folder.resolve("run/checkpoint-3"));
    var weights = train(resumed, open(udm), null);
    for (var i = 0; i < ROWS; i++) assertThat(Math.round(weights[i])).isEqualTo(up(i) ? 1 : 3);
  }

  @Test
  void a_run_is_not_resumed_with_other_weights() throws IOException {
    train(arguments("with", Udm.REFERENCE).saveSteps(3), open(Udm.REFERENCE), null);
    assertThatThrownBy(() -> train(arguments("with", Udm.OFF).resume(), open(Udm.OFF), null))
        .isInstanceOf(TrainingException.class)
        .hasMessage(
            "--resume: the run began with --udm by the reference model, and was to go on without"
                + " --udm");
    train(arguments("without", Udm.OFF).saveSteps(3), open(Udm.OFF), null);
    var resumed = arguments("without", Udm.REFERENCE).resume();
    assertThatThrownBy(() -> train(resumed, open(Udm.REFERENCE), null))
        .hasMessageContaining("began without --udm");
  }

  @Test
  void other_vectors_are_other_data_to_a_resumed_run() throws IOException {
    var udm = Udm.EMBEDDINGS;
    train(arguments("run", udm).saveSteps(3), open(udm), null);
    vectors[4] += 1;
    assertThatThrownBy(() -> train(arguments("run", udm).resume(), open(udm), null))
        .hasMessageContaining("the data is not what the run");
  }

  @Test
  void a_new_run_in_the_folder_leaves_no_classifier_of_the_one_before() throws IOException {
    train(arguments("run", Udm.REFERENCE), open(Udm.REFERENCE), null);
    assertThat(folder.resolve("run/udm.safetensors")).exists();
    train(arguments("run", Udm.OFF), open(Udm.OFF), null);
    assertThat(folder.resolve("run/udm.safetensors")).doesNotExist();
  }

  @Test
  void evaluation_data_may_be_of_one_class_and_must_have_vectors_of_the_same_length()
      throws IOException {
    var down = "{\"prompt\":\"w1\",\"completion\":\" w2\",\"label\":false,\"embedding\":[%s]}";
    var eval = Files.writeString(folder.resolve("eval.jsonl"), down.formatted("1,2,3"));
    var udm = Udm.EMBEDDINGS;
    train(arguments("run", udm), open(udm), FeedbackFile.open(eval.toString(), Embeddings.KEPT));
    Files.writeString(eval, down.formatted("1,2"));
    assertThatThrownBy(() ->
            train(
                arguments("other", udm),
                open(udm),
                FeedbackFile.open(eval.toString(), Embeddings.KEPT)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("the embeddings have 2 numbers, those of the training data have 3");
  }
}
