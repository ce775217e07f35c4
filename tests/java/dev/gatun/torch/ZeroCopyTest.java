package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TensorClosedException;
import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks
class ZeroCopyTest {
  private static MemorySegment floats(float... values) {
    return Arena.ofAuto().allocateFrom(ValueLayout.JAVA_FLOAT, values);
  }

  // ---- Java's memory in a tensor ----

  @Test
  void a_tensor_over_a_segment_shares_its_memory_both_ways() {
    var memory = floats(1, 2, 3, 4);
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.of(memory, Shape.of(2, 2), DType.FLOAT32);
      assertThat(tensor.toFloatArray()).containsExactly(1, 2, 3, 4);
      memory.setAtIndex(ValueLayout.JAVA_FLOAT, 0, 9);
      assertThat(tensor.get(0).get(0).item()).isEqualTo(9);
      tensor.mul_(2);
      assertThat(memory.getAtIndex(ValueLayout.JAVA_FLOAT, 3)).isEqualTo(8);
      assertThat(tensor.segment().address()).isEqualTo(memory.address());
    }
  }

  @Test
  void a_lent_segment_is_held_until_libtorch_lets_go_of_the_storage() {
    var before = Torch.liveObjects().hostBuffers();
    Tensor view;
    try (var scope = TensorScope.open()) {
      var tensor = Tensor.of(floats(1, 2, 3), Shape.of(3), DType.FLOAT32);
      view = scope.keep(tensor.slice(0, 1, 3));
    }
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before + 1); // the view still has it
    System.gc();
    assertThat(view.toFloatArray()).containsExactly(2, 3);
    view.close();
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
  }

  @Test
  void many_lent_segments_come_back() {
    var before = Torch.liveObjects().hostBuffers();
    for (var i = 0; i < 300; i++) Tensor.of(floats(i), Shape.of(1), DType.FLOAT32).close();
    assertThat(Torch.liveObjects().hostBuffers()).isEqualTo(before);
  }

  @Test
  void a_segment_larger_than_the_shape_is_fine_and_a_smaller_one_is_not() {
    var memory = floats(1, 2, 3, 4);
    try (var _ = TensorScope.open()) {
      assertThat(Tensor.of(memory, Shape.of(3), DType.FLOAT32).toFloatArray())
          .containsExactly(1, 2, 3);
      assertThat(Tensor.of(memory, Shape.SCALAR, DType.FLOAT32).item()).isEqualTo(1);
      assertThat(Tensor.of(memory, Shape.of(0, 7), DType.FLOAT32).numel()).isZero();
      for (var shape :
          new Shape[] {
            Shape.of(5),
            Shape.of(2, 3),
            Shape.of(1L << 62, 4),
            Shape.of(1L << 32, 1L << 32),
            Shape.of(-1)
          }) {
        assertThatThrownBy(() -> Tensor.of(memory, shape, DType.FLOAT32))
            .as("%s", shape)
            .isInstanceOf(TorchException.Value.class);
      }
      assertThatThrownBy(() -> Tensor.of(memory, Shape.of(5), DType.FLOAT32))
          .hasMessageContaining("16 bytes");
    }
  }

  @Test
  void memory_that_can_go_away_or_move_is_refused_with_the_remedy() {
    assertThatThrownBy(
            () -> Tensor.of(MemorySegment.ofArray(new float[2]), Shape.of(2), DType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Tensor.copyOf");
    assertThatThrownBy(() -> Tensor.of(floats(1).asReadOnly(), Shape.of(1), DType.FLOAT32))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("read-only");
    try (var confined = Arena.ofConfined();
        var shared = Arena.ofShared()) {
      for (var arena : new Arena[] {confined, shared}) {
        assertThatThrownBy(() -> Tensor.of(arena.allocate(4, 4), Shape.of(1), DType.FLOAT32))
            .isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("Arena.ofAuto()");
      }
    }
  }

  @Test
  void misaligned_memory_is_refused() {
    var odd = Arena.ofAuto().allocate(16, 8).asSlice(1);
    assertThatThrownBy(() -> Tensor.of(odd, Shape.of(2), DType.FLOAT32))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("multiple of 4 bytes");
    try (var bytes = Tensor.of(odd, Shape.of(2), DType.UINT8)) {
      assertThat(bytes.numel()).isEqualTo(2);
    }
  }

  @Test
  void global_memory_direct_buffers_and_mapped_files_can_be_lent(@TempDir Path folder)
      throws IOException {
    var buffer =
        ByteBuffer.allocateDirect(8).order(ByteOrder.nativeOrder()).putFloat(0, 1).putFloat(4, 2);
    var file = Files.write(folder.resolve("weights"), new byte[] {1, 2, 3, 4});
    try (var _ = TensorScope.open();
        var channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      var direct = Tensor.of(MemorySegment.ofBuffer(buffer), Shape.of(2), DType.FLOAT32);
      assertThat(direct.toFloatArray()).containsExactly(1, 2);
      var mapped = channel.map(FileChannel.MapMode.READ_WRITE, 0, 4, Arena.ofAuto());
      assertThat(Tensor.of(mapped, Shape.of(4), DType.UINT8).toLongArray())
          .containsExactly(1, 2, 3, 4);
      var global = Arena.global().allocateFrom(ValueLayout.JAVA_LONG, 7L);
      assertThat(Tensor.of(global, Shape.of(1), DType.INT64).itemLong()).isEqualTo(7);
    }
  }

  // ---- Copies ----

  @Test
  void copies_of_heap_native_and_read_only_segments_are_independent() {
    try (var _ = TensorScope.open();
        var arena = Arena.ofConfined()) {
      var array = new float[] {1, 2};
      var fromHeap = Tensor.copyOf(MemorySegment.ofArray(array), Shape.of(2), DType.FLOAT32);
      array[0] = 5;
      assertThat(fromHeap.toFloatArray()).containsExactly(1, 2);
      var closable = arena.allocateFrom(ValueLayout.JAVA_FLOAT, 3, 4).asReadOnly();
      assertThat(Tensor.copyOf(closable, Shape.of(2), DType.FLOAT32).toFloatArray())
          .containsExactly(3, 4);
    }
  }

  @Test
  void a_copy_of_the_wrong_size_is_refused_and_leaves_nothing() {
    assertThatThrownBy(() -> Tensor.copyOf(floats(1, 2, 3), Shape.of(2), DType.FLOAT32))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("8 bytes")
        .hasMessageContaining("12 bytes");
  }

  @Test
  void reading_to_a_segment_gives_row_major_elements() {
    try (var _ = TensorScope.open();
        var arena = Arena.ofConfined()) {
      var tensor = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).transpose(0, 1);
      var to = arena.allocate(16, 4);
      tensor.read(to);
      assertThat(to.toArray(ValueLayout.JAVA_FLOAT)).containsExactly(1, 3, 2, 4);
      var array = new float[4];
      tensor.read(MemorySegment.ofArray(array));
      assertThat(array).containsExactly(1, 3, 2, 4);
      assertThatThrownBy(() -> tensor.read(arena.allocate(15)))
          .isInstanceOf(TorchException.Value.class);
      assertThatThrownBy(() -> tensor.read(to.asReadOnly())).isInstanceOf(RuntimeException.class);
    }
  }

  @Test
  void a_closed_segment_is_refused_and_no_hold_stays_behind() {
    var before = Torch.liveObjects().tensors();
    var tensor = Tensor.of(1f);
    MemorySegment gone;
    try (var arena = Arena.ofConfined()) {
      gone = arena.allocate(4);
    }
    assertThatThrownBy(() -> tensor.read(gone)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> tensor.write(gone)).isInstanceOf(IllegalStateException.class);
    tensor.close();
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before);
  }

  // ---- A tensor's memory in Java ----

  @Test
  void a_segment_is_a_bounded_view_that_dies_with_the_tensor() {
    var tensor = Tensor.of(1f, 2f, 3f);
    var segment = tensor.segment();
    assertThat(segment.byteSize()).isEqualTo(12);
    segment.setAtIndex(ValueLayout.JAVA_FLOAT, 1, 7);
    assertThat(tensor.toFloatArray()).containsExactly(1, 7, 3);
    assertThatThrownBy(() -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, 3))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(tensor.segment().address()).isEqualTo(segment.address());
    tensor.close();
    assertThatThrownBy(() -> segment.getAtIndex(ValueLayout.JAVA_FLOAT, 0))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void segments_of_a_scope_die_with_it_and_follow_a_kept_tensor() {
    MemorySegment dead;
    Tensor kept;
    MemorySegment moved;
    try (var _ = TensorScope.open()) {
      try (var inner = TensorScope.open()) {
        dead = Tensor.of(1f).segment();
        kept = inner.keep(Tensor.of(5f, 6f));
        moved = kept.segment();
        inner.keep(kept);
      }
      assertThatThrownBy(() -> dead.get(ValueLayout.JAVA_FLOAT, 0))
          .isInstanceOf(IllegalStateException.class);
      assertThat(moved.get(ValueLayout.JAVA_FLOAT, 4)).isEqualTo(6);
      kept.detachFromScope();
      assertThatThrownBy(() -> moved.get(ValueLayout.JAVA_FLOAT, 0))
          .isInstanceOf(IllegalStateException.class);
    }
    assertThat(kept.segment().get(ValueLayout.JAVA_FLOAT, 0)).isEqualTo(5);
    kept.close();
  }

  @Test
  void a_segment_of_a_free_tensor_is_for_all_threads_and_of_a_scoped_one_for_its_own()
      throws Exception {
    try (var free = Tensor.of(1f)) {
      var segment = free.segment();
      assertThat(TorchThreads.failureOf(() -> segment.set(ValueLayout.JAVA_FLOAT, 0, 4))).isNull();
      assertThat(free.item()).isEqualTo(4);
    }
    try (var _ = TensorScope.open()) {
      var segment = Tensor.of(1f).segment();
      assertThat(TorchThreads.failureOf(() -> segment.get(ValueLayout.JAVA_FLOAT, 0)))
          .isInstanceOf(WrongThreadException.class);
    }
  }

  @Test
  void a_segment_survives_what_would_move_or_exchange_the_storage() {
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.of(1f, 2f);
      var segment = tensor.segment();
      assertThatThrownBy(() -> Operators.call("aten::resize_", tensor, new long[] {100_000}))
          .isInstanceOf(TorchException.class)
          .hasMessageContaining("resizable");
      try (var other = Tensor.ones(Shape.of(2), DType.FLOAT32, Device.CPU)) {
        Operators.call("aten::set_.source_Tensor", tensor, other);
      }
      assertThat(tensor.toFloatArray()).containsExactly(1, 1);
      assertThat(segment.getAtIndex(ValueLayout.JAVA_FLOAT, 1))
          .isEqualTo(2); // the storage it was made of
      assertThat(tensor.segment().getAtIndex(ValueLayout.JAVA_FLOAT, 1)).isEqualTo(1);
    }
  }

  @Test
  void memory_that_is_not_plain_is_no_segment() {
    try (var _ = TensorScope.open()) {
      var transposed = Tensor.of(1f, 2f, 3f, 4f).reshape(2, 2).transpose(0, 1);
      assertThatThrownBy(transposed::segment)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("contiguous()");
      assertThat(transposed.contiguous().segment().byteSize()).isEqualTo(16);
      var empty = Tensor.empty(Shape.of(0, 3), DType.FLOAT32, Device.CPU);
      assertThat(empty.segment().byteSize()).isZero();
      assertThat(Tensor.of(2f).get(0).segment().get(ValueLayout.JAVA_FLOAT, 0))
          .isEqualTo(2); // 0-dimensional
      var complex = Operators.call("aten::complex", Tensor.of(1f), Tensor.of(2f)).tensor(0);
      var conjugate = Operators.call("aten::conj", complex).tensor(0);
      assertThatThrownBy(conjugate::segment)
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("lazy");
      var parts = new float[2];
      conjugate.read(MemorySegment.ofArray(parts));
      assertThat(parts).containsExactly(1, -2); // read resolves it
    }
  }

  @Test
  void a_slice_starts_at_its_own_first_element() {
    try (var _ = TensorScope.open()) {
      var middle = Tensor.of(1f, 2f, 3f, 4f).slice(0, 1, 3);
      assertThat(middle.segment().toArray(ValueLayout.JAVA_FLOAT)).containsExactly(2, 3);
    }
  }

  @Test
  void a_closed_tensor_has_no_segment() {
    var tensor = Tensor.of(1f);
    tensor.close();
    assertThatThrownBy(tensor::segment).isInstanceOf(TensorClosedException.class);
  }
}
