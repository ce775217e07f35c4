package dev.gatun.torch;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

/**
 * Pinned host buffers in rotation, for asynchronous copies to a device: one is filled while the
 * device still copies from another. A buffer comes round again only after the event of its last
 * copy.
 *
 * <pre>{@code
 * var memory = buffers.next();                         // waits for the copy before last
 * fill(memory);
 * var batch = Tensor.of(memory, shape, dtype).toAsync(device);
 * buffers.copied(Stream.current(device));
 * }</pre>
 *
 * <p>For one thread at a time.
 */
public final class PinnedBuffers implements AutoCloseable {
  private record Buffer(MemorySegment memory, Event copied) {}

  private final List<Buffer> buffers = new ArrayList<>();
  private int latest = -1;

  /**
   * Allocates them.
   *
   * @param count at least 1; 2 let filling and copying overlap
   * @param bytes of each
   * @throws dev.gatun.ffi.TorchException.Value when there is no accelerator
   */
  public PinnedBuffers(int count, long bytes) {
    if (count < 1) throw new IllegalArgumentException("at least one buffer, not " + count);
    for (var i = 0; i < count; i++) {
      buffers.add(new Buffer(Torch.pinnedMemory(bytes), Event.create()));
    }
  }

  /** The next buffer, once the copies from it are done. */
  public MemorySegment next() {
    latest = (latest + 1) % buffers.size();
    var buffer = buffers.get(latest);
    buffer.copied.synchronize();
    return buffer.memory;
  }

  /**
   * Says that the copies from the buffer that {@link #next} gave last are queued on this stream.
   *
   * @throws IllegalStateException when none was given
   */
  public void copied(Stream stream) {
    if (latest < 0) throw new IllegalStateException("next() has not given a buffer yet");
    buffers.get(latest).copied.record(stream);
  }

  /** Waits for the copies, and lets the buffers go. */
  @Override
  public void close() {
    for (var buffer : buffers) {
      buffer.copied.synchronize();
      buffer.copied.close();
    }
    buffers.clear();
  }
}
