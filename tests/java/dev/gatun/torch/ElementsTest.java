package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Elements to arrays and segments of the Java heap, and back. */
@NoLeaks
class ElementsTest {
  /** Floats that fit into the memory that a thread's calls reuse: 8 KiB. */
  private static final int MOST_REUSED = 2048;

  private static Tensor one(String operator, Object... arguments) {
    return Operators.call(operator, arguments).tensor(0);
  }

  private static float[] counting(int length) {
    var array = new float[length];
    for (var i = 0; i < length; i++) array[i] = i + 1;
    return array;
  }

  // ---- What is read ----

  @Test
  void elements_are_read_in_row_major_order_wherever_they_lie() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2);
      assertThat(x.toFloatArray()).containsExactly(1, 2, 3, 4);
      assertThat(x.transpose(0, 1).toFloatArray()).containsExactly(1, 3, 2, 4);
      assertThat(x.get(1).toFloatArray()).containsExactly(3, 4);
      assertThat(x.get(1).get(0).toFloatArray()).containsExactly(3);
      assertThat(x.slice(1, 1, 2).toFloatArray()).containsExactly(2, 4);
      assertThat(x.get(0).expand(2, 2).toFloatArray()).containsExactly(1, 2, 1, 2);
      assertThat(x.slice(0, 2, 2).toFloatArray()).isEmpty();
      assertThat(x.requiresGrad_(true).toFloatArray()).containsExactly(1, 2, 3, 4);
      assertThat(x.mul(2).transpose(0, 1).toFloatArray()).containsExactly(2, 6, 4, 8);
    }
  }

  @Test
  void what_is_still_to_be_applied_to_the_memory_is_applied() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2);
      var negative = one("aten::_neg_view", x);
      assertThat(negative.toFloatArray()).containsExactly(-1, -2, -3, -4);
      assertThat(negative.transpose(0, 1).toFloatArray()).containsExactly(-1, -3, -2, -4);
      var conjugate = one("aten::_conj", one("aten::complex", Tensor.of(1f), Tensor.of(2f)));
      var parts = new float[2];
      conjugate.read(MemorySegment.ofArray(parts));
      assertThat(parts).containsExactly(1, -2);
      // torch._efficientzerotensor has no memory
      var zero = one("aten::_efficientzerotensor", new long[] {2, 3});
      assertThat(zero.toFloatArray()).hasSize(6).containsOnly(0);
      assertThat(zero.transpose(0, 1).toFloatArray()).hasSize(6).containsOnly(0);
      assertThatThrownBy(zero::segment)
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("lazy");
    }
  }

  @Test
  void what_has_no_elements_in_rows_is_refused() {
    try (var _ = TensorScope.open()) {
      var x = Tensor.of(1f, 0f).reshape(1, 2);
      for (var bad :
          List.of(
              one("aten::to_sparse", x),
              one("aten::to_sparse_csr", x),
              one("aten::to.device", x, "meta", DType.FLOAT32))) {
        assertThatThrownBy(bad::toFloatArray).isInstanceOf(TorchException.class);
      }
    }
  }

  // ---- Both ways ----

  @ParameterizedTest
  @ValueSource(ints = {0, 1, MOST_REUSED - 1, MOST_REUSED, MOST_REUSED + 1, 3 * MOST_REUSED})
  void arrays_of_every_size_go_in_and_out(int length) {
    try (var _ = TensorScope.open()) {
      var values = counting(length);
      var x = Tensor.zeros(Shape.of(length), DType.FLOAT32, Device.CPU);
      x.write(MemorySegment.ofArray(values));
      assertThat(x.toFloatArray()).isEqualTo(values);
      var read = new float[length + 2];
      x.read(MemorySegment.ofArray(read).asSlice(4, 4L * length)); // nothing beside it is touched
      assertThat(read).startsWith(0).endsWith(0);
      assertThat(Arrays.copyOfRange(read, 1, length + 1)).isEqualTo(values);
      var doubles = new double[length];
      var longs = new long[length];
      for (var i = 0; i < length; i++) longs[i] = (long) (doubles[i] = values[i]);
      assertThat(x.toDoubleArray()).isEqualTo(doubles);
      assertThat(x.toLongArray()).isEqualTo(longs);
      assertThat(x.to(DType.FLOAT64).toDoubleArray()).isEqualTo(doubles);
      assertThat(x.to(DType.INT64).toLongArray()).isEqualTo(longs);
    }
  }

  @Test
  void arrays_are_read_and_written_in_a_backward_of_ones_own() {
    // y = x w; the gradient of x is w, which goes through arrays on its way
    var scaled =
        new CustomFunction() {
          @Override
          public List<Tensor> forward(Forward context, List<Tensor> inputs) {
            context.saveForBackward(inputs.get(1));
            return List.of(inputs.get(0).mul(inputs.get(1)));
          }

          @Override
          public List<Tensor> backward(Backward context, List<Tensor> gradOutputs) {
            var w = context.savedTensors().get(0).toFloatArray();
            var gradient = gradOutputs.get(0).mul(0);
            gradient.write(MemorySegment.ofArray(w));
            return Arrays.asList(gradient, null);
          }
        };
    try (var _ = TensorScope.open()) {
      var w = counting(MOST_REUSED);
      var x = Tensor.ones(Shape.of(MOST_REUSED), DType.FLOAT32, Device.CPU).requiresGrad_(true);
      var y = scaled.apply(x, Tensor.of(w)).get(0);
      assertThat(Autograd.grad(List.of(y.sum()), List.of(x)).get(0).toFloatArray()).isEqualTo(w);
    }
  }

  // ---- Mistakes ----

  @ParameterizedTest
  @ValueSource(ints = {4, MOST_REUSED, MOST_REUSED + 1})
  void mistakes_are_exceptions_and_leave_no_hold(int length) throws Exception {
    var before = Torch.liveObjects().tensors();
    var free = Tensor.of(counting(length));
    for (var wrong : new int[] {0, length - 1, length + 1}) {
      var segment = MemorySegment.ofArray(new float[wrong]);
      assertThatThrownBy(() -> free.read(segment)).isInstanceOf(TorchException.Value.class);
      assertThatThrownBy(() -> free.write(segment)).isInstanceOf(TorchException.Value.class);
    }
    var array = MemorySegment.ofArray(new float[length]);
    assertThatThrownBy(() -> free.read(array.asReadOnly())).isInstanceOf(RuntimeException.class);
    assertThatThrownBy(() -> free.write(null)).isInstanceOf(NullPointerException.class);
    try (var arena = Arena.ofConfined()) {
      var confined = arena.allocate(4L * length, 4);
      for (var use :
          List.<TorchThreads.Body>of(() -> free.read(confined), () -> free.write(confined))) {
        assertThat(TorchThreads.failureOf(use)).isInstanceOf(WrongThreadException.class);
      }
      free.read(confined);
    }
    try (var _ = TensorScope.open()) {
      var scoped = Tensor.of(counting(length));
      for (var use :
          List.<TorchThreads.Body>of(
              scoped::toFloatArray, () -> scoped.read(array), () -> scoped.write(array))) {
        assertThat(TorchThreads.failureOf(use)).isInstanceOf(WrongThreadException.class);
      }
    }
    free.close();
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before); // a hold would have delayed this
    assertThatThrownBy(free::toFloatArray).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(() -> free.read(array)).isInstanceOf(TensorClosedException.class);
    assertThatThrownBy(() -> free.write(array)).isInstanceOf(TensorClosedException.class);
  }

  @ParameterizedTest
  @ValueSource(ints = {MOST_REUSED, MOST_REUSED + 1})
  void a_tensor_closed_by_another_thread_is_read_whole_or_not_at_all(int length) throws Exception {
    var values = counting(length);
    for (var round = 0; round < 50; round++) {
      var shared = Tensor.of(values);
      var reading = new CountDownLatch(1);
      var closer =
          Thread.ofPlatform()
              .start(() -> {
                try {
                  reading.await();
                } catch (InterruptedException stopped) {
                  Thread.currentThread().interrupt();
                }
                shared.close();
              });
      assertThatThrownBy(
              () -> {
                while (true) {
                  var read = shared.toFloatArray();
                  reading.countDown();
                  assertThat(Arrays.equals(read, values)).isTrue();
                }
              })
          .isInstanceOf(TensorClosedException.class);
      closer.join();
    }
  }
}
