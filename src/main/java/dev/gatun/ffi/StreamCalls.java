package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.jspecify.annotations.Nullable;

/** stream.h, function by function: see there for errors. */
public final class StreamCalls {
  private StreamCalls() {}

  /** A stream: its device's index, and its id. */
  public record Id(int index, long id) {}

  public static Id create(int deviceType, int deviceIndex, int priority) {
    var c = Call.begin();
    c.end(Gatun.gt_stream_new(c.out(0), c.out(1), deviceType, deviceIndex, priority));
    return id(c);
  }

  public static Id current(int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_stream_current(c.out(0), c.out(1), deviceType, deviceIndex));
    return id(c);
  }

  public static Id defaultOf(int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_stream_default(c.out(0), c.out(1), deviceType, deviceIndex));
    return id(c);
  }

  private static Id id(Call c) {
    return new Id(c.out(1).get(ValueLayout.JAVA_INT, 0), c.longResult());
  }

  public static NativeMode open(Id stream) {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_stream_open(c.out(), stream.index, stream.id));
    return new NativeMode(c.addressResult(0));
  }

  public static boolean query(Id stream) {
    var c = Call.begin();
    c.end(Gatun.gt_stream_query(c.out(), stream.index, stream.id));
    return c.booleanResult();
  }

  public static void synchronize(Id stream) {
    Call.begin().end(Gatun.gt_stream_synchronize(stream.index, stream.id));
  }

  public static MemorySegment nativeHandle(Id stream) {
    var c = Call.begin();
    c.end(Gatun.gt_stream_native_handle(c.out(), stream.index, stream.id));
    return c.addressResult(0);
  }

  public static void recordStream(NativeTensor self, Id stream) {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_record_stream(c.tensor(self), stream.index, stream.id));
  }

  // ---- Events ----

  public static NativeObject event(boolean timing) {
    var c = Call.begin();
    c.end(Gatun.gt_event_new(c.out(), timing ? 1 : 0));
    return new NativeObject("event", c.addressResult(0), Gatun::gt_event_free);
  }

  public static void record(NativeObject event, Id stream) {
    var c = Call.begin();
    c.end(event.call(address -> Gatun.gt_event_record(address, stream.index, stream.id)));
  }

  public static void await(NativeObject event, Id stream) {
    var c = Call.begin();
    c.end(event.call(address -> Gatun.gt_event_wait(address, stream.index, stream.id)));
  }

  public static boolean query(NativeObject event) {
    var c = Call.begin();
    c.end(event.call(address -> Gatun.gt_event_query(c.out(), address)));
    return c.booleanResult();
  }

  public static void synchronize(NativeObject event) {
    var c = Call.begin();
    c.end(event.call(Gatun::gt_event_synchronize));
  }

  public static double elapsed(NativeObject start, NativeObject end) {
    var c = Call.begin();
    c.end(start.call(from -> end.call(to -> Gatun.gt_event_elapsed(c.out(), from, to))));
    return c.doubleResult();
  }

  // ---- Graphs ----

  public static NativeObject graph() {
    var c = Call.begin();
    c.end(Gatun.gt_graph_new(c.out()));
    return new NativeObject("graph", c.addressResult(0), Gatun::gt_graph_free);
  }

  public static void captureBegin(NativeObject graph, @Nullable NativeObject shared) {
    var c = Call.begin();
    c.end(
        graph.call(address ->
            shared == null
                ? Gatun.gt_graph_capture_begin(address, MemorySegment.NULL)
                : shared.call(other -> Gatun.gt_graph_capture_begin(address, other))));
  }

  public static void captureEnd(NativeObject graph) {
    var c = Call.begin();
    c.end(graph.call(Gatun::gt_graph_capture_end));
  }

  public static void replay(NativeObject graph) {
    var c = Call.begin();
    c.end(graph.call(Gatun::gt_graph_replay));
  }
}
