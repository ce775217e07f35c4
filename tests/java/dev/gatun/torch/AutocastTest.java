package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.Test;

@NoLeaks
class AutocastTest {
  private static final Map<String, BinaryOperator<Tensor>> OPERATORS =
      Map.ofEntries(
          Map.entry("mm", Tensor::matmul),
          Map.entry("linear", (a, b) -> Functional.linear(a, b, null)),
          Map.entry("bmm", (a, b) -> a.unsqueeze(0).matmul(b.unsqueeze(0))),
          Map.entry("softmax", (a, _) -> Functional.softmax(a, -1)),
          Map.entry("cross_entropy", AutocastTest::crossEntropy),
          Map.entry("mse_loss", (a, b) -> Operators.call("aten::mse_loss", a, b).tensor(0)),
          Map.entry("add", Tensor::add),
          Map.entry("sum", (a, _) -> a.sum()),
          Map.entry("exp", (a, _) -> a.exp()),
          Map.entry("gelu", (a, _) -> a.gelu()),
          Map.entry("mm_then_add", (a, b) -> a.matmul(b).add(a)),
          Map.entry("mm_then_relu", (a, b) -> a.matmul(b).relu()));

  private static Tensor crossEntropy(Tensor a, Tensor b) {
    return Operators.call("aten::cross_entropy_loss", a, Tensor.of(0L, 1L, 2L, 0L)).tensor(0);
  }

  private static Tensor matrix(String name) throws IOException {
    return Tensor.of(AmpGolden.floats(AmpGolden.read("autocast").get(name))).reshape(4, 4);
  }

  @Test
  void operators_compute_in_the_dtypes_that_pytorch_chooses() throws IOException {
    var golden = AmpGolden.read("autocast");
    for (var dtype : new DType[] {DType.BFLOAT16, DType.FLOAT16}) {
      var expected = golden.get("dtypes").get(dtype.name().toLowerCase(Locale.ROOT));
      assertThat(OPERATORS).hasSize(expected.size());
      try (var _ = TensorScope.open();
          var _ = Autocast.open(Device.Type.CPU, dtype)) {
        OPERATORS.forEach((name, operator) -> {
          Tensor result;
          try {
            result = operator.apply(matrix("a"), matrix("b"));
          } catch (IOException failed) {
            throw new AssertionError(failed);
          }
          assertThat(result.dtype().name().toLowerCase(Locale.ROOT))
              .as(name)
              .isEqualTo(expected.get(name).asText());
        });
      }
    }
  }

  @Test
  void a_product_has_the_values_of_pytorchs() throws IOException {
    try (var _ = TensorScope.open();
        var _ = Autocast.open(Device.Type.CPU)) { // bfloat16, as in PyTorch
      var product = matrix("a").matmul(matrix("b"));
      assertThat(product.dtype()).isEqualTo(DType.BFLOAT16);
      var expected = AmpGolden.floats(AmpGolden.read("autocast").get("mm"));
      // Processors add up in different orders: one unit in the last of bfloat16's 8 bits.
      for (var i = 0; i < expected.length; i++) {
        assertThat(product.toFloatArray()[i])
            .isCloseTo(expected[i], within(Math.abs(expected[i]) / 128));
      }
    }
  }

  @Test
  void scopes_nest_switch_off_and_restore() {
    try (var _ = TensorScope.open()) {
      var a = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU);
      assertThat(Autocast.isEnabled(Device.Type.CPU)).isFalse();
      try (var _ = Autocast.open(Device.Type.CPU, DType.FLOAT16)) {
        assertThat(Autocast.isEnabled(Device.Type.CPU)).isTrue();
        try (var _ = Autocast.disabled(Device.Type.CPU)) {
          assertThat(a.matmul(a).dtype()).isEqualTo(DType.FLOAT32);
          try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
            assertThat(a.matmul(a).dtype()).isEqualTo(DType.BFLOAT16);
          }
          assertThat(Autocast.isEnabled(Device.Type.CPU)).isFalse();
        }
        assertThat(a.matmul(a).dtype()).isEqualTo(DType.FLOAT16);
      }
      assertThat(a.matmul(a).dtype()).isEqualTo(DType.FLOAT32);
    }
  }

  @Test
  void gradients_come_back_in_the_parameters_dtype() {
    try (var _ = TensorScope.open()) {
      var w = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU).requiresGrad_(true);
      Tensor loss;
      try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
        loss = w.matmul(w).sum();
      }
      loss.backward();
      assertThat(w.grad().dtype()).isEqualTo(DType.FLOAT32);
      // d sum(w w) / dw = rows of column sums plus columns of row sums, 2 + 2
      assertThat(w.grad().toFloatArray()).containsExactly(4, 4, 4, 4);
    }
  }

  @Test
  void cast_copies_of_parameters_last_until_the_outermost_scope_closes() {
    var memory = java.lang.foreign.Arena.ofAuto().allocate(16, 16);
    var before = Torch.liveObjects().hostBuffers();
    try (var _ = TensorScope.open()) {
      var w = Tensor.of(memory, Shape.of(2, 2), DType.FLOAT32).requiresGrad_(true);
      var x = Tensor.ones(Shape.of(2, 2), DType.FLOAT32, Device.CPU);
      try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
        try (var _ = Autocast.open(Device.Type.CPU, DType.BFLOAT16)) {
          x.matmul(w).close();
        }
        // The cached copy's graph holds w: closing w does not free it yet.
        w.close();
        assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1);
      }
      assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
    }
  }

  @Test
  void what_cannot_be_is_refused_and_changes_nothing() throws Exception {
    assertThatThrownBy(() -> Autocast.open(Device.Type.CPU, DType.FLOAT32))
        .isInstanceOf(TorchException.Type.class)
        .hasMessageContaining("bfloat16 or float16");
    if (Torch.acceleratorType() == Device.Type.CPU) {
      assertThatThrownBy(() -> Autocast.open(Device.Type.CUDA, DType.FLOAT16))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("cuda was asked for");
    }
    assertThat(Autocast.isEnabled(Device.Type.CPU)).isFalse();
    var refused = new AtomicReference<Throwable>();
    Thread.ofVirtual()
        .start(() -> {
          try (var _ = Autocast.open(Device.Type.CPU)) {
            // not reached
          } catch (IllegalStateException e) {
            refused.set(e);
          }
        })
        .join();
    assertThat(refused.get()).hasMessageContaining("virtual thread");
  }
}
