package dev.gatun.torch;

import dev.gatun.ffi.NativeObject;
import dev.gatun.ffi.StreamCalls;

/**
 * torch.Event: a point in a stream's work, to wait for or to measure from. An event that was never
 * recorded counts as past. Any thread may use it; a closed one is an {@link IllegalStateException}.
 */
public final class Event implements AutoCloseable {
  final NativeObject handle;

  private Event(NativeObject handle) {
    this.handle = handle;
  }

  /**
   * An event that cannot be timed, and costs less.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is no accelerator
   */
  public static Event create() {
    return new Event(StreamCalls.event(false));
  }

  /**
   * enable_timing=True: {@link #elapsedMillis} can be asked.
   *
   * @throws dev.gatun.ffi.TorchException.Value when there is no accelerator
   */
  public static Event timing() {
    return new Event(StreamCalls.event(true));
  }

  /** It happens when the work that the stream has queued by now is done. */
  public void record(Stream stream) {
    StreamCalls.record(handle, stream.id);
  }

  /** Whether it has happened. */
  public boolean query() {
    return StreamCalls.query(handle);
  }

  /** Waits until it has happened. */
  public void synchronize() {
    StreamCalls.synchronize(handle);
  }

  /**
   * torch.Event.elapsed_time: from this event to a later one, in milliseconds.
   *
   * @throws dev.gatun.ffi.TorchException.Value when one was made without timing or not recorded
   * @throws dev.gatun.ffi.TorchException when one has not happened yet
   */
  public double elapsedMillis(Event end) {
    return StreamCalls.elapsed(handle, end.handle);
  }

  @Override
  public void close() {
    handle.close();
  }
}
