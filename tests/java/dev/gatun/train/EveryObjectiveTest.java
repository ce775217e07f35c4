package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.align.Bco;
import dev.gatun.align.Knobs;
import dev.gatun.align.Needs;
import dev.gatun.align.Objective;
import dev.gatun.align.Objectives;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.torch.DType;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every objective trains, and none cares how its windows are cut. */
final class EveryObjectiveTest {
  private static final Path MODEL = Path.of("tests/resources/golden/models/llama");
  private static final int PROMPTS = 40;
  private static final List<String> METRICS =
      List.of("loss", "grad_norm", "kl", "delta", "rewards/chosen", "rewards/rejected");

  @TempDir Path folder;
  private final Random random = new Random(5);
  private Torch.LiveObjects before;

  @BeforeEach
  void count() {
    before = Torch.liveObjects();
  }

  @AfterEach
  void nothing_is_left_behind() {
    assertThat(Torch.liveObjects()).isEqualTo(before);
  }

  static Stream<String> losses() {
    return Stream.concat(
        Objectives.names().stream(), Stream.of("dpo:1,sft:0.1", "dpo:1,kto:0.5", "bco:1,sft:0.2"));
  }

  private static Objective objective(String loss) {
    return Objectives.parse(loss, new Knobs(Map.of()));
  }

  private String words() {
    return IntStream.range(0, 1 + random.nextInt(6))
        .mapToObj(_ -> " w" + random.nextInt(60))
        .collect(Collectors.joining());
  }

  private Path pairs() throws IOException {
    var lines = new ArrayList<String>();
    for (var i = 0; i < PROMPTS; i++) {
      lines.add(
          "{\"prompt\":\"w%d%s\",\"chosen\":\"%s\",\"rejected\":\"%s\"}"
              .formatted(i, words(), words(), words()));
    }
    return Files.write(folder.resolve("pairs.jsonl"), lines);
  }

  private Path thumbs() throws IOException {
    var lines = new ArrayList<String>();
    for (var i = 0; i < PROMPTS; i++) {
      lines.add(
          "{\"prompt\":\"w%d%s\",\"completion\":\"%s\",\"label\":%s,\"weight\":%s}"
              .formatted(i, words(), words(), i % 3 != 0, 0.5 + i % 2));
    }
    return Files.write(folder.resolve("thumbs.jsonl"), lines);
  }

  private Path sets() throws IOException {
    var lines = new ArrayList<String>();
    for (var i = 0; i < PROMPTS; i++) {
      var responses = 2 + i % 3;
      lines.add(
          "{\"prompt\":\"w%d%s\",\"completions\":[%s],\"scores\":[%s]}"
              .formatted(
                  i,
                  words(),
                  IntStream.range(0, responses)
                      .mapToObj(_ -> '"' + words() + '"')
                      .collect(Collectors.joining(",")),
                  IntStream.range(0, responses)
                      .mapToObj(_ -> "" + random.nextInt(5))
                      .collect(Collectors.joining(","))));
    }
    return Files.write(folder.resolve("sets.jsonl"), lines);
  }

  private Path data(Objective objective) throws IOException {
    return switch (objective.needs().responses()) {
      case SINGLE, DESIRABLE -> thumbs();
      case PAIRS -> pairs();
      case SETS -> sets();
    };
  }

  private TrainingArguments.Builder arguments(String run, Objective objective) {
    return TrainingArguments.builder(MODEL, folder.resolve(run))
        .objective(objective)
        .learningRate(2e-3)
        .maxLength(40)
        .maxSteps(4)
        .dtype(DType.FLOAT64)
        .device("cpu");
  }

  private List<JsonNode> train(Path data, TrainingArguments.Builder builder) throws IOException {
    return train(data, builder, new TrainingListener() {});
  }

  private static List<JsonNode> train(
      Path data, TrainingArguments.Builder builder, TrainingListener listener) throws IOException {
    var arguments = builder.build();
    new Trainer(arguments, listener).train(FeedbackFile.open(data), FeedbackFile.open(data));
    var json = new ObjectMapper();
    var lines = new ArrayList<JsonNode>();
    for (var line : Files.readAllLines(arguments.outputDir().resolve("metrics.jsonl"))) {
      lines.add(json.readTree(line));
    }
    return lines;
  }

  @ParameterizedTest
  @MethodSource("losses")
  void micro_batches_of_a_window_do_not_change_the_objective(String loss) throws IOException {
    // Windows of 16 prompts, the last of 8, cut into 1 x 16, 4 x 4 and 16 x 1. Sums run in another
    // order, so the last digits of float64 may differ, and Adam divides small gradients by their
    // own size.
    var objective = objective(loss);
    var data = data(objective);
    var whole = train(data, layout("whole", objective, 16, 1));
    var quarters = train(data, layout("quarters", objective, 4, 4));
    var ones = train(data, layout("ones", objective, 1, 16));
    for (var other : List.of(quarters, ones)) {
      for (var step = 0; step < whole.size(); step++) {
        if (!whole.get(step).has("loss")) continue; // evaluation: its batches are windows
        for (var metric : METRICS) {
          assertThat(other.get(step).has(metric)).isEqualTo(whole.get(step).has(metric));
          if (!whole.get(step).has(metric)) continue;
          assertThat(other.get(step).path(metric).asDouble())
              .as("%s at step %d", metric, step + 1)
              .isCloseTo(whole.get(step).path(metric).asDouble(), within(1e-6));
        }
      }
    }
    assertThat(whole).filteredOn(line -> line.has("eval_loss")).isNotEmpty();
    assertThat(whole.getFirst().path("grad_norm").asDouble()).isPositive();
  }

  private TrainingArguments.Builder layout(
      String run, Objective objective, int batch, int accumulation) {
    return arguments(run, objective)
        .perDeviceTrainBatchSize(batch)
        .gradientAccumulationSteps(accumulation);
  }

  @ParameterizedTest
  @MethodSource("losses")
  void a_model_in_bfloat16_has_log_probabilities_and_statistics_in_float32(String loss)
      throws IOException {
    // Windows of two prompts. Losses and log-probabilities stay within 2 % of float32's, what the 8
    // bits of bfloat16 inside the model leave. They are no bfloat16 themselves: a mean of four of
    // those, or fewer, has 16 bits at most. Nor are rewards / beta differences of some: those of
    // log-probabilities of 1 and more are multiples of 2^-7, and means of two of 2^-8.
    var objective = objective(loss);
    var data = data(objective);
    var narrow = train(data, inPairs("narrow", objective).dtype(DType.BFLOAT16));
    var wide = train(data, inPairs("wide", objective).dtype(DType.FLOAT32));
    for (var step = 0; step < 3; step++) {
      for (var metric : List.of("loss", "logps/chosen", "logps/rejected")) {
        assertThat(narrow.get(step).has(metric)).isEqualTo(wide.get(step).has(metric));
        if (!wide.get(step).has(metric)) continue;
        var expected = wide.get(step).path(metric).asDouble();
        var found = narrow.get(step).path(metric).asDouble();
        assertThat(found)
            .as("%s at step %d", metric, step + 1)
            .isCloseTo(expected, within(0.02 * Math.max(1, Math.abs(expected))));
        if (metric.startsWith("logps/")) assertThat(bits(found)).isGreaterThan(16);
      }
      for (var metric : List.of("rewards/chosen", "rewards/rejected")) {
        if (!narrow.get(step).has(metric)) continue;
        var ratio = narrow.get(step).path(metric).asDouble() / objective.beta();
        // Policy and reference are the same at the first step, to the last bit.
        if (step == 0 && objective.needs().reference()) assertThat(ratio).isZero();
        else assertThat(256 * ratio).as(metric).isNotEqualTo(Math.rint(256 * ratio));
      }
    }
    assertThat(narrow.getFirst().has("logps/chosen")).isTrue();
  }

  private TrainingArguments.Builder inPairs(String run, Objective objective) {
    return arguments(run, objective).perDeviceTrainBatchSize(2).maxSteps(3).learningRate(1e-3);
  }

  /** Significant bits of a number's mantissa. */
  private static int bits(double value) {
    return 53 - Long.numberOfTrailingZeros(Double.doubleToLongBits(value) | 1L << 52);
  }

  @Test
  void what_an_objective_does_not_need_is_not_computed() throws IOException {
    try (var files = Files.walk(Torch.cache())) {
      for (var file : files.filter(file -> file.toString().endsWith(".logps")).toList()) {
        Files.delete(file);
      }
    }
    for (var loss : Objectives.names()) {
      var objective = objective(loss);
      var passes = new int[1];
      train(
          data(objective),
          arguments("run-" + loss, objective).maxSteps(1).perDeviceTrainBatchSize(4),
          new TrainingListener() {
            @Override
            public void onReference(long done, long total) {
              passes[0]++;
            }
          });
      assertThat(passes[0] > 0).as(loss).isEqualTo(objective.needs().reference());
    }
  }

  @Test
  void pairs_feed_objectives_on_thumbs_both_halves_in_every_window() throws IOException {
    var lines =
        train(pairs(), arguments("run", objective("kto")).perDeviceTrainBatchSize(4).maxSteps(5));
    assertThat(lines).filteredOn(line -> line.has("loss")).hasSize(5);
    for (var line : lines) {
      if (!line.has("loss")) continue;
      assertThat(line.path("count/chosen").asInt()).isEqualTo(2);
      assertThat(line.path("count/rejected").asInt()).isEqualTo(2);
    }
  }

  @Test
  void thumbs_up_and_down_on_a_prompt_feed_objectives_on_pairs() throws IOException {
    var data =
        Files.write(
            folder.resolve("both.jsonl"),
            List.of(
                "{\"prompt\":\"w1\",\"completion\":\" w2\",\"label\":false}",
                "{\"prompt\":\"w9\",\"completion\":\" w3\",\"label\":true}",
                "{\"prompt\":\"w1\",\"completion\":\" w4\",\"label\":true}"));
    var seen = new long[2];
    var lines =
        train(
            data,
            arguments("run", objective("dpo")).maxSteps(1),
            new TrainingListener() {
              @Override
              public void onGroups(String name, long groups, long leftOut) {
                seen[0] = groups;
                seen[1] = leftOut;
              }
            });
    assertThat(seen).containsExactly(1, 1);
    // Policy equals reference: ln 2.
    assertThat(lines.getFirst().path("loss").asDouble()).isCloseTo(Math.log(2), within(1e-12));
  }

  @Test
  void a_resumed_run_remembers_the_reward_shift_bit_for_bit() throws IOException {
    for (var shift : Bco.Shift.values()) {
      var bco = new Bco(0.1, shift, shift == Bco.Shift.EMA ? 0.9 : 1);
      var data = thumbs();
      var through = train(data, resumable("through-" + shift, bco));
      var arguments = resumable("stopped-" + shift, bco);
      var first = new Trainer[1];
      first[0] =
          new Trainer(
              arguments.build(),
              new TrainingListener() {
                @Override
                public void onStep(long step, long totalSteps, StepMetrics metrics) {
                  if (step == 3) first[0].requestStop();
                }
              });
      first[0].train(FeedbackFile.open(data), null);
      var resumed = train(data, arguments.resume());
      var last = resumed.get(resumed.size() - 2);
      var expected = through.get(through.size() - 2);
      for (var metric : List.of("step", "loss", "delta", "grad_norm")) {
        assertThat(last.get(metric)).as(metric).isEqualTo(expected.get(metric));
      }
      assertThat(last.path("delta").asDouble()).isNotZero();
    }
  }

  // float32, which is what checkpoints hold.
  private TrainingArguments.Builder resumable(String run, Objective objective) {
    return arguments(run, objective).perDeviceTrainBatchSize(4).maxSteps(6).dtype(DType.FLOAT32);
  }

  @Test
  void weights_of_classes_and_rows_do_not_change_the_size_of_a_step_when_it_is_divided_by_them()
      throws IOException {
    // KTO at the start: every row costs lambda / 2. Divided by rows the loss is the mean of w *
    // lambda / 2; divided by weights it is 1/2 exactly.
    var kto = objective("kto");
    var heavy =
        Objectives.parse(
            "kto", new Knobs(Map.of("--desirable-weight", "5", "--undesirable-weight", "3")));
    var data = thumbs();
    for (var objective : List.of(kto, heavy)) {
      var lines =
          train(
              data,
              arguments("run" + objective.classWeight(true), objective)
                  .lossNormalization(Normalization.WEIGHTS)
                  .perDeviceTrainBatchSize(2)
                  .gradientAccumulationSteps(3)
                  .maxSteps(1));
      assertThat(lines.getFirst().path("loss").asDouble()).isCloseTo(0.5, within(1e-12));
    }
    assertThat(kto.needs().responses()).isEqualTo(Needs.Responses.SINGLE);
  }

  @Test
  void matching_weighs_thumbs_down_by_their_prompts_and_leaves_thumbs_up_alone()
      throws IOException {
    // Thumbs up are about words 1 to 9, and thumbs down about those and, twice as often, others.
    var lines = new ArrayList<String>();
    for (var i = 0; i < 18; i++) {
      var up = i % 2 == 0;
      var word = up || i % 3 == 0 ? 1 + i % 9 : 40 + i;
      lines.add(
          "{\"prompt\":\"w%d\",\"completion\":\"%s\",\"label\":%s}".formatted(word, words(), up));
    }
    var data = Files.write(folder.resolve("topics.jsonl"), lines);
    var seen = new double[1][];
    var matched =
        train(
            data,
            arguments("matched", objective("bco")).udm(Udm.REFERENCE).perDeviceTrainBatchSize(6),
            new TrainingListener() {
              @Override
              public void onDensityRatios(double[] ratios) {
                seen[0] = ratios;
              }
            });
    var plain = train(data, arguments("plain", objective("bco")).perDeviceTrainBatchSize(6));
    var ofShared = 0.0;
    var ofOthers = 0.0;
    for (var i = 0; i < 18; i++) {
      if (i % 2 == 0) assertThat(seen[0][i]).isEqualTo(1);
      else if (i % 3 == 0) ofShared += seen[0][i] / 3;
      else ofOthers += seen[0][i] / 6;
      assertThat(seen[0][i]).isBetween(0.5, 10.0);
    }
    assertThat(ofShared).isGreaterThan(1).isGreaterThan(2 * ofOthers);
    assertThat(matched.getFirst().path("loss")).isNotEqualTo(plain.getFirst().path("loss"));
  }
}
