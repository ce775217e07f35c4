package dev.gatun.torch.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import dev.gatun.torch.safetensors.SafetensorsWriter.Item;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void what_is_written_is_read_again() throws IOException {
    var file = folder.resolve("a.safetensors");
    var before = Torch.liveObjects().tensors();
    try (var _ = TensorScope.open()) {
      var floats = Tensor.of(1f, -2.5f, Float.MIN_VALUE, 4f, 5f, 6f).reshape(2, 3);
      var items =
          List.of(
              new Item("floats", DType.FLOAT32, floats),
              new Item("turned", DType.FLOAT32, floats.transpose(0, 1)), // not contiguous
              new Item("halves", DType.BFLOAT16, Tensor.of(0.5f, 3f)), // converted
              new Item("longs", DType.INT64, Tensor.of(Long.MIN_VALUE, 7L)),
              new Item(
                  "none",
                  DType.FLOAT16,
                  Tensor.zeros(Shape.of(0, 4), DType.FLOAT16, floats.device())),
              new Item("number", DType.FLOAT64, Tensor.of(2.5).squeeze(0)));
      SafetensorsWriter.write(file, Map.of("format", "pt"), items);
      try (var open = SafetensorsFile.open(file)) {
        assertThat(open.metadata()).containsExactly(Map.entry("format", "pt"));
        assertThat(open.entries())
            .extracting(Entry::name)
            .containsExactly("floats", "turned", "halves", "longs", "none", "number");
        assertThat(open.read("floats").toFloatArray())
            .containsExactly(1f, -2.5f, Float.MIN_VALUE, 4f, 5f, 6f);
        assertThat(open.entry("turned").shape()).isEqualTo(Shape.of(3, 2));
        assertThat(open.read("turned").toFloatArray())
            .containsExactly(1f, 4f, -2.5f, 5f, Float.MIN_VALUE, 6f);
        assertThat(open.read("halves").dtype()).isEqualTo(DType.BFLOAT16);
        assertThat(open.read("halves").toFloatArray()).containsExactly(0.5f, 3f);
        assertThat(open.read("longs").toLongArray()).containsExactly(Long.MIN_VALUE, 7L);
        assertThat(open.read("none").shape()).isEqualTo(Shape.of(0, 4));
        assertThat(open.read("number").shape()).isEqualTo(Shape.SCALAR);
        assertThatThrownBy(() -> open.read("other"))
            .isInstanceOf(SafetensorsException.class)
            .hasMessageContaining("'other'");
      }
    }
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before);
  }

  @Nested
  final class Mapped {
    private Path file;

    private Path write(List<Item> items) throws IOException {
      file = folder.resolve("mapped.safetensors");
      SafetensorsWriter.write(file, Map.of(), items);
      return file;
    }

    @Test
    void tensors_are_the_files_pages_and_what_is_written_to_them_stays_in_memory()
        throws IOException {
      try (var _ = TensorScope.open()) {
        write(List.of(new Item("x", DType.FLOAT32, Tensor.of(1f, 2f, 3f))));
        var bytes = Files.readAllBytes(file);
        Tensor first;
        try (var open = SafetensorsFile.open(file)) {
          first = open.map("x");
          var second = open.map("x");
          first.mul_(Tensor.of(10f));
          // one mapping serves both, so they share what was written
          assertThat(second.toFloatArray()).containsExactly(10f, 20f, 30f);
          assertThat(open.read("x").toFloatArray()).containsExactly(1f, 2f, 3f);
        }
        assertThat(first.toFloatArray()).containsExactly(10f, 20f, 30f); // outlives the file
        assertThat(file).hasBinaryContent(bytes);
      }
    }

    @Test
    void a_tensor_at_an_odd_place_is_copied() throws IOException {
      // One byte of "a" puts "b" at an odd offset, which float32 may not have.
      var header =
          "{\"a\":{\"dtype\":\"U8\",\"shape\":[1],\"data_offsets\":[0,1]},"
              + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[1,5]}}";
      try (var _ = TensorScope.open();
          var open = SafetensorsFile.open(written(header, 5))) {
        assertThat(open.map("b").shape()).isEqualTo(Shape.of(1));
        assertThat(Torch.liveObjects().hostBuffers()).isZero(); // no lent memory: it is a copy
      }
    }

    @Test
    void a_file_that_was_cut_short_meanwhile_is_refused() throws IOException {
      try (var _ = TensorScope.open()) {
        write(List.of(new Item("x", DType.FLOAT32, Tensor.of(1f, 2f, 3f))));
        try (var open = SafetensorsFile.open(file)) {
          try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
            cut.setLength(cut.length() - 4);
          }
          assertThatThrownBy(() -> open.map("x"))
              .isInstanceOf(SafetensorsException.class)
              .hasMessageContaining("changed");
        }
      }
    }
  }

  @Nested
  final class Shards {
    @Test
    void are_as_large_as_asked_with_an_index_that_finds_every_tensor() throws IOException {
      try (var _ = TensorScope.open()) {
        var items =
            List.of(
                new Item("a", DType.FLOAT32, Tensor.of(1f, 2f)),
                new Item("b", DType.FLOAT32, Tensor.of(3f, 4f)),
                new Item("large", DType.FLOAT32, Tensor.of(5f, 6f, 7f, 8f, 9f)),
                new Item("c", DType.FLOAT32, Tensor.of(10f)));
        var index = SafetensorsShards.write(folder, "model", Map.of("format", "pt"), items, 16);
        assertThat(index).isEqualTo(folder.resolve("model.safetensors.index.json"));
        try (var shards = SafetensorsShards.open(index)) {
          assertThat(shards.files().keySet())
              .containsExactlyInAnyOrder(
                  "model-00001-of-00003.safetensors",
                  "model-00002-of-00003.safetensors",
                  "model-00003-of-00003.safetensors");
          assertThat(shards.names()).containsExactlyInAnyOrder("a", "b", "large", "c");
          assertThat(shards.file("b").path()).hasFileName("model-00001-of-00003.safetensors");
          assertThat(shards.read("large").toFloatArray()).containsExactly(5f, 6f, 7f, 8f, 9f);
          assertThatThrownBy(() -> shards.read("d"))
              .isInstanceOf(SafetensorsException.class)
              .hasMessageContaining("no tensor 'd'");
        }
        assertThat(index).content().contains("\"total_size\" : 40");
      }
    }

    @Test
    void what_fits_into_one_is_a_single_file() throws IOException {
      try (var _ = TensorScope.open()) {
        var items = List.of(new Item("a", DType.FLOAT32, Tensor.of(1f, 2f)));
        var file = SafetensorsShards.write(folder, "model", Map.of(), items, 1 << 20);
        assertThat(file).isEqualTo(folder.resolve("model.safetensors"));
        assertThat(folder).isDirectoryNotContaining("glob:**.json");
        try (var shards = SafetensorsShards.open(file)) {
          assertThat(shards.read("a").toFloatArray()).containsExactly(1f, 2f);
        }
      }
    }
  }

  @Test
  void a_write_that_fails_leaves_the_old_file_and_nothing_else() throws IOException {
    var file = Files.writeString(folder.resolve("old.safetensors"), "precious");
    var closed = Tensor.of(1f);
    var items = List.of(new Item("x", DType.FLOAT32, closed), new Item("y", DType.FLOAT32, closed));
    closed.close();
    assertThatThrownBy(() -> SafetensorsWriter.write(file, Map.of(), items))
        .isInstanceOf(RuntimeException.class);
    assertThat(file).hasContent("precious");
    Files.createDirectory(folder.resolve("taken.safetensors.partial"));
    try (var _ = TensorScope.open()) {
      var item = List.of(new Item("x", DType.FLOAT32, Tensor.of(1f)));
      var taken = folder.resolve("taken.safetensors");
      assertThatThrownBy(() -> SafetensorsWriter.write(taken, Map.of(), item))
          .isInstanceOf(IOException.class);
      assertThat(taken).doesNotExist();
    }
  }

  @Test
  void a_file_without_tensors_is_a_file() throws IOException {
    try (var open = SafetensorsFile.open(written("{}", 0))) {
      assertThat(open.entries()).isEmpty();
    }
  }

  @Test
  void a_tensor_that_was_read_outlives_the_file() throws IOException {
    try (var _ = TensorScope.open()) {
      var file = written("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8);
      Tensor tensor;
      try (var open = SafetensorsFile.open(file)) {
        tensor = open.read("x");
      }
      Files.delete(file);
      assertThat(tensor.toFloatArray()).containsExactly(0f, 0f);
    }
  }

  @Test
  void tensors_past_two_gibibytes_are_read() throws IOException {
    // A sparse file: 3 GiB of zeros that take no room, then one number.
    var bytes = 3L << 30;
    var header =
        "{\"big\":{\"dtype\":\"U8\",\"shape\":["
            + bytes
            + "],\"data_offsets\":[0,"
            + bytes
            + "]},"
            + "\"last\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":["
            + bytes
            + ","
            + (bytes + 4)
            + "]}}";
    var file = written(header, 0);
    try (var sparse = new RandomAccessFile(file.toFile(), "rw")) {
      sparse.seek(sparse.length() + bytes);
      sparse.write(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putFloat(42).array());
    }
    try (var open = SafetensorsFile.open(file);
        var _ = TensorScope.open()) {
      assertThat(open.read("last").item()).isEqualTo(42);
    }
  }

  @Test
  void a_file_cut_short_while_it_is_read_is_an_error_and_no_crash() throws IOException {
    var file =
        written(
            "{\"x\":{\"dtype\":\"F32\",\"shape\":[1000000],\"data_offsets\":[0,4000000]}}",
            4_000_000);
    try (var open = SafetensorsFile.open(file);
        var _ = TensorScope.open()) {
      try (var cut = new RandomAccessFile(file.toFile(), "rw")) {
        cut.setLength(100);
      }
      assertThatThrownBy(() -> open.read("x"))
          .isInstanceOf(SafetensorsException.class)
          .hasMessageContaining("changed while tensor 'x'");
    }
  }

  @Nested
  final class Refused {
    @ParameterizedTest
    @CsvSource(
        delimiter = '|',
        quoteCharacter = '`',
        textBlock =
            """
            {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 7 | truncated
            {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}} | 9 | bytes after its last tensor
            {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}} | 8 | needs 12 bytes but has 8
            {"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | 8 | leaves a gap
            {"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"y":{"dtype":"U8","shape":[8],"data_offsets":[4,12]}} | 12 | overlaps
            {"x":{"dtype":"U8","shape":[1],"data_offsets":[8,0]}} | 8 | not [begin, end]
            {"x":{"dtype":"U8","shape":[8],"data_offsets":[0]}} | 8 | not [begin, end]
            {"x":{"dtype":"U8","shape":[-8],"data_offsets":[0,8]}} | 8 | whole numbers from 0
            {"x":{"dtype":"U8","shape":[1.5],"data_offsets":[0,8]}} | 8 | whole numbers from 0
            {"x":{"dtype":"U8","data_offsets":[0,8]}} | 8 | no list shape
            {"x":{"dtype":"U8","shape":[99999999999,99999999999],"data_offsets":[0,8]}} | 8 | too large
            {"x":{"dtype":"F8_E4M3","shape":[8],"data_offsets":[0,8]}} | 8 | 'F8_E4M3'
            {"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]},"x":{"dtype":"U8","shape":[8],"data_offsets":[0,8]}} | 8 | Duplicate field 'x'
            {"x":7} | 0 | 'x'
            {"x": | 0 | not JSON
            {} {} | 0 | not JSON
            [1,2] | 0 | not a JSON object
            """)
    void a_header_that_does_not_fit_the_data(String header, int bytes, String reason)
        throws IOException {
      var file = written(header, bytes);
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .isInstanceOf(SafetensorsException.class)
          .hasMessageStartingWith(file.toString())
          .hasMessageContaining(reason);
    }

    @Test
    void a_truncated_file_with_both_sizes() throws IOException {
      var header =
          "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}}"; // 8 + 54 + 8 = 70
      // bytes
      assertThatThrownBy(() -> SafetensorsFile.open(written(header, 5)))
          .hasMessageContaining("70 bytes")
          .hasMessageContaining("has 67");
    }

    @Test
    void an_empty_file_a_text_file_a_pointer_and_none_at_all() throws IOException {
      var file = folder.resolve("odd.safetensors");
      assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("no such file");
      Files.write(file, new byte[0]);
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .hasMessageContaining("truncated")
          .hasMessageContaining("0 bytes");
      Files.writeString(file, "<!DOCTYPE html><html>not found</html>");
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .hasMessageContaining("not a safetensors file");
      Files.writeString(
          file, "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1044992\n");
      assertThatThrownBy(() -> SafetensorsFile.open(file)).hasMessageContaining("git lfs pull");
      Files.write(
          file, ByteBuffer.allocate(20).order(ByteOrder.LITTLE_ENDIAN).putLong(5000).array());
      assertThatThrownBy(() -> SafetensorsFile.open(file))
          .hasMessageContaining("truncated")
          .hasMessageContaining("5008");
    }
  }

  private Path written(String header, int bytes) throws IOException {
    var text = header.getBytes(StandardCharsets.UTF_8);
    var file = folder.resolve("x.safetensors");
    var content = ByteBuffer.allocate(8 + text.length + bytes).order(ByteOrder.LITTLE_ENDIAN);
    Files.write(file, content.putLong(text.length).put(text).array());
    return file;
  }
}
