package dev.gatun.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.align.Dpo;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.CausalLM;
import dev.gatun.model.LoraConfig;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code --kl-pairing fresh}: 45 rows in windows of 8, so six steps an epoch. */
final class FreshPairingTest {

  @TempDir Path folder;

  private TrainingArguments.Builder arguments(String run) {
    return TinyRun.arguments(folder.resolve(run)).maxSteps(15).klPairing(KlPairing.FRESH);
  }

  private static long train(TrainingArguments.Builder arguments) {
    var windows = new long[1];
    var counting =
        new TrainingListener() {
          @Override
          public void onReference(long done, long total) {
            windows[0] = done;
          }
        };
    new Trainer(arguments.build(), counting).train(FeedbackFile.open(TinyRun.DATA), null);
    return windows[0];
  }

  private List<String> results(String run) throws IOException {
    return RunFiles.results(folder.resolve(run));
  }

  @Test
  void the_first_epoch_is_the_default_pairings_and_the_second_is_not() throws IOException {
    train(arguments("fresh"));
    train(arguments("fixed").klPairing(KlPairing.FIXED));
    assertThat(results("fresh").subList(0, 6)).isEqualTo(results("fixed").subList(0, 6));
    assertThat(results("fresh").subList(6, 7)).isNotEqualTo(results("fixed").subList(6, 7));
  }

  @Test
  void fixed_is_the_default() throws IOException {
    train(arguments("fixed").klPairing(KlPairing.FIXED));
    var silent =
        TrainingArguments.builder(TinyRun.MODEL, folder.resolve("default")).learningRate(2e-3);
    train(silent.schedule(LearningRateSchedule.CONSTANT).maxLength(20).maxSteps(15).device("cpu"));
    assertThat(results("default")).isEqualTo(results("fixed"));
  }

  @Test
  void a_run_resumed_in_a_later_epoch_goes_on_bit_for_bit() throws IOException {
    train(arguments("through"));
    train(arguments("stopped").maxSteps(10).saveSteps(8));
    train(arguments("stopped").resumeFrom(folder.resolve("stopped/checkpoint-8")));
    assertThat(results("stopped")).isEqualTo(results("through"));
    assertThat(folder.resolve("stopped/model.safetensors"))
        .hasSameBinaryContentAs(folder.resolve("through/model.safetensors"));
  }

  @Test
  void a_lost_cache_is_computed_anew_from_the_first_model() throws IOException {
    train(arguments("through"));
    train(arguments("stopped").maxSteps(10).saveSteps(8));
    forgetReferences();
    train(arguments("stopped").resumeFrom(folder.resolve("stopped/checkpoint-8")));
    assertThat(results("stopped")).isEqualTo(results("through"));
  }

  private static void forgetReferences() throws IOException {
    try (var files = Files.walk(Torch.cache().resolve("reference"))) {
      for (var file : files.filter(Files::isRegularFile).toList()) Files.delete(file);
    }
  }

  @Test
  void the_reference_sees_the_pairs_of_all_epochs_once_and_a_second_run_none() throws IOException {
    forgetReferences();
    assertThat(train(arguments("first"))).isEqualTo(15);
    assertThat(train(arguments("second"))).isZero();
    assertThat(train(arguments("longer").maxSteps(20))).isEqualTo(20);
    assertThat(results("second")).isEqualTo(results("first"));
    assertThat(results("longer").subList(0, 15)).isEqualTo(results("first"));
  }

  @Test
  void a_new_adapters_run_resumes_bit_for_bit_too() throws IOException {
    var lora = new LoraConfig(4, 8, 0, List.of(LoraConfig.ALL_LINEAR), LoraConfig.Scaling.RANK);
    train(arguments("through").lora(lora));
    forgetReferences();
    train(arguments("stopped").lora(lora).maxSteps(10).saveSteps(8));
    forgetReferences();
    train(arguments("stopped").lora(lora).resumeFrom(folder.resolve("stopped/checkpoint-8")));
    assertThat(results("stopped")).isEqualTo(results("through"));
  }

  @Test
  void what_the_reference_gives_is_what_each_pair_gives_alone() {
    var arguments = arguments("none").dtype(DType.FLOAT64).build();
    try (var tokenizer = Tokenizer.load(TinyRun.MODEL);
        var data =
            TrainingData.read(
                "training", FeedbackFile.open(TinyRun.DATA), tokenizer, arguments, TinyRun.SILENT);
        var model = CausalLM.load(TinyRun.MODEL, DType.FLOAT64, Device.CPU)) {
      var store = data.store();
      var known = new ReferenceLogProbs(store.rows());
      known.compute(
          new Policy(model, Device.CPU),
          store,
          data.plan(),
          15,
          (size, align) -> Arena.ofAuto().allocate(size, align),
          TinyRun.SILENT,
          new StopRequest());
      assertThat(known.covers(data.plan(), 15)).isTrue();
      assertThat(known.covers(data.plan(), 19)).isFalse();
      try (var loader = BatchLoader.start(store, data.plan(), 0)) {
        for (var step = 0; step < 15; step++) {
          var window = loader.next();
          var matched = window.matched(0);
          var pairs = window.mismatched(0);
          for (var b = 0; b < pairs.sequences(); b++) {
            var row = pairs.row(b);
            // Sums of at most 20 terms of a few units in float64: 1e-12 is a thousand roundings.
            assertThat(known.mismatched(pairs)[b])
                .as("step %d, row %d", step, row)
                .isCloseTo(
                    PlainLogProbs.sum(model, store, row, pairs.completionRow(b)), within(1e-12));
            assertThat(known.matched(matched)[b])
                .isCloseTo(PlainLogProbs.sum(model, store, row, row), within(1e-12));
          }
          window.release();
        }
      }
    }
  }

  @Test
  void without_mismatched_pairs_or_in_file_order_it_is_refused() {
    assertThatThrownBy(() -> arguments("run").objective(new Dpo(0.1, 0)).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--kl-pairing")
        .hasMessageContaining("got dpo");
    assertThatThrownBy(() -> arguments("run").dataOrder(DataOrder.SEQUENTIAL).build())
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("--data-order must be shuffled");
  }

  @Test
  void a_run_is_not_resumed_with_the_other_pairing() {
    train(arguments("run").maxSteps(2).saveSteps(1));
    assertThatThrownBy(() -> train(arguments("run").klPairing(KlPairing.FIXED).resume()))
        .isInstanceOf(TrainingException.class)
        .hasMessageContaining("pairing");
  }
}
