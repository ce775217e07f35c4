package dev.gatun.torch;

import dev.gatun.ffi.NativeMode;
import dev.gatun.ffi.StreamCalls;
import java.lang.foreign.MemorySegment;

/**
 * torch.Stream: a queue of work of an accelerator. Work on one stream runs in order; work on
 * several may overlap, and is ordered by events. A stream comes from libtorch's pool, which lives
 * as long as the process: there is nothing to close.
 *
 * <p>Every method throws {@link dev.gatun.ffi.TorchException.Value} for a device that is not there,
 * the CPU among them.
 */
public final class Stream {
  private final Device device;
  final StreamCalls.Id id;

  private Stream(Device.Type type, StreamCalls.Id id) {
    this.device = new Device(type, id.index());
    this.id = id;
  }

  /** A stream of the pool. */
  public static Stream create(Device device) {
    return create(device, 0);
  }

  /**
   * A stream of the pool.
   *
   * @param priority 0 is normal, -1 more urgent
   */
  public static Stream create(Device device, int priority) {
    return new Stream(
        device.type(), StreamCalls.create(device.type().number(), device.index(), priority));
  }

  /** Where the calling thread's work for the device goes. */
  public static Stream current(Device device) {
    return new Stream(device.type(), StreamCalls.current(device.type().number(), device.index()));
  }

  /** Where work for the device goes unless another stream was made current. */
  public static Stream defaultOf(Device device) {
    return new Stream(device.type(), StreamCalls.defaultOf(device.type().number(), device.index()));
  }

  public Device device() {
    return device;
  }

  /** Restores what was before. Closed on the thread that opened it, innermost first. */
  public static final class Scope implements AutoCloseable {
    private final NativeMode mode;

    private Scope(NativeMode mode) {
      this.mode = mode;
    }

    @Override
    public void close() {
      mode.close();
    }
  }

  /**
   * torch.cuda.stream(s): this stream, and its device, are the calling thread's current ones until
   * the scope is closed.
   *
   * @throws IllegalStateException on a virtual thread
   */
  public Scope open() {
    return new Scope(StreamCalls.open(id));
  }

  /** Whether all work queued so far has finished. */
  public boolean query() {
    return StreamCalls.query(id);
  }

  /** Waits for the work queued so far. */
  public void synchronize() {
    StreamCalls.synchronize(id);
  }

  /** Work that this stream is given from now on waits for the event; the caller does not wait. */
  public void waitEvent(Event event) {
    StreamCalls.await(event.handle, id);
  }

  /** Work that this stream is given from now on waits for what the other has queued so far. */
  public void waitStream(Stream other) {
    try (var reached = Event.create()) {
      reached.record(other);
      waitEvent(reached);
    }
  }

  /** The device's own handle for other native code, a cudaStream_t on CUDA. */
  public MemorySegment nativeHandle() {
    return StreamCalls.nativeHandle(id);
  }

  /** The same stream. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Stream stream && stream.device.equals(device) && stream.id.equals(id);
  }

  @Override
  public int hashCode() {
    return id.hashCode();
  }

  @Override
  public String toString() {
    return "Stream(" + device + ", " + id.id() + ")";
  }
}
