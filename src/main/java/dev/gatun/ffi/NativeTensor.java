package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One owned reference to a libtorch tensor. It is either <em>scoped</em> (owned by a {@link NativeScope}, usable on that scope's
 * thread alone, freed with it) or <em>free</em> (owned by itself, usable on any thread, freed by {@link #close()}; should it
 * become unreachable unclosed, the collector's cleaner frees it and reports a leak).
 *
 * <p>Every use goes through {@link #hold}, so a closed tensor or a wrong thread is a Java exception before any native code runs.
 * A free tensor counts the calls in flight: a {@code close()} during another thread's call takes effect when that call ends.
 */
public final class NativeTensor {
  private MemorySegment address;
  private @Nullable NativeScope scope;
  private int slot;
  private @Nullable Shared shared;
  private @Nullable Arena view;
  private boolean closed;

  private NativeTensor(
      MemorySegment address, @Nullable NativeScope scope, int slot, @Nullable Shared shared) {
    this.address = address;
    this.scope = scope;
    this.slot = slot;
    this.shared = shared;
  }

  static NativeTensor scoped(MemorySegment address, NativeScope scope, int slot) {
    return new NativeTensor(address, scope, slot, null);
  }

  static NativeTensor free(MemorySegment address) {
    var shared = new Shared(address);
    var tensor = new NativeTensor(address, null, -1, shared);
    shared.watch(tensor);
    return tensor;
  }

  MemorySegment address() {
    return address;
  }

  /** Checks that this tensor may be used here and now, and keeps it alive until {@link #letGo}. */
  void hold() {
    var owner = scope;
    if (owner != null) {
      owner.checkThread();
      if (closed || owner.isClosed()) throw closed();
    } else {
      if (!nonNull(shared).hold()) throw closed();
    }
  }

  void letGo() {
    var free = shared;
    if (free != null) free.letGo();
  }

  /** Gives the reference back. A tensor of a scope may be closed before its scope. */
  public void close() {
    var owner = scope;
    if (owner != null) {
      owner.checkThread();
      if (closed || owner.isClosed()) throw closed();
      closed = true;
      owner.forget(slot, view);
      release(address);
    } else {
      if (!nonNull(shared).close()) throw closed();
    }
    var segments = view;
    if (segments != null) segments.close();
    view = null;
  }

  public boolean isClosed() {
    var owner = scope;
    return owner != null ? closed || owner.isClosed() : nonNull(shared).isClosed();
  }

  /** Moves this tensor from its scope to the given one, or makes it free when that is null. */
  void moveTo(@Nullable NativeScope target) {
    hold();
    letGo();
    var from = scope;
    if (from == target) return;
    if (from == null) throw new IllegalArgumentException("the tensor belongs to no scope already");
    from.forget(slot, view);
    if (target == null) {
      // Segments of a scoped tensor are bound to its thread; a free one hands out its own.
      if (view != null) view.close();
      view = null;
      var free = new Shared(address);
      shared = free;
      scope = null;
      free.watch(this);
    } else {
      slot = target.take(address, view);
      scope = target;
    }
  }

  /** Makes this tensor free: owned by itself and usable on any thread. Nothing happens when it is. */
  public void detachFromScope() {
    if (scope != null) {
      moveTo(null);
    } else {
      hold();
      letGo();
    }
  }

  /**
   * The tensor's host memory, from its first element to the end of its last. The segment dies with the tensor: an access after
   * that is an {@link IllegalStateException}.
   */
  @SuppressWarnings("restricted") // the library gave this address and length for this tensor
  public MemorySegment segment() {
    var c = Call.begin();
    c.end(Gatun.gt_tensor_data(c.out(0), c.out(1), c.tensor(this)));
    var bytes = c.longResult(1);
    var data = c.addressResult(0);
    synchronized (this) {
      if (view == null) {
        view = scope != null ? Arena.ofConfined() : Arena.ofShared();
        if (scope != null) scope.addView(view);
      }
      return data.reinterpret(bytes, view, null);
    }
  }

  private TensorClosedException closed() {
    return new TensorClosedException("this tensor is closed" + (scope == null ? "" : ", or its scope is"));
  }

  private static Shared nonNull(@Nullable Shared shared) {
    if (shared == null) throw new IllegalStateException("a tensor with neither scope nor owner");
    return shared;
  }

  private static void release(MemorySegment address) {
    var status = Gatun.gt_tensor_release(address);
    if (status != 0) throw Status.exception(status);
  }

  /** What a free tensor shares with its cleaner: the handle, and how many calls are using it. */
  private static final class Shared implements Runnable {
    private static final int CLOSED = Integer.MIN_VALUE;
    private static final VarHandle USES;

    static {
      try {
        USES = MethodHandles.lookup().findVarHandle(Shared.class, "uses", int.class);
      } catch (ReflectiveOperationException impossible) {
        throw new ExceptionInInitializerError(impossible);
      }
    }

    private final MemorySegment address;
    private final @Nullable Throwable allocation = Leaks.allocationStack();
    private java.lang.ref.Cleaner.@Nullable Cleanable cleanable;

    @SuppressWarnings("unused") // through USES
    private volatile int uses;

    Shared(MemorySegment address) {
      this.address = address;
    }

    void watch(NativeTensor tensor) {
      cleanable = Leaks.CLEANER.register(tensor, this);
    }

    boolean hold() {
      while (true) {
        var now = (int) USES.getVolatile(this);
        if (now < 0) return false;
        if (USES.compareAndSet(this, now, now + 1)) return true;
      }
    }

    void letGo() {
      if ((int) USES.getAndAdd(this, -1) - 1 == CLOSED) release(address);
    }

    boolean isClosed() {
      return (int) USES.getVolatile(this) < 0;
    }

    /** False when it was closed before. */
    boolean close() {
      var before = (int) USES.getAndBitwiseOr(this, CLOSED);
      if (before < 0) return false;
      if (before == 0) release(address);
      var watched = cleanable;
      if (watched != null) watched.clean();
      return true;
    }

    /** The cleaner's part: runs once, after close() or when the tensor became unreachable. */
    @Override
    public void run() {
      if ((int) USES.getAndBitwiseOr(this, CLOSED) < 0) return;
      release(address);
      Leaks.report("a tensor became unreachable without close()", allocation);
    }
  }
}
