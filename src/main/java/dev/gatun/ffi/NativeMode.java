package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** An open mode of the calling thread (gradients on or off, inference). Closed on that thread, innermost first. */
public final class NativeMode {
  private static final ThreadLocal<@Nullable NativeMode> INNERMOST = new ThreadLocal<>();

  private final MemorySegment guard;
  private final Thread owner = Thread.currentThread();
  private final @Nullable NativeMode outer = INNERMOST.get();

  NativeMode(MemorySegment guard) {
    this.guard = guard;
    INNERMOST.set(this);
  }

  /** Restores what was before. */
  public void close() {
    if (Thread.currentThread() != owner) {
      throw new WrongThreadException(
          "a mode opened by thread '" + owner.getName() + "' is closed on '" + Thread.currentThread().getName() + "'");
    }
    if (INNERMOST.get() != this) {
      throw new IllegalStateException("modes are closed once each, innermost first");
    }
    INNERMOST.set(outer);
    var c = Call.begin();
    c.end(Gatun.gt_guard_close(guard));
  }
}
