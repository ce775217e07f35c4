package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Reductions of x = [[1, 5, 3], [4, 2, 6]]. */
@NoLeaks
class ReductionTest {
  private TensorScope scope;
  private Tensor x;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
    x = Tensor.of(1.0, 5.0, 3.0, 4.0, 2.0, 6.0).reshape(2, 3);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  @Test
  void sums_and_means() {
    assertThat(x.sum().item()).isEqualTo(21);
    assertThat(x.sum().shape()).isEqualTo(Shape.SCALAR);
    assertThat(x.sum(0).toDoubleArray()).containsExactly(5, 7, 9);
    assertThat(x.sum(-1).toDoubleArray()).containsExactly(9, 12);
    assertThat(x.sum(0, 1).item()).isEqualTo(21);
    assertThat(x.sumKeepdim(1).shape()).isEqualTo(Shape.of(2, 1));
    assertThat(x.mean().item()).isEqualTo(3.5);
    assertThat(x.mean(1).toDoubleArray()).containsExactly(3, 4);
    assertThat(x.meanKeepdim(0).shape()).isEqualTo(Shape.of(1, 3));
    assertThat(x.cumsum(1).toDoubleArray()).containsExactly(1, 6, 9, 4, 6, 12);
  }

  @Test
  void sums_in_a_wider_type_keep_small_terms() {
    // 4096 ones in bfloat16 (8 bits of mantissa): the result itself is exact only in a wider type
    var ones = Tensor.ones(Shape.of(4097), DType.BFLOAT16, Device.CPU);
    assertThat(ones.sum(DType.FLOAT32).item()).isEqualTo(4097);
    assertThat(ones.sum(DType.FLOAT32).dtype()).isEqualTo(DType.FLOAT32);
    assertThat(Tensor.of(1L, 2L).mean(DType.FLOAT64).item()).isEqualTo(1.5);
    assertThat(Tensor.of(1L, 2L).sum().dtype()).isEqualTo(DType.INT64);
    assertThat(x.gt(2).sum().itemLong()).isEqualTo(4); // booleans count
  }

  @Test
  void extremes_and_where_they_are() {
    assertThat(x.amax().item()).isEqualTo(6);
    assertThat(x.amin().item()).isEqualTo(1);
    assertThat(x.amax(1).toDoubleArray()).containsExactly(5, 6);
    assertThat(x.amin(0).toDoubleArray()).containsExactly(1, 2, 3);
    assertThat(x.argmax(1).toLongArray()).containsExactly(1, 2);
    assertThat(x.argmax(0).toLongArray()).containsExactly(1, 0, 1);
    assertThat(x.argmax(1).dtype()).isEqualTo(DType.INT64);
  }

  @Test
  void logsumexp_is_stable() {
    assertThat(x.logsumexp(1).toDoubleArray()[0])
        .isCloseTo(Math.log(Math.exp(1) + Math.exp(5) + Math.exp(3)), within(1e-12));
    assertThat(Tensor.of(1000.0, 1000.0).logsumexp().item())
        .isCloseTo(1000 + Math.log(2), within(1e-12));
  }

  @Test
  void all_and_any() {
    assertThat(x.gt(0).all().itemLong()).isEqualTo(1);
    assertThat(x.gt(1).all().itemLong()).isZero();
    assertThat(x.gt(5).any().itemLong()).isEqualTo(1);
    assertThat(x.gt(6).any().itemLong()).isZero();
  }

  @Test
  void order() {
    var top = x.topk(2, 1);
    assertThat(top.values().toDoubleArray()).containsExactly(5, 3, 6, 4);
    assertThat(top.indices().toLongArray()).containsExactly(1, 2, 2, 0);
    var sorted = x.sort(1);
    assertThat(sorted.values().toDoubleArray()).containsExactly(1, 3, 5, 2, 4, 6);
    assertThat(sorted.indices().toLongArray()).containsExactly(0, 2, 1, 1, 0, 2);
    assertThat(x.sortDescending(1).values().toDoubleArray()).containsExactly(5, 3, 1, 6, 4, 2);
    assertThat(Tensor.of(2L, 1L, 2L, 1L).sort(0).indices().toLongArray())
        .containsExactly(1, 3, 0, 2); // stable
    assertThatThrownBy(() -> x.topk(4, 1))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("out of range");
  }

  @Test
  void nothing_to_reduce() {
    var empty = Tensor.empty(Shape.of(0), DType.FLOAT64, Device.CPU);
    assertThat(empty.sum().item()).isZero();
    assertThat(empty.mean().item()).isNaN();
    assertThat(empty.logsumexp().item()).isEqualTo(Double.NEGATIVE_INFINITY);
    assertThat(empty.to(DType.BOOL).all().itemLong()).isEqualTo(1);
    assertThatThrownBy(empty::amax).isInstanceOf(TorchException.class);
    assertThatThrownBy(() -> empty.argmax(0)).isInstanceOf(TorchException.class);
    assertThatThrownBy(() -> x.sum(0, 0))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("multiple times");
    var scalar = Tensor.of(3.0).get(0);
    assertThat(scalar.sum().item()).isEqualTo(3);
    assertThat(scalar.amax().item()).isEqualTo(3);
  }
}
