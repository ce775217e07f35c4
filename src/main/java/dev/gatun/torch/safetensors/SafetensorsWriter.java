package dev.gatun.torch.safetensors;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes safetensors files one tensor at a time. */
public final class SafetensorsWriter {
  // A ByteBuffer holds less than 2 GiB; this is also as much as one write copies at a time.
  private static final long CHUNK = 64 << 20;

  private SafetensorsWriter() {}

  /**
   * A tensor to write.
   *
   * @param dtype in the file: the value is converted to it
   * @param value of any dtype, on any device, contiguous or not
   */
  public record Item(String name, DType dtype, Tensor value) {}

  /**
   * Writes a file and waits until it is on the disk; only then does it replace what was there.
   *
   * @param metadata its notes; transformers wants {@code format=pt}
   * @param items in the order of their bytes
   * @throws IOException as the file system says; what was there is then as it was
   */
  public static void write(Path path, Map<String, String> metadata, List<Item> items)
      throws IOException {
    var entries = new ArrayList<Entry>();
    var end = 0L;
    for (var item : items) {
      var shape = item.value().shape();
      var begin = end;
      end += shape.numel() * item.dtype().bytes();
      entries.add(new Entry(item.name(), item.dtype(), shape, begin, end));
    }
    var header = new Header(metadata, entries).toBytes();
    var length =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(header.length).flip();
    WholeFile.write(
        path,
        channel -> {
          WholeFile.writeAll(channel, length);
          WholeFile.writeAll(channel, ByteBuffer.wrap(header));
          for (var item : items) writeTensor(channel, item);
        });
  }

  /** How many bytes {@link #write} would write, not counting the header. */
  public static long dataBytes(List<Item> items) {
    return items.stream().mapToLong(item -> item.value().numel() * item.dtype().bytes()).sum();
  }

  private static void writeTensor(FileChannel channel, Item item) throws IOException {
    if (item.value().numel() == 0) return;
    try (var _ = TensorScope.open()) {
      var bytes = item.value().detach().to(item.dtype()).to(Device.CPU).contiguous().segment();
      for (var at = 0L; at < bytes.byteSize(); at += CHUNK) {
        var chunk = bytes.asSlice(at, Math.min(CHUNK, bytes.byteSize() - at));
        WholeFile.writeAll(channel, chunk.asByteBuffer());
      }
    }
  }
}
