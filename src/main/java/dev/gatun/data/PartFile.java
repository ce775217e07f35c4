package dev.gatun.data;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** A temporary file that grows through a buffer, in the machine's own byte order. */
final class PartFile {
  private static final int BUFFER_BYTES = 1 << 20;

  private final Path path;
  private final FileChannel channel;
  private final @Nullable MessageDigest hash;
  private final ByteBuffer buffer =
      ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());

  /**
   * @param hash of all that is written, or null
   */
  PartFile(Path folder, String name, @Nullable MessageDigest hash) throws IOException {
    this.path = Files.createTempFile(folder, "gatun-" + name + "-", ".partial");
    this.hash = hash;
    try {
      this.channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
    } catch (IOException e) {
      Files.deleteIfExists(path);
      throw e;
    }
  }

  Path path() {
    return path;
  }

  FileChannel channel() {
    return channel;
  }

  /** The buffer, with room for so many bytes, which are then to be put there. */
  ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) drain();
    return buffer;
  }

  /** Writes all of an array. */
  void write(int[] values) throws IOException {
    for (int done = 0; done < values.length; ) {
      var target = room(Integer.BYTES);
      int n = Math.min(values.length - done, target.remaining() / Integer.BYTES);
      target.asIntBuffer().put(values, done, n);
      target.position(target.position() + n * Integer.BYTES);
      done += n;
    }
  }

  /** Brings what is in the buffer to the file. */
  void drain() throws IOException {
    buffer.flip();
    if (hash != null) hash.update(buffer.duplicate());
    while (buffer.hasRemaining()) channel.write(buffer);
    buffer.clear();
  }

  /** Appends all of this file to another, where that one stands. */
  void copyTo(FileChannel target) throws IOException {
    drain();
    long size = channel.size();
    for (long done = 0; done < size; ) done += channel.transferTo(done, size - done, target);
  }

  /** Closes and deletes it. */
  void discard() {
    try {
      channel.close();
      Files.deleteIfExists(path);
    } catch (IOException e) {
      // A temporary file that stays behind harms nobody, and a failure is being reported already.
    }
  }
}
