package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The segments that a tensor has handed out over its host memory, and what keeps that memory in
 * place: an arena that is closed with the tensor, and a second reference to the storage, in case
 * the tensor's own is exchanged (aten::set_).
 */
final class HostView {
  private final NativeTensor tensor;
  private final Arena arena;
  private final List<NativeTensor> storages = new ArrayList<>(1);
  private MemorySegment latest = MemorySegment.NULL;

  private HostView(NativeTensor tensor, Arena arena) {
    this.tensor = tensor;
    this.arena = arena;
  }

  /** Segments of a scoped tensor are for its thread, those of a free one for all. */
  static HostView of(NativeTensor tensor) {
    var scope = tensor.scope();
    if (scope == null) return new HostView(tensor, Arena.ofShared());
    var view = new HostView(tensor, Arena.ofConfined());
    scope.addView(view.arena);
    return view;
  }

  @SuppressWarnings("restricted") // the library gave this address and length for this tensor
  MemorySegment segment() {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_data(c.out(0), c.out(1), c.tensor(tensor)));
    var data = c.addressResult(0);
    var bytes = c.longResult(1);
    if (!storages.isEmpty() && data.address() == latest.address() && bytes == latest.byteSize())
      return latest;
    storages.add(storage());
    // The clean-up action makes the tensor reachable from its segments, so that the cleaner cannot
    // free it under them.
    latest = data.reinterpret(bytes, arena, _ -> Reference.reachabilityFence(tensor));
    return latest;
  }

  private NativeTensor storage() {
    var c = Call.begin();
    c.end(Gatun.gt_detach(c.out(), c.tensor(tensor)));
    var address = c.addressResult(0);
    try {
      var scope = tensor.scope();
      return scope == null ? NativeTensor.companion(address) : scope.adopt(address);
    } catch (Throwable failed) { // no heap left for the Java object
      Gatun.gt_tensor_release(address);
      throw failed;
    }
  }

  /** Follows the tensor from one scope to another of the same thread. */
  void moveTo(NativeScope from, NativeScope target) {
    from.removeView(arena);
    target.addView(arena);
    for (var storage : storages) storage.moveTo(target);
  }

  /**
   * Ends all segments. IllegalStateException, and nothing is ended, while another thread's native
   * call uses one.
   */
  void close(@Nullable NativeScope scope) {
    try {
      arena.close();
    } catch (IllegalStateException inUse) {
      throw new IllegalStateException(
          "the tensor cannot be closed while a segment of it is in use by another thread's native call",
          inUse);
    }
    if (scope != null) scope.removeView(arena);
    for (var storage : storages) storage.close();
  }
}
