package dev.gatun.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against transformers' get_scheduler (golden/ops/schedules.json, made by
 * tests/python/operator_goldens.py).
 */
final class LearningRateScheduleTest {
  static Stream<JsonNode> cases() throws IOException {
    try (var in =
        LearningRateScheduleTest.class.getResourceAsStream("/golden/ops/schedules.json")) {
      var all = new ObjectMapper().readTree(in);
      // transformers ignores warm-up for "constant"; Gatun's constant is its constant_with_warmup.
      return StreamSupport.stream(all.spliterator(), false)
          .filter(c ->
              !c.path("type").asText().equals("constant") || c.path("warmup_steps").asLong() == 0);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void factors_equal_the_reference_at_every_step(JsonNode expected) {
    var name = expected.path("type").asText().replace("_with_warmup", "").toUpperCase(Locale.ROOT);
    var schedule = LearningRateSchedule.valueOf(name);
    var factors = expected.path("factors");
    assertThat(factors.size()).isPositive();
    for (var step = 0; step < factors.size(); step++) {
      var factor =
          schedule.factor(
              step, expected.path("warmup_steps").asLong(), expected.path("total_steps").asLong());
      assertThat(factor).as("step %d", step).isCloseTo(factors.get(step).asDouble(), within(1e-15));
    }
  }
}
