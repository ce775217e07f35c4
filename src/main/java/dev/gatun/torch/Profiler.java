package dev.gatun.torch;

import dev.gatun.ffi.NativeMode;
import dev.gatun.ffi.ProfilerCalls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * What runs when: records every operator, backward node and named range of all threads, on the
 * host, and writes a trace that chrome://tracing, Perfetto and TensorBoard read.
 *
 * <pre>{@code
 * try (var _ = Profiler.record(Path.of("trace.json"))) {
 *   try (var _ = Profiler.range("forward")) {
 *     loss = model.loss(batch);
 *   }
 *   loss.backward();
 * }
 * }</pre>
 *
 * <p>An operator on an accelerator is shown for as long as the host needs to start it. Outside of a
 * recording a range costs next to nothing.
 */
public final class Profiler implements AutoCloseable {
  private final FileChannel file;

  private Profiler(FileChannel file) {
    this.file = file;
  }

  /**
   * Starts to record, until close(), which writes the trace.
   *
   * @param path of the file, which is replaced
   * @throws UncheckedIOException when it cannot be written
   * @throws dev.gatun.ffi.TorchException.Value while another recording is under way
   */
  public static Profiler record(Path path) {
    try {
      var file = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      try {
        ProfilerCalls.start();
      } catch (RuntimeException refused) {
        file.close();
        throw refused;
      }
      return new Profiler(file);
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }

  /**
   * torch.profiler.record_function: a named range of this thread in the trace. Not for virtual
   * threads.
   */
  public static Range range(String name) {
    return new Range(ProfilerCalls.openRange(name));
  }

  /** An open range. */
  public static final class Range implements AutoCloseable {
    private final NativeMode mode;

    private Range(NativeMode mode) {
      this.mode = mode;
    }

    /**
     * Ends the range, on the thread that opened it.
     *
     * @throws IllegalStateException when it is closed already; or when ranges or modes opened
     *     inside it were not closed, which are closed then, as this one is
     */
    @Override
    public void close() {
      mode.close();
    }
  }

  /**
   * Ends the recording and writes the trace. A second call does nothing.
   *
   * @throws UncheckedIOException when it cannot be written
   */
  @Override
  public void close() {
    if (!file.isOpen()) return;
    try (file) {
      ProfilerCalls.stop(file);
      file.truncate(file.position());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    }
  }
}
