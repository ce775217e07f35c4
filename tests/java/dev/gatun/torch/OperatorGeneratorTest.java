package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/**
 * The typed methods that {@link OperatorGenerator} wrote. {@code ./gatun test
 * -Dtest=OperatorGeneratorTest -Dgatun.regenerate}, then {@code ./gatun tidy}, writes them anew.
 */
final class OperatorGeneratorTest {
  private static final Path PACKAGE = Path.of("src/main/java/dev/gatun/torch");

  @Test
  void what_is_committed_is_what_the_schemas_of_this_libtorch_give() throws IOException {
    var generator = OperatorGenerator.run();
    if (System.getProperty("gatun.regenerate") != null) generator.write();
    for (var file : generator.files().entrySet()) {
      var committed = Files.readString(PACKAGE.resolve(file.getKey()));
      assertThat(bare(committed).equals(bare(file.getValue())))
          .as("%s is what the generator writes; -Dgatun.regenerate writes it anew", file.getKey())
          .isTrue();
    }
    assertThat(generator.operators()).isGreaterThanOrEqualTo(300);
  }

  /** Without layout: line breaks, and the stars of comments. */
  private static String bare(String text) {
    return text.replaceAll("[\\s*]+", "");
  }

  // The methods are calls of the door, which OperatorsTest tests; here is one of each shape.
  @Nested
  final class Shapes {
    @Test
    void of_one_tensor_and_of_two() {
      try (var _ = TensorScope.open()) {
        assertThat(Tensor.of(1.0, Math.E).log1p().toDoubleArray())
            .containsExactly(new double[] {Math.log(2), Math.log1p(Math.E)}, within(1e-15));
        assertThat(Tensor.of(3.0, 5.0).hypot(Tensor.of(4.0, 12.0)).toDoubleArray())
            .containsExactly(5, 13);
      }
    }

    @Test
    void in_place_returns_self() {
      try (var _ = TensorScope.open()) {
        var x = Tensor.of(1.0, 4.0);
        assertThat(x.square_()).isSameAs(x);
        assertThat(x.toDoubleArray()).containsExactly(1, 16);
      }
    }

    @Test
    void several_results_are_a_record() {
      try (var _ = TensorScope.open()) {
        var found = Tensor.of(5.0, 1.0, 3.0).kthvalue(2);
        assertThat(found.values().item()).isEqualTo(3);
        assertThat(found.indices().itemLong()).isEqualTo(2);
        // diag(3, 4): singular values 4 and 3
        var svd = Tensor.of(3.0, 0, 0, 4).reshape(2, 2).linalgSvd();
        assertThat(svd.s().toDoubleArray()).containsExactly(new double[] {4, 3}, within(1e-14));
      }
    }

    @Test
    void lists_of_tensors_go_in_and_out() {
      try (var _ = TensorScope.open()) {
        var parts = Tensor.of(1.0, 2, 3).tensorSplit(2, 0);
        assertThat(parts).hasSize(2);
        assertThat(Tensor.hstack(parts).toDoubleArray()).containsExactly(1, 2, 3);
      }
    }

    @Test
    void optional_arguments_and_defaults() {
      try (var _ = TensorScope.open();
          var generator = new Generator(Device.CPU).manualSeed(1)) {
        var x = Tensor.of(4.0, 1.0, 3.0);
        assertThat(x.argsort().toLongArray()).containsExactly(1, 2, 0);
        assertThat(x.argsort(-1, true).toLongArray()).containsExactly(0, 2, 1);
        assertThat(x.quantile(0.5, null, false, "lower").item()).isEqualTo(3);
        var drawn = Tensor.of(0.0, 0.0).uniform_(5, 6, generator).toDoubleArray();
        generator.manualSeed(1);
        assertThat(Tensor.of(0.0, 0.0).uniform_(5, 6, generator).toDoubleArray()).isEqualTo(drawn);
        for (var value : drawn) assertThat(value).isBetween(5.0, 6.0);
      }
    }

    @Test
    void answers_that_are_no_tensors() {
      try (var _ = TensorScope.open()) {
        assertThat(Tensor.of(1.0).allclose(Tensor.of(1.0 + 1e-9))).isTrue();
        assertThat(Tensor.of(1.0).equal(Tensor.of(2.0))).isFalse();
      }
    }

    @Test
    void functions_of_neural_networks_are_static() {
      try (var _ = TensorScope.open()) {
        var x = Tensor.ones(Shape.of(1, 1, 3, 3), DType.FLOAT64, Device.CPU);
        var weight = Tensor.ones(Shape.of(1, 1, 2, 2), DType.FLOAT64, Device.CPU);
        assertThat(Functional.conv2d(x, weight).toDoubleArray()).containsExactly(4, 4, 4, 4);
        var padded =
            Functional.conv2d(
                x, weight, null, new long[] {1, 1}, new long[] {1, 1}, new long[] {1, 1}, 1);
        assertThat(padded.shape()).isEqualTo(Shape.of(1, 1, 4, 4));
        // cross entropy of equal logits over 4 classes is ln 4
        var logits = Tensor.zeros(Shape.of(2, 4), DType.FLOAT64, Device.CPU);
        assertThat(Functional.crossEntropyLoss(logits, Tensor.of(1L, 3L)).item())
            .isCloseTo(Math.log(4), within(1e-15));
        assertThat(Functional.maxPool2dWithIndices(x, 2).second().toLongArray()).containsExactly(0);
        assertThat(
                Functional.pad(Tensor.of(1.0), new long[] {1, 2}, "constant", 7.0).toDoubleArray())
            .containsExactly(7, 1, 7, 7);
      }
    }
  }
}
