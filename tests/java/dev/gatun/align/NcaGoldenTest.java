package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * NCA and InfoNCA of 2 to 12 responses against the paper's formulas in NumPy
 * (tests/python/objective_goldens.py), both in float64.
 */
final class NcaGoldenTest {
  // Scores / alpha reach 2e4: their exponents are right to 2e4 * 1e-16.
  private static final double EXACT = 1e-11;

  private static double[] numbers(JsonNode list) {
    return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }

  @Test
  void losses_and_gradients_of_any_number_of_responses_are_the_papers() throws IOException {
    var file = Path.of("tests/resources/golden/objectives/sets.json");
    var cases = new ObjectMapper().readTree(file.toFile());
    assertThat(cases).hasSize(15);
    try (var _ = TensorScope.open()) {
      for (var golden : cases) {
        var beta = golden.path("beta").asDouble();
        var alpha = golden.path("alpha").asDouble();
        var rows = MicroBatches.set(numbers(golden.path("u")), numbers(golden.path("scores")));
        for (var objective : new SetObjective[] {new Nca(beta, alpha), new InfoNca(beta, alpha)}) {
          var name = objective.name();
          assertThat(MicroBatches.losses(objective, rows)[0])
              .as(name)
              .isCloseTo(golden.path(name).asDouble(), within(EXACT));
          assertThat(MicroBatches.gradients(objective, rows))
              .as(name)
              .containsExactly(numbers(golden.path(name + "_grad")), within(EXACT));
        }
      }
    }
  }
}
