package dev.gatun.text.jinja;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.gatun.text.Goldens;
import java.time.Clock;
import java.util.Map;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Expected texts are those of transformers' own Jinja environment: golden/text/make_jinja.py. */
class JinjaGoldenTest {
  @TestFactory
  Stream<DynamicTest> renders_what_transformers_renders_and_fails_where_it_fails() {
    var golden = Goldens.read("jinja.json");
    var variables = Goldens.map(golden.get("variables"));
    return StreamSupport.stream(golden.get("cases").spliterator(), false)
        .map(test ->
            DynamicTest.dynamicTest(
                "template " + test.get("template"), () -> check(test, variables)));
  }

  private static void check(JsonNode test, Map<String, Object> variables) {
    var template = test.get("template").asText();
    if (test.get("text").isNull()) {
      assertThatExceptionOfType(JinjaException.class)
          .isThrownBy(
              () -> JinjaTemplate.parse(template).render(variables, Clock.systemUTC()).text());
    } else {
      assertThat(JinjaTemplate.parse(template).render(variables, Clock.systemUTC()).text())
          .isEqualTo(test.get("text").asText());
    }
  }
}
