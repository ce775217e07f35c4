package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.ref.Cleaner;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Owns the tensors made on its thread while it is the innermost open scope, and frees them
 * together. Scopes of a thread form a stack: they are closed in reverse order of opening.
 */
public final class NativeScope implements AutoCloseable {
  private final Thread owner = Thread.currentThread();
  private final Call home;
  private final @Nullable NativeScope outer;
  private final Owned owned = new Owned();
  private final Cleaner.Cleanable cleanable;
  private final List<Arena> views = new ArrayList<>(0);
  private boolean closed;

  private NativeScope(Call home) {
    this.home = home;
    this.outer = home.scope();
    this.cleanable = Leaks.CLEANER.register(this, owned);
  }

  public static NativeScope open() {
    var home = Call.current();
    var scope = new NativeScope(home);
    home.setScope(scope);
    return scope;
  }

  /**
   * Frees what the scope owns.
   *
   * @throws WrongThreadException on another thread than the one that opened it
   * @throws TensorClosedException when it is closed already
   * @throws IllegalStateException when scopes opened inside it were not closed; they are closed
   *     then, and so is this one. Or, and nothing happens, in a function that libtorch calls, for a
   *     scope from outside
   */
  @Override
  public void close() {
    checkThread();
    if (closed) throw new TensorClosedException("this scope is closed");
    if (Call.current() != home) {
      throw new IllegalStateException(
          "a hook, or a function's backward, cannot close a scope that was opened outside of it");
    }
    var forgotten = 0;
    for (var inner = home.scope(); inner != null && inner != this; inner = home.scope()) {
      inner.free();
      forgotten++;
    }
    free();
    HostMemory.drain();
    Callbacks.drain();
    if (forgotten > 0) {
      throw new IllegalStateException(
          forgotten
              + " scope(s) opened inside this one had not been closed, and are now: open each with"
              + " try-with-resources");
    }
  }

  private void free() {
    closed = true;
    home.setScope(outer);
    for (var view : views) view.close();
    owned.finished = true;
    owned.free();
    cleanable.clean();
  }

  /**
   * Lets a tensor outlive this scope: moves one of this scope, or of one inside it, to the scope
   * outside, or makes it free when there is none. A tensor of a scope further out, or a free one,
   * stays where it is.
   */
  public void keep(NativeTensor tensor) {
    checkThread();
    if (closed) throw new TensorClosedException("this scope is closed");
    tensor.checkUsable();
    for (var scope = tensor.scope(); scope != null; scope = scope.outer) {
      if (scope == this) {
        tensor.moveTo(outer);
        return;
      }
    }
  }

  boolean isClosed() {
    return closed;
  }

  void checkThread() {
    var current = Thread.currentThread();
    if (owner != current) {
      throw new WrongThreadException(
          "the scope or tensor belongs to thread '"
              + owner.getName()
              + "' but is used on '"
              + current.getName()
              + "': share a tensor between threads with detachFromScope()");
    }
  }

  NativeTensor adopt(MemorySegment address) {
    // Last what can fail for lack of memory and still leaves the handle to the caller: the slot.
    var tensor = NativeTensor.scoped(address, this);
    tensor.setSlot(owned.add(address.address()));
    return tensor;
  }

  /** Takes over a handle; returns its slot. */
  int take(MemorySegment address) {
    return owned.add(address.address());
  }

  /** The handle in this slot is freed or owned elsewhere from now on. */
  void forget(int slot) {
    owned.remove(slot);
  }

  /** Closes this arena with the scope. */
  void addView(Arena view) {
    views.add(view);
  }

  void removeView(Arena view) {
    views.remove(view);
  }

  /**
   * The handles, apart from the scope, so that the cleaner can free those of an abandoned scope.
   */
  private static final class Owned implements Runnable {
    private static final int BATCH = 512;

    private final @Nullable Throwable allocation = Leaks.allocationStack();
    // A used slot holds an address; an unused one the next unused slot as -(slot + 2), so the list
    // reuses its holes.
    private long[] addresses = new long[16];
    private int count;
    private int unused = -1;
    private boolean finished;

    int add(long address) {
      int slot;
      if (unused >= 0) {
        slot = unused;
        unused = (int) (-addresses[slot] - 2);
      } else {
        if (count == addresses.length) addresses = Arrays.copyOf(addresses, 2 * count);
        slot = count++;
      }
      addresses[slot] = address;
      return slot;
    }

    void remove(int slot) {
      addresses[slot] = -(unused + 2L);
      unused = slot;
    }

    /** Gives every reference back, a batch per downcall; returns how many there were. */
    int free() {
      var freed = 0;
      for (var next = 0; next < count; ) {
        var c = Call.begin();
        var batch = c.allocate(BATCH * 8L);
        var used = 0;
        for (; next < count && used < BATCH; next++) {
          if (addresses[next] > 0) batch.setAtIndex(ValueLayout.JAVA_LONG, used++, addresses[next]);
        }
        c.end(Gatun.gt_tensor_release_all(batch, used));
        freed += used;
      }
      count = 0;
      return freed;
    }

    @Override
    public void run() {
      if (finished) return;
      var tensors = free();
      Leaks.report(
          "a scope with " + tensors + " tensors became unreachable without close()", allocation);
    }
  }
}
