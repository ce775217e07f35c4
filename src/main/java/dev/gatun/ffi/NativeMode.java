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
    var forgotten = 0;
    for (var mode = INNERMOST.get(); mode != null && mode != this; mode = INNERMOST.get()) {
      mode.restore();
      forgotten++;
    }
    restore();
    if (forgotten > 0) {
      throw new IllegalStateException(
          forgotten
              + " mode(s) opened inside this one had not been closed, and are now: open each with"
              + " try-with-resources");
    }
  }

  private void restore() {
    closed = true;
    INNERMOST.set(outer);
    Call.begin().end(Gatun.gt_guard_close(guard));
  }
}
