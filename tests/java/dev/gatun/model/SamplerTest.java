package dev.gatun.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;

final class SamplerTest {
  // tests/python/generation_goldens.py: transformers' temperature, top-k and top-p warpers in this
  // order, in float64.
  @Test
  void probabilities_are_those_of_transformers() throws IOException {
    var file = Path.of("tests/resources/golden/generate/sampling.json");
    var golden = JsonMapper.builder().build().readTree(Files.readAllBytes(file));
    try (var _ = TensorScope.open()) {
      for (var wanted : golden.get("cases")) {
        var logits = Tensor.of(numbers(golden.get("logits").get(wanted.get("logits").asText())));
        var options =
            new GenerationOptions(
                1,
                wanted.get("temperature").asDouble(),
                wanted.get("top_k").asInt(),
                wanted.get("top_p").asDouble(),
                0);
        assertThat(Sampler.probabilities(logits, options).toDoubleArray())
            .as(options.toString())
            .containsExactly(numbers(wanted.get("probabilities")), within(1e-12));
      }
    }
  }

  @Test
  void tokens_are_drawn_as_often_as_they_are_probable() {
    try (var _ = TensorScope.open()) {
      var logits = Tensor.of(Math.log(0.5), Math.log(0.3), Math.log(0.2));
      var sampler = new Sampler(GenerationOptions.sampled(1, 11));
      var drawn = new int[3];
      for (var i = 0; i < 2000; i++) {
        try (var _ = TensorScope.open()) {
          drawn[sampler.next(logits)]++;
        }
      }
      // Three standard deviations: 3 sqrt(2000 * 0.25) = 67.
      assertThat(drawn[0]).isCloseTo(1000, within(67));
      assertThat(drawn[1]).isCloseTo(600, within(67));
      assertThat(drawn[2]).isCloseTo(400, within(67));
    }
  }

  @Test
  void the_first_of_equally_probable_tokens_is_taken() {
    try (var _ = TensorScope.open()) {
      assertThat(new Sampler(GenerationOptions.greedy(1)).next(Tensor.of(1f, 3f, 3f))).isEqualTo(1);
    }
  }

  @Test
  void scores_that_are_no_numbers_are_refused() {
    try (var _ = TensorScope.open()) {
      for (var bad : new float[] {Float.NaN, Float.POSITIVE_INFINITY}) {
        var logits = Tensor.of(0f, bad, 1f);
        for (var options :
            new GenerationOptions[] {
              GenerationOptions.greedy(1), GenerationOptions.sampled(1, 0)
            }) {
          assertThatThrownBy(() -> new Sampler(options).next(logits))
              .isInstanceOf(ModelException.class)
              .hasMessageContaining("not finite");
        }
      }
    }
  }

  private static double[] numbers(JsonNode list) {
    return StreamSupport.stream(list.spliterator(), false)
        .mapToDouble(JsonNode::asDouble)
        .toArray();
  }
}
