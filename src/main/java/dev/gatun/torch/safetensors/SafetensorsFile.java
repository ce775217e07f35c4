package dev.gatun.torch.safetensors;

import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import java.io.EOFException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A safetensors file, mapped into memory. Its header is checked when it is opened: every byte
 * belongs to exactly one tensor, and each tensor's bytes fit its shape and dtype. Of the thread
 * that opened it.
 */
public final class SafetensorsFile implements AutoCloseable {
  // The limit of the format's own library.
  private static final long LONGEST_HEADER = 100_000_000;
  private static final int LENGTH_BYTES = 8;

  private final Path path;
  private final Arena arena;
  private final Header header;
  private final Map<String, Entry> byName = new LinkedHashMap<>();
  private final MemorySegment data;
  private final long dataStart;
  private @Nullable MemorySegment writable;

  private SafetensorsFile(
      Path path, Arena arena, Header header, MemorySegment data, long dataStart) {
    this.path = path;
    this.arena = arena;
    this.header = header;
    this.data = data;
    this.dataStart = dataStart;
    for (var entry : header.entries()) byName.put(entry.name(), entry);
  }

  /**
   * Maps a file and checks its header.
   *
   * @throws SafetensorsException when it cannot be read, is truncated, or is not in the format
   */
  public static SafetensorsFile open(Path path) {
    var arena = Arena.ofConfined();
    try (var channel = FileChannel.open(path, StandardOpenOption.READ)) {
      var size = channel.size();
      var length = headerLength(path, channel, size);
      var header = Header.parse(path, bytes(path, channel, LENGTH_BYTES, (int) length));
      var start = LENGTH_BYTES + length;
      if (size - start != header.dataBytes()) {
        var what =
            size - start < header.dataBytes() ? "is truncated" : "has bytes after its last tensor";
        throw new SafetensorsException(
            path,
            "the file "
                + what
                + ": its header describes "
                + (start + header.dataBytes())
                + " bytes, it has "
                + size
                + "; download or save it again");
      }
      var data = channel.map(MapMode.READ_ONLY, start, header.dataBytes(), arena);
      return new SafetensorsFile(path, arena, header, data, start);
    } catch (NoSuchFileException e) {
      arena.close();
      throw new SafetensorsException(path, "no such file", e);
    } catch (IOException e) {
      arena.close();
      throw new SafetensorsException(path, "cannot be read: " + e.getMessage(), e);
    } catch (RuntimeException e) {
      arena.close();
      throw e;
    }
  }

  private static long headerLength(Path path, FileChannel channel, long size) throws IOException {
    if (size < LENGTH_BYTES + 2) {
      throw new SafetensorsException(
          path, "the file is truncated: it has " + size + " bytes, too few for a header");
    }
    var first = bytes(path, channel, 0, LENGTH_BYTES);
    if (new String(first, StandardCharsets.US_ASCII).equals("version ")) {
      throw new SafetensorsException(
          path, "this is a Git LFS pointer, not the file itself: fetch it with 'git lfs pull'");
    }
    var length = ByteBuffer.wrap(first).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (length < 2 || length > LONGEST_HEADER) {
      throw new SafetensorsException(
          path,
          "not a safetensors file: its first 8 bytes give a header of "
              + Long.toUnsignedString(length)
              + " bytes");
    }
    if (length > size - LENGTH_BYTES) {
      throw new SafetensorsException(
          path,
          "the file is truncated: its header alone takes "
              + (LENGTH_BYTES + length)
              + " bytes, it has "
              + size);
    }
    return length;
  }

  private static byte[] bytes(Path path, FileChannel channel, long position, int count)
      throws IOException {
    var buffer = ByteBuffer.allocate(count);
    while (buffer.hasRemaining()) {
      if (channel.read(buffer, position + buffer.position()) < 0)
        throw new EOFException("it ends early");
    }
    return buffer.array();
  }

  public Path path() {
    return path;
  }

  /** Its notes, {@code __metadata__}. */
  public Map<String, String> metadata() {
    return header.metadata();
  }

  /** Its tensors, in the order of their bytes. */
  public List<Entry> entries() {
    return header.entries();
  }

  /**
   * One tensor.
   *
   * @throws SafetensorsException when the file has none of this name
   */
  public Entry entry(String name) {
    var entry = byName.get(name);
    if (entry == null) throw new SafetensorsException(path, "no tensor '" + name + "'");
    return entry;
  }

  /** A copy of one tensor, on the CPU, in the file's dtype. */
  public Tensor read(String name) {
    var entry = entry(name);
    var tensor = Tensor.empty(entry.shape(), entry.dtype(), Device.CPU);
    if (entry.bytes() == 0) return tensor;
    try {
      // Copied by Java, not by libtorch: should another process cut the file short meanwhile, this
      // fails with an error where
      // native code would take the process down.
      tensor.segment().copyFrom(data.asSlice(entry.begin(), entry.bytes()));
    } catch (InternalError e) {
      throw new SafetensorsException(
          path, "the file changed while tensor '" + name + "' was read", e);
    }
    return tensor;
  }

  /**
   * One tensor, on the CPU, over the file's own pages: nothing is copied until it is written to,
   * and nothing of what is written reaches the file. It outlives this object. Where the tensor's
   * bytes do not lie at a multiple of its element's size, it is copied, as {@link #read} does.
   *
   * <p>The file must not be cut short while such a tensor lives: reading past its new end is a
   * memory fault in native code.
   *
   * @throws SafetensorsException when the file may not be written to: the system then maps it
   *     read-only, and a tensor can be written
   */
  public Tensor map(String name) {
    var entry = entry(name);
    if (entry.bytes() == 0) return read(name);
    var pages = writable;
    if (pages == null) {
      pages = mapPrivately();
      writable = pages;
    }
    var bytes = pages.asSlice(entry.begin(), entry.bytes());
    if (bytes.address() % entry.dtype().bytes() != 0) return read(name);
    return Tensor.of(bytes, entry.shape(), entry.dtype());
  }

  private MemorySegment mapPrivately() {
    try (var channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      if (channel.size() != dataStart + header.dataBytes())
        throw new SafetensorsException(path, "the file changed after it was opened");
      return channel.map(MapMode.PRIVATE, dataStart, header.dataBytes(), Arena.ofAuto());
    } catch (IOException e) {
      throw new SafetensorsException(
          path, "cannot be mapped (" + e.getMessage() + "): read() copies its tensors", e);
    }
  }

  /** Unmaps the file. */
  @Override
  public void close() {
    arena.close();
  }
}
