package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What libtorch refuses becomes a typed exception with libtorch's own reason. */
@NoLeaks
class ErrorsTest {
  static void carriesNoNativeStack(Throwable thrown) {
    assertThat(thrown.getMessage())
        .doesNotContain("Exception raised from")
        .doesNotContain("most recent call first")
        .doesNotContain("frame #")
        .doesNotContain(".cpp:");
  }

  @Test
  void shapes_that_do_not_fit_are_named() {
    try (var _ = TensorScope.open()) {
      var two = Tensor.of(1f, 2f);
      var three = Tensor.of(1f, 2f, 3f);
      assertThatThrownBy(() -> two.add(three))
          .isInstanceOf(TorchException.Internal.class) // RuntimeError in PyTorch
          .hasMessageContaining("The size of tensor a (2) must match the size of tensor b (3)")
          .satisfies(ErrorsTest::carriesNoNativeStack);
      assertThatThrownBy(() -> two.reshape(1, 2).matmul(three.reshape(1, 3)))
          .hasMessageContaining("mat1 and mat2 shapes cannot be multiplied (1x2 and 1x3)")
          .satisfies(ErrorsTest::carriesNoNativeStack);
      assertThatThrownBy(() -> two.reshape(5))
          .hasMessageContaining("shape '[5]' is invalid for input of size 2");
      assertThatThrownBy(() -> two.expand(3)).isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.linear(two, three.reshape(1, 3), null))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.rmsNorm(two, three, 1e-6))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.rmsNorm(two.get(0), null, 1e-6))
          .isInstanceOf(TorchException.Index.class);
    }
  }

  @Test
  void indices_and_dimensions_out_of_range_are_index_errors() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f);
      for (var bad :
          List.<Runnable>of(
              () -> x.get(2),
              () -> x.get(-3),
              () -> x.select(1, 0),
              () -> x.sum(1),
              () -> x.size(1),
              () -> x.size(-2),
              () -> x.unsqueeze(5),
              () -> x.transpose(0, 3),
              () -> x.narrow(0, 0, 1).select(7, 0),
              () -> Functional.softmax(x, 4),
              () -> Functional.embedding(x.reshape(2, 1), Tensor.of(2L)))) {
        assertThatThrownBy(bad::run)
            .isInstanceOf(TorchException.Index.class)
            .hasMessageContaining("range")
            .satisfies(ErrorsTest::carriesNoNativeStack);
      }
      assertThatThrownBy(() -> Tensor.of(1f, 2f).gather(0, Tensor.of(7L)))
          .hasMessageContaining("index 7 is out of bounds for dimension 0 with size 2");
      assertThatThrownBy(() -> x.indexSelect(0, Tensor.of(9L))).isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> x.indexAdd(0, Tensor.of(9L), Tensor.of(1f)))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> x.scatter(0, Tensor.of(9L), Tensor.of(1f)))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void wrong_dtypes_are_refused() {
    try (var _ = TensorScope.open()) {
      var floats = Tensor.of(1f, 2f);
      var longs = Tensor.of(1L, 2L);
      assertThatThrownBy(() -> floats.reshape(1, 2).matmul(longs.reshape(2, 1)))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("same dtype");
      assertThatThrownBy(() -> longs.mean()).hasMessageContaining("dtype");
      assertThatThrownBy(() -> floats.where(floats, floats)).hasMessageContaining("bool");
      assertThatThrownBy(() -> floats.indexSelect(0, floats)).isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> longs.mul_(0.5)).hasMessageContaining("can't be cast");
      assertThatThrownBy(() -> Functional.softmax(longs, 0))
          .isInstanceOf(TorchException.NotImplemented.class)
          .hasMessageContaining("Long");
    }
  }

  @Test
  void sizes_beyond_memory_are_refused_without_harm() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Tensor.empty(Shape.of(1L << 50), DType.FLOAT64, Device.CPU))
          .isInstanceOfSatisfying(
              TorchException.OutOfMemory.class,
              failure -> {
                assertThat(failure.asked()).isEqualTo(1L << 53); // 8 bytes each
                assertThat(failure.allocated()).isEqualTo(-1); // not known of the host
                assertThat(failure.reserved()).isEqualTo(-1);
                assertThat(failure.free()).isEqualTo(-1);
                assertThat(failure.total()).isEqualTo(-1);
              });
      for (var shape :
          List.of(
              Shape.of(1L << 62, 4),
              Shape.of(Long.MAX_VALUE, Long.MAX_VALUE),
              Shape.of(Long.MAX_VALUE))) {
        assertThatThrownBy(() -> Tensor.zeros(shape, DType.FLOAT64, Device.CPU))
            .as("%s", shape)
            .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> Tensor.rand(shape, DType.FLOAT32, Device.CPU))
            .isInstanceOf(TorchException.class);
      }
      assertThatThrownBy(() -> Tensor.empty(Shape.of(2, -1), DType.FLOAT32, Device.CPU))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("negative");
      assertThatThrownBy(() -> Tensor.arange(Long.MAX_VALUE, DType.INT64, Device.CPU))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Tensor.arange(-1, DType.INT64, Device.CPU))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void an_expanded_giant_is_never_copied_by_mistake() {
    try (var _ = TensorScope.open()) {
      for (var size : new long[] {1L << 40, (1L << 61) + 1, Long.MAX_VALUE}) {
        var giant = Tensor.of(1.0).expand(size);
        assertThat(giant.numel()).isEqualTo(size);
        assertThatThrownBy(giant::toDoubleArray)
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("more elements than a Java array");
        assertThatThrownBy(
                () -> giant.write(java.lang.foreign.MemorySegment.ofArray(new double[1])))
            .isInstanceOf(TorchException.class);
        assertThatThrownBy(() -> giant.read(java.lang.foreign.MemorySegment.ofArray(new double[1])))
            .isInstanceOf(TorchException.class);
        assertThatThrownBy(giant::contiguous).isInstanceOf(TorchException.class);
      }
      assertThatThrownBy(() -> Tensor.of(1.0).expand(1L << 62, 1L << 62))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void items_and_arrays_of_the_wrong_kind_are_refused() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Tensor.of(1f, 2f).item()).hasMessageContaining("2 elements");
      assertThatThrownBy(() -> Tensor.empty(Shape.of(0), DType.FLOAT32, Device.CPU).item())
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Tensor.of(Double.NaN).itemLong())
          .hasMessageContaining("without overflow");
      assertThatThrownBy(() -> Tensor.of(1e300).itemLong())
          .hasMessageContaining("without overflow");
      var complex = Operators.call("aten::complex", Tensor.of(1f), Tensor.of(2f)).tensor(0);
      assertThat(complex.dtype()).isEqualTo(DType.COMPLEX64);
      assertThatThrownBy(complex::toFloatArray)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("complex");
    }
  }

  @Test
  void attention_that_does_not_fit_is_refused_without_harm() {
    try (var _ = TensorScope.open()) {
      var query = Tensor.rand(Shape.of(1, 4, 3, 8), DType.FLOAT32, Device.CPU);
      for (var shape :
          List.of(Shape.of(1, 0, 3, 8), Shape.of(1, 3, 3, 8), Shape.of(1, 4, 3, 7), Shape.of(8))) {
        var key = Tensor.rand(shape, DType.FLOAT32, Device.CPU);
        assertThatThrownBy(() ->
                Functional.scaledDotProductAttention(query, key, key, Functional.Causality.FULL))
            .as("%s", shape)
            .isInstanceOf(TorchException.class);
      }
      var wrongMask = Tensor.rand(Shape.of(5, 5), DType.FLOAT32, Device.CPU);
      assertThatThrownBy(() -> Functional.scaledDotProductAttention(query, query, query, wrongMask))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void probabilities_that_are_none_are_refused() {
    try (var _ = TensorScope.open()) {
      assertThatThrownBy(() -> Functional.multinomial(Tensor.of(-1f, 2f), 1))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.multinomial(Tensor.of(Float.NaN, 2f), 1))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.multinomial(Tensor.of(1f, 2f), 3))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.multinomial(Tensor.of(1f, 2f), 0))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Functional.multinomial(Tensor.of(0f, 0f), 1))
          .isInstanceOf(TorchException.class);
    }
  }

  @Test
  void null_arguments_are_null_pointer_exceptions() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f);
      for (var bad :
          List.<Runnable>of(
              () -> x.add((Tensor) null),
              () -> x.to((DType) null),
              () -> x.to((Device) null),
              () -> x.reshape((long[]) null),
              () -> x.index((Index) null),
              () -> x.index((Index[]) null),
              () -> x.copy_(null),
              () -> x.read(null),
              () -> Tensor.cat(java.util.Arrays.asList(x, null), 0),
              () -> Tensor.empty(null, DType.FLOAT32, Device.CPU),
              () -> Tensor.empty(Shape.of(1), null, Device.CPU),
              () -> Tensor.of((float[]) null),
              () -> Shape.of((long[]) null),
              () -> Device.parse(null),
              () -> new Device(null, 0),
              () -> Operators.find(null))) {
        assertThatThrownBy(bad::run).isInstanceOf(NullPointerException.class);
      }
      assertThat(x.item()).isEqualTo(1);
    }
  }

  @Test
  void empty_lists_are_refused() {
    assertThatThrownBy(() -> Tensor.cat(List.of(), 0))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("non-empty");
    assertThatThrownBy(() -> Tensor.stack(List.of(), 0))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("non-empty");
  }

  @Test
  void writing_to_a_quantized_tensor_is_refused() {
    try (var _ = TensorScope.open()) {
      var quint8 = 13L;
      var x = Operators.call("aten::quantize_per_tensor", Tensor.of(1f), 0.1, 0L, quint8).tensor(0);
      assertThatThrownBy(() -> x.write(MemorySegment.ofArray(new byte[1])))
          .isInstanceOf(TorchException.Type.class)
          .hasMessageContaining("quantized");
    }
  }
}
