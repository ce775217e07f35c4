package dev.gatun.testing;

import static dev.gatun.testing.TensorAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@NoLeaks
class TensorAssertTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static void refused(String message, Runnable assertion) {
    assertThatThrownBy(assertion::run)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining(message);
  }

  private static Tensor complex(float... parts) {
    return Operators.call("aten::view_as_complex", Tensor.of(parts).reshape(-1, 2)).tensor(0);
  }

  @Test
  void what_holds_passes() {
    var x = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).requiresGrad_(true);
    assertThat(x)
        .hasShape(2, 2)
        .hasDtype(DType.FLOAT32)
        .isOnDevice(Device.CPU)
        .isCloseTo(x.add(0.5), 0, 0.5)
        .isCloseTo(new double[] {1, 2, 3, 4}, 0, 0)
        .isEqualTo(x.copy())
        .isEqualTo(
            x.transpose(0, 1).contiguous().transpose(0, 1)); // the same, whatever the strides
    assertThat(Tensor.zeros(Shape.of(0, 3), DType.INT64, Device.CPU))
        .hasShape(0, 3)
        .isEqualTo(Tensor.zeros(Shape.of(0, 3), DType.INT64, Device.CPU));
    assertThat((Tensor) null).isNull();
  }

  @Test
  void shape_dtype_and_device_are_named() {
    var x = Tensor.of(1f, 2f);
    refused("expected a tensor of shape (3) but was (2)", () -> assertThat(x).hasShape(3));
    refused(
        "expected a tensor of dtype INT64 but was FLOAT32",
        () -> assertThat(x).hasDtype(DType.INT64));
    refused(
        "expected a tensor of device cuda:0 but was cpu",
        () -> assertThat(x).isOnDevice(Device.cuda(0)));
    refused(
        "expected a tensor of shape (1) but was (2)",
        () -> assertThat(x).isCloseTo(Tensor.of(1f), 1, 1));
    refused("dtype FLOAT64 but was FLOAT32", () -> assertThat(x).isEqualTo(Tensor.of(1.0, 2.0)));
    refused("not to be null", () -> assertThat((Tensor) null).hasShape(1));
  }

  @Test
  void the_first_and_the_worst_element_are_named() {
    var expected = Tensor.of(1.0, 2, 4, 8, 16, 32).reshape(2, 3);
    var actual = Tensor.of(1.0, 2.5, 4, 8, 20, 32.5).reshape(2, 3);
    // allowed: 0.25 + 2 / 64, 0.25 + 16 / 64 = 0.5, 0.25 + 32 / 64 = 0.75
    refused(
        """
        expected tensor (2, 3) FLOAT64 to be close within rtol 0.015625 and atol 0.25, but 2 of 6 elements differ:
          first at [0, 1]: expected 2.0 but was 2.5, 0.5 apart where 0.28125 is allowed
          worst at [1, 1]: expected 16.0 but was 20.0, 4.0 apart where 0.5 is allowed\
        """,
        () -> assertThat(actual).isCloseTo(expected, 1 / 64.0, 0.25));
  }

  @Test
  void infinities_equal_themselves_and_NaN_is_close_to_nothing() {
    var infinite = Tensor.of(Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(infinite).isCloseTo(infinite, 0, 0);
    refused("1 of 2 elements", () -> assertThat(infinite).isCloseTo(infinite.abs(), 1, 1));
    var nan = Tensor.of(1, Double.NaN, 3);
    refused("at [1]: expected NaN but was NaN", () -> assertThat(nan).isCloseTo(nan, 1, 1));
    // the worst of 9 apart and NaN
    refused(
        "worst at [1]: expected NaN",
        () -> assertThat(Tensor.of(10.0, 2, 3)).isCloseTo(nan, 0, 1e-3));
  }

  @Test
  void bits_tell_zeros_and_neighbours_apart() {
    assertThat(Tensor.of(Float.NaN)).isEqualTo(Tensor.of(Float.NaN));
    refused(
        "1 of 2 elements differ:%n  first at [1]: expected 0.0 (bytes 00000000) but was -0.0 (bytes 00000080)"
            .formatted(),
        () -> assertThat(Tensor.of(1f, -0f)).isEqualTo(Tensor.of(1f, 0f)));
    // 2^53 and 2^53 + 1 are the same double
    refused(
        "1 of 1 elements",
        () -> assertThat(Tensor.of(1L << 53)).isEqualTo(Tensor.of((1L << 53) + 1)));
    assertThat(complex(1, 2)).isEqualTo(complex(1, 2));
    refused(
        "expected bytes 0000803f00004040 but was bytes 0000803f00000040", // (1, 3), (1, 2)
        () -> assertThat(complex(1, 2)).isEqualTo(complex(1, 3)));
    refused("", () -> assertThat(Tensor.of(1f)).isEqualTo("a text"));
  }
}
