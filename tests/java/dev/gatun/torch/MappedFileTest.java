package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NoLeaks
class MappedFileTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void four_floats() throws IOException {
    var bytes = ByteBuffer.allocate(16).order(ByteOrder.nativeOrder());
    for (var i = 1; i <= 4; i++) bytes.putFloat(i);
    file = Files.write(folder.resolve("four"), bytes.array());
  }

  /** A file of holes, with one byte at the end; skipped where the disk cannot have it. */
  private Path sparse(long bytes) throws IOException {
    var path = folder.resolve("sparse");
    try (var created = new RandomAccessFile(path.toFile(), "rw")) {
      created.seek(bytes - 1);
      created.write(7);
    } catch (IOException refused) {
      assumeTrue(false, "no file of " + bytes + " bytes here: " + refused.getMessage());
    }
    return path;
  }

  @Test
  void a_file_is_a_tensor_from_any_element_on() {
    try (var _ = TensorScope.open()) {
      assertThat(Tensor.map(file, Shape.of(2, 2), DType.FLOAT32).toFloatArray())
          .containsExactly(1, 2, 3, 4);
      assertThat(Tensor.map(file, 4, Shape.of(3), DType.FLOAT32, MapMode.PRIVATE).toFloatArray())
          .containsExactly(2, 3, 4);
      assertThat(Tensor.map(file, 16, Shape.of(0, 5), DType.FLOAT32, MapMode.PRIVATE).numel())
          .isZero();
    }
  }

  @Test
  void a_write_to_a_private_map_leaves_the_file_alone_even_a_read_only_one() throws IOException {
    var before = Files.readAllBytes(file);
    assertThat(file.toFile().setReadOnly()).isTrue();
    try (var tensor = Tensor.map(file, Shape.of(4), DType.FLOAT32)) {
      tensor.mul_(10);
      assertThat(tensor.toFloatArray()).containsExactly(10, 20, 30, 40);
    }
    assertThat(Files.readAllBytes(file)).isEqualTo(before);
  }

  @Test
  void a_write_to_a_shared_map_reaches_the_file() throws IOException {
    try (var tensor = Tensor.map(file, 8, Shape.of(2), DType.FLOAT32, MapMode.READ_WRITE)) {
      tensor.fill_(9);
    }
    var floats = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.nativeOrder());
    assertThat(floats.getFloat(4)).isEqualTo(2);
    assertThat(floats.getFloat(8)).isEqualTo(9);
    assertThat(floats.getFloat(12)).isEqualTo(9);
  }

  @Test
  void the_map_lasts_as_long_as_a_view() {
    Tensor view;
    try (var scope = TensorScope.open()) {
      view = scope.keep(Tensor.map(file, Shape.of(4), DType.FLOAT32).slice(0, 2, 4));
    }
    assertThat(view.toFloatArray()).containsExactly(3, 4);
    view.close();
  }

  @Test
  void what_cannot_be_mapped_is_refused() throws IOException {
    assertThatThrownBy(() -> Tensor.map(file, Shape.of(5), DType.FLOAT32))
        .isInstanceOf(TorchException.Io.class)
        .hasMessageContaining("16 bytes")
        .hasMessageContaining("20 are wanted");
    assertThatThrownBy(() -> Tensor.map(file, 20, Shape.of(0), DType.FLOAT32, MapMode.PRIVATE))
        .isInstanceOf(TorchException.Io.class);
    assertThatThrownBy(() -> Tensor.map(folder.resolve("none"), Shape.of(1), DType.INT8))
        .isInstanceOf(TorchException.Io.class)
        .hasMessageContaining("none");
    assertThatThrownBy(() -> Tensor.map(folder, Shape.of(1), DType.INT8))
        .isInstanceOf(TorchException.Io.class)
        .hasMessageContaining("not a regular file");
    for (var offset : new long[] {-4, 2, Long.MIN_VALUE}) {
      assertThatThrownBy(
              () -> Tensor.map(file, offset, Shape.of(1), DType.FLOAT32, MapMode.PRIVATE))
          .isInstanceOf(TorchException.Value.class)
          .hasMessageContaining("offset");
    }
    for (var shape :
        new Shape[] {Shape.of(-1), Shape.of(Long.MAX_VALUE), Shape.of(1L << 32, 1L << 32)}) {
      assertThatThrownBy(() -> Tensor.map(file, shape, DType.FLOAT32))
          .isInstanceOf(TorchException.class);
    }
    assertThatThrownBy(() -> Tensor.map(file, 0, Shape.of(4), DType.FLOAT32, MapMode.READ_ONLY))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PRIVATE");
  }

  @Test
  void a_file_may_be_larger_than_two_gibibytes() throws IOException {
    var bytes = (5L << 30) + 4096;
    var large = sparse(bytes);
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.map(large, Shape.of(bytes), DType.UINT8);
      assertThat(tensor.numel()).isEqualTo(bytes);
      assertThat(tensor.get(bytes - 1).itemLong()).isEqualTo(7);
      assertThat(tensor.get(3L << 30).itemLong()).isZero();
      tensor.get(3L << 30).fill_(5);
      assertThat(tensor.slice(0, (3L << 30) - 1, (3L << 30) + 2).toLongArray())
          .containsExactly(0, 5, 0);
    }
  }

  @Test
  void a_file_may_be_larger_than_memory() throws IOException {
    var bytes = 1L << 40; // no machine that runs this has so much
    var large = sparse(bytes);
    try (var _ = TensorScope.open()) {
      var tensor = Tensor.map(large, Shape.of(1L << 20, 1L << 20), DType.UINT8);
      tensor.get(1L << 19).slice(0, 0, 3).fill_(2); // needs a page, not the row
      assertThat(tensor.get(1L << 19).slice(0, 0, 4).toLongArray()).containsExactly(2, 2, 2, 0);
      assertThat(tensor.get(-1).get(-1).itemLong()).isEqualTo(7);
    }
  }
}
