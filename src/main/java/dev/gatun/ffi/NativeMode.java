package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * An open mode of the calling thread (gradients on or off, inference). Closed on that thread,
 * innermost first.
 */
public final class NativeMode {
  private static final ThreadLocal<@Nullable NativeMode> INNERMOST = new ThreadLocal<>();

  private final MemorySegment guard;
  private final Thread owner = Thread.currentThread();
  private final Call home = Call.current();
  private final @Nullable NativeMode outer = INNERMOST.get();
  private boolean closed;

  NativeMode(MemorySegment guard) {
    this.guard = guard;
    INNERMOST.set(this);
  }

  /**
   * libtorch keeps modes by operating-system thread, and a virtual thread may wake up on another.
   */
  static void checkThread() {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread cannot open an autograd mode, which belongs to a platform thread: run this part"
              + " on one, e.g. with Executors.newSingleThreadExecutor()");
    }
  }

  /**
   * Restores what was before.
   *
   * @throws WrongThreadException on another thread than the one that opened it
   * @throws IllegalStateException when it is closed already, or when modes opened inside it were
   *     not closed; they are closed then
   */
  public void close() {
    if (Thread.currentThread() != owner) {
      throw new WrongThreadException(
          "a mode opened by thread '"
              + owner.getName()
              + "' is closed on '"
              + Thread.currentThread().getName()
              + "'");
    }
    if (closed) throw new IllegalStateException("this mode is closed");
    if (Call.current() != home) {
      throw new IllegalStateException(
          "a hook, or a function's backward, cannot close a mode that was opened outside of it");
    }
    var forgotten = closeInside(this);
    restore();
    if (forgotten > 0) throw forgotten(forgotten, "inside this one");
  }

  /** Sees to it that the modes opened from now on are closed. */
  static Boundary boundary() {
    return new Boundary(INNERMOST.get());
  }

  /** Where a function that native code called began. */
  record Boundary(@Nullable NativeMode innermost) implements AutoCloseable {
    /**
     * Closes the modes that were opened since.
     *
     * @throws IllegalStateException when there were any
     */
    @Override
    public void close() {
      var forgotten = closeInside(innermost);
      if (forgotten > 0) throw forgotten(forgotten, "in a hook or a function's backward");
    }
  }

  private static int closeInside(@Nullable NativeMode outer) {
    var closed = 0;
    for (var mode = INNERMOST.get(); mode != null && mode != outer; mode = INNERMOST.get()) {
      mode.restore();
      closed++;
    }
    return closed;
  }

  private static IllegalStateException forgotten(int count, String where) {
    return new IllegalStateException(
        count
            + " mode(s) opened "
            + where
            + " had not been closed, and are now: open each with try-with-resources");
  }

  private void restore() {
    closed = true;
    INNERMOST.set(outer);
    Call.begin().end(Gatun.gt_guard_close(guard));
  }
}
