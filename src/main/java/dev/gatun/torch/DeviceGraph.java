package dev.gatun.torch;

import dev.gatun.ffi.NativeObject;
import dev.gatun.ffi.StreamCalls;
import org.jspecify.annotations.Nullable;

/**
 * torch.accelerator.Graph, torch.cuda.CUDAGraph: work that is recorded once and run again as a
 * whole, without the host's part in it. The work reads and writes the same memory at each {@link
 * #replay}: new input is copied into the tensors that it was recorded with, and results appear in
 * the tensors that it made. Keep those open; their memory belongs to the graph.
 *
 * <p>Run the work once before, on a stream other than the default one, so that libraries set
 * themselves up outside the recording.
 */
public final class DeviceGraph implements AutoCloseable {
  private final NativeObject handle;
  private final Device device;

  private DeviceGraph(NativeObject handle, Device device) {
    this.handle = handle;
    this.device = device;
  }

  /**
   * Records the work, which does not run.
   *
   * @param work gives work to the device's current stream; it may not wait for the device, read
   *     values, or copy from memory that is not pinned
   * @throws dev.gatun.ffi.TorchException.Value when the device is not there
   * @throws dev.gatun.ffi.TorchException when the device cannot record the work
   */
  public static DeviceGraph capture(Device device, Runnable work) {
    return capture(device, null, work);
  }

  /**
   * As {@link #capture(Device, Runnable)}, using the memory of an earlier graph again. Right when
   * the two replay in the order of their capture, and the first one's results are not needed after
   * that.
   */
  public static DeviceGraph capture(Device device, @Nullable DeviceGraph shared, Runnable work) {
    var side = Stream.create(device);
    side.waitStream(Stream.current(device));
    try (var _ = side.open()) {
      Torch.synchronize(side.device());
      Torch.emptyCache();
      var graph = new DeviceGraph(StreamCalls.graph(), side.device());
      try {
        StreamCalls.captureBegin(graph.handle, shared == null ? null : shared.handle);
        record(graph, work);
        return graph;
      } catch (Throwable failed) {
        graph.close();
        throw failed;
      }
    }
  }

  // A capture that was begun has to be ended, or the thread's stream stays unusable.
  private static void record(DeviceGraph graph, Runnable work) {
    try {
      work.run();
    } catch (Throwable failed) {
      try {
        StreamCalls.captureEnd(graph.handle);
      } catch (RuntimeException broken) {
        failed.addSuppressed(broken);
      }
      throw failed;
    }
    StreamCalls.captureEnd(graph.handle);
  }

  /** Runs the work again, on the current stream of its device. */
  public void replay() {
    StreamCalls.replay(handle);
  }

  public Device device() {
    return device;
  }

  @Override
  public void close() {
    handle.close();
  }
}
