package dev.gatun.ffi;

import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One owned reference to a libtorch tensor. It is either <em>scoped</em> (owned by a {@link
 * NativeScope}, usable on that scope's thread alone, freed with it) or <em>free</em> (owned by
 * itself, usable on any thread, freed by {@link #close()}; should it become unreachable unclosed,
 * the collector's cleaner frees it and reports a leak).
 *
 * <p>Every use goes through {@link #hold}, so a closed tensor or a wrong thread is a Java exception
 * before any native code runs. A free tensor counts the calls in flight: a {@code close()} during
 * another thread's call takes effect when that call ends.
 */
public final class NativeTensor {
  private final MemorySegment address;
  private @Nullable NativeScope scope;
  private int slot = -1;
  private @Nullable FreeHandle free;
  private @Nullable HostView view;
  private boolean closed;

  private NativeTensor(
      MemorySegment address, @Nullable NativeScope scope, @Nullable FreeHandle free) {
    this.address = address;
    this.scope = scope;
    this.free = free;
  }

  static NativeTensor scoped(MemorySegment address, NativeScope scope) {
    return new NativeTensor(address, scope, null);
  }

  /** A free tensor, which should be closed. */
  static NativeTensor free(MemorySegment address) {
    return free(address, FreeHandle.reported(address));
  }

  /** A free tensor that is closed by another one, or freed together with it. */
  static NativeTensor companion(MemorySegment address) {
    return free(address, FreeHandle.silent(address));
  }

  private static NativeTensor free(MemorySegment address, FreeHandle handle) {
    Pressure.check();
    var tensor = new NativeTensor(address, null, handle);
    handle.watch(tensor);
    return tensor;
  }

  MemorySegment address() {
    return address;
  }

  @Nullable NativeScope scope() {
    return scope;
  }

  void setSlot(int slot) {
    this.slot = slot;
  }

  /**
   * Checks that this tensor may be used here and now. What it returns counts the use, until it is
   * let go; null for a tensor of a scope, which is closed on this thread alone.
   */
  @Nullable FreeHandle hold() {
    var owner = scope;
    if (owner != null) {
      owner.checkThread();
      if (closed || owner.isClosed()) throw closed();
      return null;
    }
    var handle = handle();
    if (!handle.hold()) throw closed();
    return handle;
  }

  /** Throws as {@link #hold} does. */
  void checkUsable() {
    var held = hold();
    if (held != null) held.letGo();
  }

  /** Gives the reference back. A tensor of a scope may be closed before its scope. */
  public void close() {
    var owner = scope;
    if (owner != null) {
      owner.checkThread();
      if (closed || owner.isClosed()) throw closed();
      closeView();
      closed = true;
      owner.forget(slot);
      FreeHandle.release(address);
    } else {
      // Segments die before the memory does, and none is made in between.
      synchronized (this) {
        if (handle().isClosed()) throw closed();
        closeView();
        if (!handle().close()) throw closed();
      }
    }
  }

  public boolean isClosed() {
    var owner = scope;
    return owner != null ? closed || owner.isClosed() : handle().isClosed();
  }

  /** Moves this scoped tensor to the given scope, or makes it free when that is null. */
  void moveTo(@Nullable NativeScope target) {
    checkUsable();
    var from = scope;
    if (from == null || from == target) return;
    if (target == null) {
      closeView(); // segments of a scoped tensor are bound to its thread; a free one hands out its
      // own
      var handle = FreeHandle.reported(address);
      handle.watch(this);
      from.forget(slot);
      free = handle;
      scope = null;
    } else {
      var place = target.take(address);
      from.forget(slot);
      slot = place;
      scope = target;
      if (view != null) view.moveTo(from, target);
    }
  }

  /**
   * Makes this tensor free: owned by itself and usable on any thread. Nothing happens when it is.
   * Its segments die.
   */
  public void detachFromScope() {
    moveTo(null);
  }

  /**
   * The tensor's host memory, from its first element to the end of its last. The segment dies with
   * the tensor: an access after that is an {@link IllegalStateException}. As long as it is
   * reachable, so is the tensor.
   */
  public synchronized MemorySegment segment() {
    checkUsable();
    var seen = view;
    if (seen == null) {
      seen = HostView.of(this);
      view = seen;
    }
    return seen.segment();
  }

  private void closeView() {
    var seen = view;
    if (seen == null) return;
    seen.close(scope);
    view = null;
  }

  private TensorClosedException closed() {
    return new TensorClosedException(
        "this tensor is closed" + (scope == null ? "" : ", or its scope is"));
  }

  private FreeHandle handle() {
    var handle = free;
    // Seen only by a thread that was handed the object through a data race.
    if (handle == null)
      throw new WrongThreadException("the tensor was not yet handed over by its own thread");
    return handle;
  }
}
