package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

final class LogisticRegressionTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static double[] numbers(JsonNode list) {
    return IntStream.range(0, list.size()).mapToDouble(i -> list.get(i).asDouble()).toArray();
  }

  // tests/python/objective_goldens.py: scikit-learn's lbfgs, asked for 1e-12 of the gradient; it
  // stops where rounding of the loss hides further progress, at about the root of 1e-16.
  @Test
  void weights_and_intercept_are_scikit_learns() throws IOException {
    var file = Path.of("tests/resources/golden/objectives/udm.json");
    var cases = new ObjectMapper().readTree(file.toFile());
    assertThat(cases).hasSize(3);
    for (var golden : cases) {
      var labels = numbers(golden.path("positive"));
      var positive = new boolean[labels.length];
      for (var i = 0; i < labels.length; i++) positive[i] = labels[i] == 1;
      var features = golden.path("features").asInt();
      var x = Tensor.of(numbers(golden.path("x"))).reshape(labels.length, features);
      var coefficients = LogisticRegression.fit(x, positive).coefficients();
      assertThat(java.util.Arrays.copyOf(coefficients, features))
          .containsExactly(numbers(golden.path("weights")), within(1e-5));
      assertThat(coefficients[features])
          .isCloseTo(golden.path("intercept").asDouble(), within(1e-5));
    }
  }

  @Test
  void equal_prompts_of_both_classes_have_odds_of_1_however_many_there_are() {
    // Three rows against one at the same point: balanced weights make them even, so w = 0, b = 0.
    var x = Tensor.of(2.0, 2.0, 2.0, 2.0).reshape(4, 1);
    var fit = LogisticRegression.fit(x, new boolean[] {true, true, true, false});
    assertThat(fit.logits(x)).containsExactly(new double[4], within(1e-9));
  }

  @Test
  void one_class_alone_is_refused() {
    var x = Tensor.of(1.0, 2.0).reshape(2, 1);
    assertThatThrownBy(() -> LogisticRegression.fit(x, new boolean[] {true, true}))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
