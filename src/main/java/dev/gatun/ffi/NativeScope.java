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
 * Owns the tensors made on its thread while it is the innermost open scope, and frees them in one downcall. Scopes of a thread
 * form a stack: they are closed in reverse order of opening.
 */
public final class NativeScope {
  private final Thread owner = Thread.currentThread();
  private final @Nullable NativeScope outer;
  private final Owned owned = new Owned();
  private final Cleaner.Cleanable cleanable;
  private final List<Arena> views = new ArrayList<>(0);
  private boolean closed;

  private NativeScope(@Nullable NativeScope outer) {
    this.outer = outer;
    this.cleanable = Leaks.CLEANER.register(this, owned);
  }

  public static NativeScope open() {
    var scope = new NativeScope(Call.scope());
    Call.setScope(scope);
    return scope;
  }

  /** Frees what the scope owns. */
  public void close() {
    checkThread();
    if (closed) throw new TensorClosedException("this scope is closed");
    if (Call.scope() != this) {
      throw new IllegalStateException("a scope opened inside this one is still open: close it first");
    }
    closed = true;
    Call.setScope(outer);
    for (var view : views) view.close();
    owned.finished = true;
    owned.free();
    cleanable.clean();
    HostMemory.drain();
  }

  /** Moves a tensor of this scope to the one outside it, or makes it free when there is none. */
  public void keep(NativeTensor tensor) {
    checkThread();
    if (closed) throw new TensorClosedException("this scope is closed");
    tensor.moveTo(outer);
  }

  boolean isClosed() {
    return closed;
  }

  void checkThread() {
    var current = Thread.currentThread();
    if (owner != current) {
      throw new WrongThreadException(
          "the scope or tensor belongs to thread '" + owner.getName() + "' but is used on '" + current.getName()
              + "': share a tensor between threads with detachFromScope()");
    }
  }

  NativeTensor adopt(MemorySegment address) {
    return NativeTensor.scoped(address, this, owned.add(address.address()));
  }

  /** Takes over a handle with the arena of its segments; returns its slot. */
  int take(MemorySegment address, @Nullable Arena view) {
    if (view != null) views.add(view);
    return owned.add(address.address());
  }

  /** The handle in this slot is freed or owned elsewhere from now on. */
  void forget(int slot, @Nullable Arena view) {
    owned.remove(slot);
    if (view != null) views.remove(view);
  }

  void addView(Arena view) {
    views.add(view);
  }

  /** The handles, apart from the scope, so that the cleaner can free those of an abandoned scope. */
  private static final class Owned implements Runnable {
    private final @Nullable Throwable allocation = Leaks.allocationStack();
    // A used slot holds an address; an unused one the next unused slot as -(slot + 2), so the list reuses its holes.
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

    /** Gives every reference back; returns how many there were. */
    int free() {
      if (count == 0) return 0;
      var c = Call.begin();
      var array = c.allocate(count * 8L);
      var used = 0;
      for (var i = 0; i < count; i++) {
        if (addresses[i] > 0) array.setAtIndex(ValueLayout.JAVA_LONG, used++, addresses[i]);
      }
      count = 0;
      c.end(Gatun.gt_tensor_release_all(array, used));
      return used;
    }

    @Override
    public void run() {
      if (finished) return;
      var tensors = free();
      Leaks.report("a scope with " + tensors + " tensors became unreachable without close()", allocation);
    }
  }
}
