package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

@NoLeaks
class TorchTest {
  @Test
  void the_build_is_known() {
    var build = Torch.build();
    assertThat(build.version()).matches("2\\.1[1-4]\\.\\d+");
    assertThat(build.libtorch()).isDirectory();
    assertThat(build.library()).isRegularFile();
    assertThat(Torch.buildConfig()).contains("PyTorch built with");
  }

  @Test
  void threads_are_set_within_bounds() {
    var before = Torch.numThreads();
    try {
      Torch.setNumThreads(1);
      assertThat(Torch.numThreads()).isEqualTo(1);
      for (var bad : new int[] {0, -1, Integer.MIN_VALUE, 1_000_000}) {
        assertThatThrownBy(() -> Torch.setNumThreads(bad))
            .isInstanceOf(TorchException.Value.class)
            .hasMessageContaining("1 to 1024");
      }
    } finally {
      Torch.setNumThreads(before);
    }
  }

  @Test
  void a_seed_repeats_random_numbers() {
    try (var _ = TensorScope.open()) {
      Torch.manualSeed(42);
      var first = Tensor.randn(Shape.of(5), DType.FLOAT64, Device.CPU).toDoubleArray();
      var uniform = Tensor.rand(Shape.of(1000), DType.FLOAT64, Device.CPU);
      Torch.manualSeed(42);
      assertThat(Tensor.randn(Shape.of(5), DType.FLOAT64, Device.CPU).toDoubleArray())
          .isEqualTo(first);
      assertThat(uniform.amin().item()).isGreaterThanOrEqualTo(0);
      assertThat(uniform.amax().item()).isLessThan(1);
      Torch.manualSeed(-1); // any 64 bits are a seed
    }
  }

  @Test
  void the_generators_state_goes_round() {
    try (var _ = TensorScope.open()) {
      var state = Torch.rngState(Device.CPU);
      assertThat(state.dtype()).isEqualTo(DType.UINT8);
      var first = Tensor.randn(Shape.of(7), DType.FLOAT32, Device.CPU).toFloatArray();
      var later = Tensor.randn(Shape.of(7), DType.FLOAT32, Device.CPU).toFloatArray();
      Torch.setRngState(Device.CPU, state);
      assertThat(Tensor.randn(Shape.of(7), DType.FLOAT32, Device.CPU).toFloatArray())
          .isEqualTo(first);
      assertThat(Tensor.randn(Shape.of(7), DType.FLOAT32, Device.CPU).toFloatArray())
          .isEqualTo(later);
    }
  }

  @Test
  void a_state_that_is_none_is_refused_and_changes_nothing() {
    try (var _ = TensorScope.open()) {
      var state = Torch.rngState(Device.CPU);
      var garbage = new byte[(int) state.numel()];
      new java.util.Random(1).nextBytes(garbage);
      assertThatThrownBy(() -> Torch.setRngState(Device.CPU, Tensor.of(1f)))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() -> Torch.setRngState(Device.CPU, state.narrow(0, 0, 8)))
          .isInstanceOf(TorchException.class);
      assertThatThrownBy(() ->
              Torch.setRngState(
                  Device.CPU,
                  Tensor.copyOf(MemorySegment.ofArray(garbage), state.shape(), DType.UINT8)))
          .isInstanceOf(TorchException.class);
      assertThat(Torch.rngState(Device.CPU).toLongArray()).isEqualTo(state.toLongArray());
    }
  }

  @Test
  void elements_come_out_converted_in_every_type() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(0.0, 1.0, 2.0);
      for (var dtype : DType.values()) {
        if (dtype.isComplex()) continue;
        var converted = x.to(dtype);
        assertThat(converted.dtype()).isEqualTo(dtype);
        var two = dtype == DType.BOOL ? 1 : 2;
        assertThat(converted.toDoubleArray()).as("%s", dtype).containsExactly(0, 1, two);
        assertThat(converted.toFloatArray()).containsExactly(0, 1, two);
        assertThat(converted.toLongArray()).containsExactly(0, 1, two);
        assertThat(converted.get(2).item()).isEqualTo(two);
        assertThat(converted.get(2).itemLong()).isEqualTo(two);
        assertThat(converted.isContiguous()).isTrue();
        assertThat(converted.segment().byteSize()).isEqualTo(3L * dtype.bytes());
      }
    }
  }

  @Test
  void making_tensors() {
    try (var _ = TensorScope.open()) {
      assertThat(Tensor.zeros(Shape.of(2), DType.INT32, Device.CPU).toLongArray())
          .containsExactly(0, 0);
      assertThat(Tensor.ones(Shape.of(2), DType.BFLOAT16, Device.CPU).toFloatArray())
          .containsExactly(1, 1);
      assertThat(Tensor.full(Shape.of(2), 0.5, DType.FLOAT64, Device.CPU).toDoubleArray())
          .containsExactly(0.5, 0.5);
      assertThat(Tensor.arange(3, DType.INT64, Device.CPU).toLongArray()).containsExactly(0, 1, 2);
      assertThat(Tensor.arange(0, DType.INT64, Device.CPU).numel()).isZero();
      assertThat(Tensor.of(1.5f).dtype()).isEqualTo(DType.FLOAT32);
      assertThat(Tensor.of(new long[0]).shape()).isEqualTo(Shape.of(0));
      var copy = Tensor.of(1f);
      assertThat(copy.copy().add_(copy).item()).isEqualTo(2);
      assertThat(copy.item()).isEqualTo(1);
    }
  }

  @Test
  void a_size_counts_from_either_end() {
    try (var x = Tensor.zeros(Shape.of(2, 0, 3), DType.FLOAT32, Device.CPU)) {
      assertThat(x.size(0)).isEqualTo(2);
      assertThat(x.size(1)).isZero();
      assertThat(x.size(-1)).isEqualTo(3);
    }
  }

  @Test
  void shapes_are_values() {
    var shape = Shape.of(2, 0, 3);
    assertThat(shape)
        .isEqualTo(Shape.of(2, 0, 3))
        .hasSameHashCodeAs(Shape.of(2, 0, 3))
        .hasToString("(2, 0, 3)");
    assertThat(Shape.SCALAR).hasToString("()").isEqualTo(Shape.of());
    assertThat(shape.size(-1)).isEqualTo(3);
    assertThat(shape.numel()).isZero();
    assertThat(Shape.SCALAR.numel()).isEqualTo(1);
    assertThat(Shape.of(1L << 62, 4, 0).numel()).isZero();
    assertThatThrownBy(() -> Shape.of(1L << 62, 4).numel()).isInstanceOf(ArithmeticException.class);
    for (var bad : new int[] {3, -4}) {
      assertThatThrownBy(() -> shape.size(bad))
          .isInstanceOf(IndexOutOfBoundsException.class)
          .hasMessage("shape (2, 0, 3) has no dimension " + bad);
    }
    var array = shape.toArray();
    array[0] = 9;
    assertThat(shape.size(0)).isEqualTo(2);
  }
}
