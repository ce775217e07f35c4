package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.lang.ref.Cleaner;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * What a free tensor, or another native object, shares with its cleaner: the handle, and how many
 * calls are using it.
 */
final class FreeHandle implements Runnable {
  private static final int CLOSED = Integer.MIN_VALUE;
  private static final VarHandle USES;

  static {
    try {
      USES = MethodHandles.lookup().findVarHandle(FreeHandle.class, "uses", int.class);
    } catch (ReflectiveOperationException impossible) {
      throw new ExceptionInInitializerError(impossible);
    }
  }

  private final MemorySegment address;
  private final ToIntFunction<MemorySegment> free;
  private final @Nullable String reported;
  private final @Nullable Throwable allocation;
  private Cleaner.@Nullable Cleanable cleanable;

  // Calls in flight, plus CLOSED once nobody may begin another.
  @SuppressWarnings("unused") // through USES
  private volatile int uses;

  /**
   * @param free gives the object back; returns a status
   * @param reported what it is, when its owner has to close it; null when it may be left to the
   *     cleaner
   */
  FreeHandle(MemorySegment address, ToIntFunction<MemorySegment> free, @Nullable String reported) {
    this.address = address;
    this.free = free;
    this.reported = reported;
    this.allocation = reported == null ? null : Leaks.allocationStack();
  }

  /** A tensor's. Its owner has to close it: what the cleaner finds is a leak. */
  static FreeHandle reported(MemorySegment address) {
    return new FreeHandle(address, Gatun::gt_tensor_release, "tensor");
  }

  /** A tensor's that may be left to the cleaner. */
  static FreeHandle silent(MemorySegment address) {
    return new FreeHandle(address, Gatun::gt_tensor_release, null);
  }

  void watch(Object owner) {
    cleanable = Leaks.CLEANER.register(owner, this);
  }

  /** False when it is closed. */
  boolean hold() {
    while (true) {
      var now = (int) USES.getVolatile(this);
      if (now < 0) return false;
      if (USES.compareAndSet(this, now, now + 1)) return true;
    }
  }

  void letGo() {
    if ((int) USES.getAndAdd(this, -1) - 1 == CLOSED) giveBack();
  }

  boolean isClosed() {
    return (int) USES.getVolatile(this) < 0;
  }

  /** False when it was closed before. */
  boolean close() {
    var before = (int) USES.getAndBitwiseOr(this, CLOSED);
    if (before < 0) return false;
    if (before == 0) giveBack();
    var watched = cleanable;
    if (watched != null) watched.clean();
    return true;
  }

  /** As {@link #close}, but the object is somebody else's from now on, and is not freed here. */
  boolean handOver() {
    if (!USES.compareAndSet(this, 0, CLOSED)) return false;
    var watched = cleanable;
    if (watched != null) watched.clean();
    return true;
  }

  /**
   * The cleaner's part: runs once, after close() or when the tensor became unreachable, which it
   * may already be during its last call.
   */
  @Override
  public void run() {
    var before = (int) USES.getAndBitwiseOr(this, CLOSED);
    if (before < 0) return;
    if (before == 0) giveBack();
    if (reported != null)
      Leaks.report("a " + reported + " became unreachable without close()", allocation);
  }

  private void giveBack() {
    var status = free.applyAsInt(address);
    if (status != 0) throw Status.exception(status);
  }

  static void release(MemorySegment address) {
    var status = Gatun.gt_tensor_release(address);
    if (status != 0) throw Status.exception(status);
  }
}
