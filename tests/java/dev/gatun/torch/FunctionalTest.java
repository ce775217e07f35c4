package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.testing.NoLeaks;
import dev.gatun.torch.Functional.Causality;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class FunctionalTest {
  private static final Offset<Double> CLOSE = within(1e-12);
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
    Torch.manualSeed(7);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void assertClose(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    assertThat(actual.sub(expected).abs().amax().item()).isLessThanOrEqualTo(tolerance);
  }

  @Test
  void matmul_and_linear() {
    var a = Tensor.of(1.0, 2.0, 3.0, 4.0).reshape(2, 2);
    var b = Tensor.of(5.0, 6.0, 7.0, 8.0).reshape(2, 2);
    assertThat(a.matmul(b).toDoubleArray()).containsExactly(19, 22, 43, 50);
    assertThat(Functional.linear(a, b, null).toDoubleArray())
        .containsExactly(17, 23, 39, 53); // a b^T
    assertThat(Functional.linear(a, b, Tensor.of(1.0, -1.0)).toDoubleArray())
        .containsExactly(18, 22, 40, 52);
    assertThat(a.get(0).matmul(a.get(1)).item()).isEqualTo(11); // of vectors: the dot product
    assertThat(
            Tensor.ones(Shape.of(5, 1, 2, 3), DType.FLOAT32, Device.CPU)
                .matmul(Tensor.ones(Shape.of(4, 3, 2), DType.FLOAT32, Device.CPU))
                .shape())
        .isEqualTo(Shape.of(5, 4, 2, 2));
  }

  @Test
  void embedding_picks_rows() {
    var weight = Tensor.arange(6, DType.FLOAT32, Device.CPU).reshape(3, 2);
    var picked = Functional.embedding(weight, Tensor.of(2L, 0L, 2L, 1L).reshape(2, 2));
    assertThat(picked.shape()).isEqualTo(Shape.of(2, 2, 2));
    assertThat(picked.toFloatArray()).containsExactly(4, 5, 0, 1, 4, 5, 2, 3);
  }

  @Test
  void rms_norm_divides_by_the_root_mean_square() {
    var x = Tensor.of(3.0, 4.0); // mean square 12.5
    var root = Math.sqrt(12.5);
    assertThat(Functional.rmsNorm(x, null, 0).toDoubleArray()[0]).isCloseTo(3 / root, CLOSE);
    assertThat(Functional.rmsNorm(x, Tensor.of(1.0, 2.0), 0).toDoubleArray()[1])
        .isCloseTo(8 / root, CLOSE);
    assertThat(Functional.rmsNorm(x, null, 12.5).toDoubleArray()[0]).isCloseTo(3 / 5.0, CLOSE);
  }

  @Test
  void softmax_and_its_log() {
    var x = Tensor.of(0.0, Math.log(3)); // probabilities 1/4 and 3/4
    assertThat(Functional.softmax(x, 0).toDoubleArray()[1]).isCloseTo(0.75, CLOSE);
    assertThat(Functional.logSoftmax(x, 0).toDoubleArray()[0]).isCloseTo(Math.log(0.25), CLOSE);
    var half = x.to(DType.BFLOAT16);
    assertThat(Functional.logSoftmax(half, -1).dtype()).isEqualTo(DType.BFLOAT16);
    assertThat(Functional.logSoftmax(half, -1, DType.FLOAT32).dtype()).isEqualTo(DType.FLOAT32);
  }

  private static Tensor attentionByDefinition(Tensor q, Tensor k, Tensor v, Tensor additiveMask) {
    var scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(q.size(-1)));
    return Functional.softmax(scores.add(additiveMask), -1).matmul(v);
  }

  private static Tensor random(long... sizes) {
    return Tensor.randn(Shape.of(sizes), DType.FLOAT64, Device.CPU);
  }

  @Test
  void attention_equals_its_definition() {
    var q = random(2, 4, 5, 8);
    var k = random(2, 4, 5, 8);
    var v = random(2, 4, 5, 8);
    var none = Tensor.zeros(Shape.of(5, 5), DType.FLOAT64, Device.CPU);
    var future = Tensor.ones(Shape.of(5, 5), DType.BOOL, Device.CPU).tril(0).logicalNot();
    var causal = none.maskedFill(future, Double.NEGATIVE_INFINITY);
    assertClose(
        Functional.scaledDotProductAttention(q, k, v, Causality.FULL),
        attentionByDefinition(q, k, v, none),
        1e-12);
    assertClose(
        Functional.scaledDotProductAttention(q, k, v, Causality.CAUSAL),
        attentionByDefinition(q, k, v, causal),
        1e-12);
    assertClose(
        Functional.scaledDotProductAttention(q, k, v, causal),
        attentionByDefinition(q, k, v, causal),
        1e-12);
    assertClose(
        Functional.scaledDotProductAttention(q, k, v, future.logicalNot()),
        attentionByDefinition(q, k, v, causal),
        1e-12);
  }

  @Test
  void grouped_key_heads_are_shared_by_neighbouring_query_heads() {
    var q = random(1, 4, 3, 8);
    var k = random(1, 2, 3, 8);
    var v = random(1, 2, 3, 8);
    var pairs = Tensor.of(0L, 0L, 1L, 1L);
    var none = Tensor.zeros(Shape.of(3, 3), DType.FLOAT64, Device.CPU);
    assertClose(
        Functional.scaledDotProductAttention(q, k, v, Causality.FULL),
        attentionByDefinition(q, k.indexSelect(1, pairs), v.indexSelect(1, pairs), none),
        1e-12);
  }

  @Test
  void multinomial_draws_without_replacement_what_has_probability() {
    var drawn = Functional.multinomial(Tensor.of(0f, 1f, 0f, 2f), 2);
    assertThat(drawn.dtype()).isEqualTo(DType.INT64);
    assertThat(drawn.toLongArray()).containsExactlyInAnyOrder(1, 3);
    var rows = Tensor.of(0f, 1f, 1f, 0f).reshape(2, 2);
    assertThat(Functional.multinomial(rows, 1).toLongArray()).containsExactly(1, 0);
  }

  @Test
  void first_and_second_derivatives_agree_with_finite_differences() {
    var x = Tensor.randn(Shape.of(2, 1, 3, 4), DType.FLOAT64, Device.CPU).requiresGrad_(true);
    var key = Tensor.randn(Shape.of(2, 1, 3, 4), DType.FLOAT64, Device.CPU).requiresGrad_(true);
    var weight = Tensor.randn(Shape.of(4), DType.FLOAT64, Device.CPU).requiresGrad_(true);
    UnaryOperator<List<Tensor>> block =
        in -> {
          var normed = Functional.rmsNorm(in.get(0), in.get(2), 1e-5);
          var mixed =
              Functional.scaledDotProductAttention(
                  normed, in.get(1), in.get(1).silu(), Causality.CAUSAL);
          return List.of(Functional.logSoftmax(mixed.gelu(), -1));
        };
    Gradcheck.DEFAULT.gradcheck(block, x, key, weight);
    Gradcheck.DEFAULT.gradgradcheck(
        in -> List.of(Functional.rmsNorm(in.get(0), in.get(1), 1e-5).silu()),
        Tensor.of(0.5, -1.0, 2.0, 0.25).requiresGrad_(true),
        weight);
  }
}
