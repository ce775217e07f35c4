package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class RotaryEmbeddingTest {
  private static final int HEAD_DIM = 32;
  private static final long FAR = 100_000;

  private record Case(double theta, RopeScaling scaling) {}

  // As ROPE in tests/python/model_goldens.py.
  private static final Map<String, Case> CASES =
      Map.of(
          "default", new Case(1e4, new RopeScaling.None()),
          "default, larger base", new Case(1e6, new RopeScaling.None()),
          "linear", new Case(1e4, new RopeScaling.Linear(3)),
          "dynamic", new Case(1e4, new RopeScaling.Dynamic(2, 4096)),
          "llama3", new Case(5e5, new RopeScaling.Llama3(8, 1, 4, 8192)),
          "yarn",
              new Case(
                  1e6,
                  new RopeScaling.Yarn(
                      4, 32768, null, 32, 1, null, null, RopeScaling.Truncation.WHOLE_DIMENSIONS)));

  // On the machine that made the golden they are equal; libtorch's pow may differ in the last bit
  // on another kind of processor.
  @Test
  void frequencies_and_far_angles_are_those_of_transformers() throws IOException {
    var file = Path.of("tests/resources/golden/rope.json");
    var golden = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    for (var entry : CASES.entrySet()) {
      var theta = entry.getValue().theta();
      var scaling = entry.getValue().scaling();
      var inverse = floats(golden.get(entry.getKey()).get("inverse"));
      var cos = floats(golden.get(entry.getKey()).get("cos"));
      var own = RopeFrequencies.of(HEAD_DIM, theta, scaling, FAR + 1).inverse();
      try (var _ = TensorScope.open()) {
        var rotation =
            new RotaryEmbedding(HEAD_DIM, theta, scaling)
                .at(Tensor.of(FAR), new long[] {1}, DType.FLOAT32);
        var ownCos = rotation.cos().toFloatArray();
        for (var i = 0; i < inverse.length; i++) {
          var bit = Math.ulp(inverse[i]);
          assertThat(own[i])
              .as("%s, frequency %d", entry.getKey(), i)
              .isCloseTo(inverse[i], within(bit));
          assertThat(ownCos[i])
              .as("%s, cosine %d", entry.getKey(), i)
              .isCloseTo(cos[i], within(FAR * bit + 1e-6f));
        }
      }
    }
  }

  // (a, b) at an angle of one radian per position: (a cos p - b sin p, b cos p + a sin p), pairing
  // dimension i with i + d/2.
  @Test
  void a_rotation_turns_pairs_of_dimensions() {
    try (var _ = TensorScope.open()) {
      var rotary = new RotaryEmbedding(2, 10_000, new RopeScaling.None());
      var rotation = rotary.at(Tensor.of(0L, 2L), new long[] {2}, DType.FLOAT32);
      var turned = rotation.apply(Tensor.of(3f, 5f, 3f, 5f).reshape(2, 1, 2)).toFloatArray();
      var x = (float) (3 * Math.cos(2) - 5 * Math.sin(2));
      var y = (float) (5 * Math.cos(2) + 3 * Math.sin(2));
      assertThat(turned).containsExactly(new float[] {3, 5, x, y}, within(1e-6f));
    }
  }

  @Test
  void a_long_sequence_does_not_change_its_short_neighbour() {
    try (var _ = TensorScope.open()) {
      var rotary = new RotaryEmbedding(8, 10_000, new RopeScaling.Dynamic(2, 4));
      var brief =
          rotary.at(Tensor.of(0L, 1L, 2L), new long[] {3}, DType.FLOAT32).cos().toFloatArray();
      var positions = Tensor.of(0L, 1L, 2L, 0L, 1L, 2L, 3L, 4L, 5L);
      var both = rotary.at(positions, new long[] {3, 6}, DType.FLOAT32).cos();
      assertThat(both.narrow(0, 0, 3).toFloatArray()).isEqualTo(brief);
      assertThat(both.narrow(0, 3, 3).toFloatArray()).isNotEqualTo(brief);
    }
  }

  private static float[] floats(JsonNode hexadecimal) {
    var numbers = new float[hexadecimal.size()];
    for (var i = 0; i < numbers.length; i++)
      numbers[i] = Float.parseFloat(hexadecimal.get(i).asText());
    return numbers;
  }
}
