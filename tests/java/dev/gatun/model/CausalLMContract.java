package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.nn.KvCache;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What holds for every family; a family's test names its models, folders of golden/models (made by
 * tests/python/tiny_models.py).
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class CausalLMContract {
  // float32 rounding of logits of order 1 to 5: transformers itself is up to 2e-5 from float64
  // (asserted where the goldens are made).
  private static final double ROUNDING = 1e-4;

  private long tensorsBefore;

  abstract List<String> models();

  @BeforeEach
  void count_tensors() {
    tensorsBefore = Torch.liveObjects().tensors();
  }

  @AfterEach
  void leaves_no_tensor() {
    assertThat(Torch.liveObjects().tensors()).isEqualTo(tensorsBefore);
  }

  @ParameterizedTest
  @MethodSource("models")
  void logits_equal_those_of_transformers(String name) {
    try (var model = load(name);
        var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      for (var sequence : List.of("long", "short")) {
        var ids = Goldens.logits(name, sequence + ".input_ids").toLongArray();
        var logits = logits(model, ids);
        assertThat(Goldens.largestDifference(logits, Goldens.logits(name, sequence + ".logits")))
            .as(sequence)
            .isLessThan(ROUNDING);
        var exact = Goldens.logits(name, sequence + ".logits_f64_tail");
        var tail = logits.narrow(0, ids.length - exact.size(0), exact.size(0));
        assertThat(Goldens.largestDifference(tail, exact))
            .as(sequence + ", float64")
            .isLessThan(ROUNDING);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_cache_changes_nothing(String name) {
    try (var model = load(name);
        var _ = TensorScope.open();
        var _ = Autograd.inferenceMode()) {
      // Dynamic frequencies follow from the length so far: cached keys were made with those of
      // their own time.
      var ids = firstOf(name, model.config().maxPositions());
      var whole = logits(model, ids);
      try (var cache = new KvCache(model.config().decoder().layers(), 4)) { // grows twice
        for (var parts : new int[][] {{0, 3}, {3, 4}, {4, 5}, {5, 9}, {9, 10}, {10, ids.length}}) {
          var part = Arrays.copyOfRange(ids, parts[0], parts[1]);
          var positions = LongStream.range(parts[0], parts[1]).toArray();
          var input =
              new PackedSequences(Tensor.of(part), Tensor.of(positions), new long[] {part.length});
          var logits = model.logits(model.hiddenStates(input, cache));
          cache.advance(part.length);
          assertThat(Goldens.largestDifference(logits, whole.narrow(0, parts[0], part.length)))
              .as("tokens %d to %d", parts[0], parts[1])
              .isLessThan(ROUNDING);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void a_later_token_does_not_change_an_earlier_one(String name) {
    try (var model = load(name);
        var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var ids = firstOf(name, 12);
      var before = logits(model, ids);
      ids[7] = (ids[7] + 1) % 64;
      var after = logits(model, ids);
      assertThat(Goldens.largestDifference(before.narrow(0, 0, 7), after.narrow(0, 0, 7))).isZero();
      assertThat(Goldens.largestDifference(before.narrow(0, 7, 1), after.narrow(0, 7, 1)))
          .isGreaterThan(1e-3);
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void packed_sequences_equal_one_by_one(String name) {
    try (var model = load(name);
        var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var longest = Goldens.logits(name, "long.input_ids").toLongArray();
      var brief = Goldens.logits(name, "short.input_ids").toLongArray();
      var reversed = LongStream.range(0, 9).map(i -> brief[(int) (8 - i)]).toArray();
      var one = new long[] {5};
      var sequences =
          new long[][] {brief, reversed, longest, one, brief}; // equal neighbours are one batch
      var packed = model.logits(model.hiddenStates(PackedSequences.of(Device.CPU, sequences)));
      var at = 0;
      for (var sequence : sequences) {
        var alone = logits(model, sequence);
        assertThat(Goldens.largestDifference(packed.narrow(0, at, sequence.length), alone))
            .as("from token %d", at)
            .isLessThan(1e-5);
        at += sequence.length;
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void saving_writes_the_same_files_again(String name, @TempDir Path folder) throws IOException {
    try (var model = load(name)) {
      model.save(folder);
    }
    try (var files = Files.list(Goldens.folder(name))) {
      for (var file : files.filter(f -> !f.endsWith("logits.safetensors")).toList()) {
        var saved = folder.resolve(file.getFileName());
        assertThat(saved).exists();
        if (file.toString().endsWith(".index.json")) continue; // pretty-printed another way
        assertThat(Files.readAllBytes(saved))
            .as(file.toString())
            .isEqualTo(Files.readAllBytes(file));
      }
    }
    try (var again = CausalLM.load(folder, DType.FLOAT32, Device.CPU);
        var model = load(name);
        var _ = TensorScope.open()) {
      for (var i = 0; i < model.parameters().size(); i++) {
        var one = model.parameters().get(i);
        var other = again.parameters().get(i);
        assertThat(other.name()).isEqualTo(one.name());
        assertThat(other.value().toFloatArray()).isEqualTo(one.value().toFloatArray());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("models")
  void every_gradient_is_the_slope_of_the_loss(String name) {
    try (var model = CausalLM.load(Goldens.folder(name), DType.FLOAT64, Device.CPU);
        var _ = TensorScope.open()) {
      var step = 1e-6;
      lossOf(model, name).backward();
      for (var parameter : model.parameters()) {
        try (var _ = TensorScope.open();
            var _ = Autograd.noGrad()) {
          var gradient = parameter.value().grad();
          assertThat(gradient).as(parameter.name()).isNotNull();
          // Along the gradient itself the slope is its norm: (loss(p + h g/|g|) - loss(p - h
          // g/|g|)) / 2h.
          var norm = gradient.mul(gradient).sum().sqrt().item();
          var nudge = gradient.mul(step / norm);
          parameter.value().add_(nudge);
          var above = lossOf(model, name).item();
          parameter.value().sub_(nudge).sub_(nudge);
          var below = lossOf(model, name).item();
          parameter.value().add_(nudge);
          assertThat((above - below) / (2 * step))
              .as(parameter.name())
              .isCloseTo(norm, within(1e-5 * Math.max(1, norm)));
        }
      }
    }
  }

  /**
   * Mean negative log-likelihood of the long sequence's tokens after its first; without the padding
   * token, which gets no gradient.
   */
  private static Tensor lossOf(CausalLM model, String name) {
    var ids = Goldens.logits(name, "long.input_ids").clampMin(1).to(DType.INT64);
    var length = ids.size(0);
    var logits = logits(model, ids.toLongArray()).narrow(0, 0, length - 1);
    return Functional.logSoftmax(logits, -1)
        .gather(-1, ids.narrow(0, 1, length - 1).unsqueeze(1))
        .mean()
        .neg();
  }

  private static CausalLM load(String name) {
    return CausalLM.load(Goldens.folder(name), DType.FLOAT32, Device.CPU);
  }

  private static Tensor logits(CausalLM model, long[] ids) {
    return model.logits(model.hiddenStates(PackedSequences.of(Device.CPU, ids)));
  }

  private static long[] firstOf(String name, long most) {
    var ids = Goldens.logits(name, "long.input_ids").toLongArray();
    return Arrays.copyOf(ids, (int) Math.min(most, ids.length));
  }
}
