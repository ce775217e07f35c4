package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.testing.NoLeaks;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class PointwiseTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void arithmetic_of_two_tensors() {
    var a = Tensor.of(6.0, -4.0);
    var b = Tensor.of(3.0, 8.0);
    assertThat(a.add(b).toDoubleArray()).containsExactly(9, 4);
    assertThat(a.sub(b).toDoubleArray()).containsExactly(3, -12);
    assertThat(a.mul(b).toDoubleArray()).containsExactly(18, -32);
    assertThat(a.div(b).toDoubleArray()).containsExactly(2, -0.5);
    assertThat(a.maximum(b).toDoubleArray()).containsExactly(6, 8);
    assertThat(a.minimum(b).toDoubleArray()).containsExactly(3, -4);
  }

  @Test
  void arithmetic_with_a_number_keeps_integers_only_for_integers() {
    var longs = Tensor.of(7L, -7L);
    assertThat(longs.add(1).dtype()).isEqualTo(DType.INT64);
    assertThat(longs.add(1).toLongArray()).containsExactly(8, -6);
    assertThat(longs.sub(2).toLongArray()).containsExactly(5, -9);
    assertThat(longs.mul(3).toLongArray()).containsExactly(21, -21);
    assertThat(longs.pow(2).toLongArray()).containsExactly(49, 49);
    assertThat(longs.add(0.5).dtype()).isEqualTo(DType.FLOAT32); // PyTorch's default dtype
    assertThat(longs.div(2).toDoubleArray()).containsExactly(3.5, -3.5); // true division
    assertThat(Tensor.of(2.0).pow(-0.5).item()).isCloseTo(Math.sqrt(0.5), within(1e-15));
    assertThat(Tensor.of(2.0).sub(0.25).item()).isEqualTo(1.75);
    assertThat(Tensor.of(2.0).mul(0.25).item()).isEqualTo(0.5);
  }

  @Test
  void shapes_broadcast_and_types_promote() {
    var column = Tensor.of(1f, 2f).reshape(2, 1);
    var row = Tensor.of(10.0, 20.0, 30.0);
    var sum = column.add(row);
    assertThat(sum.shape()).isEqualTo(Shape.of(2, 3));
    assertThat(sum.dtype()).isEqualTo(DType.FLOAT64);
    assertThat(sum.toDoubleArray()).containsExactly(11, 21, 31, 12, 22, 32);
    assertThat(Tensor.of(1L).add(Tensor.of(1f)).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(Tensor.of(1f).to(DType.BFLOAT16).add(Tensor.of(1f).to(DType.FLOAT16)).dtype())
        .isEqualTo(DType.FLOAT32);
  }

  private static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  // 0.5 (1 + erf(x / sqrt 2)) by its series: erf(z) = 2/sqrt(pi) sum (-1)^n z^(2n+1) / (n! (2n+1))
  private static double normalCdf(double x) {
    var z = x / Math.sqrt(2);
    var sum = 0.0;
    var term = z;
    for (var n = 0; n < 60; n++) {
      sum += term / (2 * n + 1);
      term *= -z * z / (n + 1);
    }
    return 0.5 + sum / Math.sqrt(Math.PI);
  }

  @Test
  void functions_agree_with_their_definitions() {
    var positive = new double[] {0.25, 1, 2.5};
    var any = new double[] {-1.5, 0, 0.75};
    var positiveOnly =
        Map.<String, Map.Entry<UnaryOperator<Tensor>, DoubleUnaryOperator>>of(
            "log", Map.entry(Tensor::log, Math::log),
            "log1p", Map.entry(Tensor::log1p, Math::log1p),
            "sqrt", Map.entry(Tensor::sqrt, Math::sqrt),
            "rsqrt", Map.entry(Tensor::rsqrt, v -> 1 / Math.sqrt(v)));
    var everywhere =
        Map.<String, Map.Entry<UnaryOperator<Tensor>, DoubleUnaryOperator>>ofEntries(
            Map.entry("neg", Map.entry(Tensor::neg, v -> -v)),
            Map.entry("abs", Map.entry(Tensor::abs, Math::abs)),
            Map.entry("exp", Map.entry(Tensor::exp, Math::exp)),
            Map.entry("sin", Map.entry(Tensor::sin, Math::sin)),
            Map.entry("cos", Map.entry(Tensor::cos, Math::cos)),
            Map.entry("tanh", Map.entry(Tensor::tanh, Math::tanh)),
            Map.entry("sigmoid", Map.entry(Tensor::sigmoid, PointwiseTest::sigmoid)),
            Map.entry("logSigmoid", Map.entry(Tensor::logSigmoid, v -> Math.log(sigmoid(v)))),
            Map.entry("relu", Map.entry(Tensor::relu, v -> Math.max(v, 0))),
            Map.entry("silu", Map.entry(Tensor::silu, v -> v * sigmoid(v))),
            Map.entry("gelu", Map.entry(Tensor::gelu, v -> v * normalCdf(v))));
    positiveOnly.forEach(
        (name, pair) -> assertFunction(name, pair.getKey(), pair.getValue(), positive));
    everywhere.forEach((name, pair) -> assertFunction(name, pair.getKey(), pair.getValue(), any));
  }

  private static void assertFunction(
      String name, UnaryOperator<Tensor> operator, DoubleUnaryOperator definition, double[] at) {
    var values = operator.apply(Tensor.of(at)).toDoubleArray();
    for (var i = 0; i < at.length; i++) {
      assertThat(values[i])
          .as("%s(%s)", name, at[i])
          .isCloseTo(definition.applyAsDouble(at[i]), within(1e-12));
    }
  }

  @Test
  void log_sigmoid_is_stable_far_out() {
    assertThat(Tensor.of(-1000.0, 1000.0).logSigmoid().toDoubleArray()).containsExactly(-1000, 0);
  }

  @Test
  void comparisons_give_booleans() {
    var a = Tensor.of(1L, 2L, 3L);
    var b = Tensor.of(3L, 2L, 1L);
    assertThat(a.eq(b).dtype()).isEqualTo(DType.BOOL);
    assertThat(a.eq(b).toLongArray()).containsExactly(0, 1, 0);
    assertThat(a.ne(b).toLongArray()).containsExactly(1, 0, 1);
    assertThat(a.lt(b).toLongArray()).containsExactly(1, 0, 0);
    assertThat(a.le(b).toLongArray()).containsExactly(1, 1, 0);
    assertThat(a.gt(b).toLongArray()).containsExactly(0, 0, 1);
    assertThat(a.ge(b).toLongArray()).containsExactly(0, 1, 1);
    assertThat(a.eq(2).toLongArray()).containsExactly(0, 1, 0);
    assertThat(a.ne(2).toLongArray()).containsExactly(1, 0, 1);
    assertThat(a.lt(2).toLongArray()).containsExactly(1, 0, 0);
    assertThat(a.le(2.5).toLongArray()).containsExactly(1, 1, 0);
    assertThat(a.gt(2).toLongArray()).containsExactly(0, 0, 1);
    assertThat(a.ge(2).toLongArray()).containsExactly(0, 1, 1);
    assertThat(a.eq(b).logicalNot().toLongArray()).containsExactly(1, 0, 1);
    assertThat(Tensor.of(1, Double.NaN, Double.POSITIVE_INFINITY).isfinite().toLongArray())
        .containsExactly(1, 0, 0);
  }

  @Test
  void large_integers_are_compared_exactly() {
    var id = (1L << 24) + 1; // the first integer that float32 cannot hold
    assertThat(Tensor.of(id, id - 1).eq(id).toLongArray()).containsExactly(1, 0);
    var huge = (1L << 53) + 1; // and double
    assertThat(Tensor.of(huge, huge - 1).ne(huge).toLongArray()).containsExactly(0, 1);
    var filled = Tensor.of(1L).maskedFill(Tensor.of(1L).eq(1), huge);
    assertThat(filled.itemLong()).isEqualTo(huge);
    assertThat(Tensor.full(Shape.of(1), huge, DType.INT64, Device.CPU).itemLong()).isEqualTo(huge);
    assertThat(Tensor.of(0L).fill_(huge).itemLong()).isEqualTo(huge);
  }

  @Test
  void clamp_where_and_masked_fill() {
    var x = Tensor.of(-2.0, 0.5, 3.0);
    assertThat(x.clamp(-1, 1).toDoubleArray()).containsExactly(-1, 0.5, 1);
    assertThat(x.clampMin(0).toDoubleArray()).containsExactly(0, 0.5, 3);
    assertThat(x.clamp(Double.NaN, 1).toDoubleArray())
        .containsExactly(-2, 0.5, 1); // no lower bound
    var positive = x.gt(0);
    assertThat(positive.where(x, x.mul(10)).toDoubleArray()).containsExactly(-20, 0.5, 3);
    assertThat(x.maskedFill(positive, Double.NEGATIVE_INFINITY).toDoubleArray())
        .containsExactly(-2, Double.NEGATIVE_INFINITY, Double.NEGATIVE_INFINITY);
  }

  @Test
  void in_place_operators_change_and_return_the_tensor_itself() {
    var x = Tensor.of(1.0, 2.0);
    assertThat(x.add_(Tensor.of(1.0, 1.0))).isSameAs(x);
    assertThat(x.toDoubleArray()).containsExactly(2, 3);
    assertThat(x.sub_(Tensor.of(1.0)).toDoubleArray()).containsExactly(1, 2);
    assertThat(x.mul_(Tensor.of(3.0)).toDoubleArray()).containsExactly(3, 6);
    assertThat(x.div_(Tensor.of(2.0)).toDoubleArray()).containsExactly(1.5, 3);
    assertThat(x.mul_(2.0).toDoubleArray()).containsExactly(3, 6);
    assertThat(x.fill_(7.0).toDoubleArray()).containsExactly(7, 7);
    assertThat(x.zero_().toDoubleArray()).containsExactly(0, 0);
    assertThat(x.copy_(Tensor.of(5L)).toDoubleArray()).containsExactly(5, 5);
    assertThat(Tensor.of(3L).mul_(2).itemLong()).isEqualTo(6);
  }
}
