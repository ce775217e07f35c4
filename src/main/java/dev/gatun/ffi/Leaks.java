package dev.gatun.ffi;

import java.lang.ref.Cleaner;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The safety net below scopes: what became unreachable unclosed is freed by a cleaner, counted and
 * reported. With {@code -Dgatun.leaks=trace} a report carries the stack of the allocation.
 */
public final class Leaks {
  static final Cleaner CLEANER = Cleaner.create();
  private static final Logger LOG = LoggerFactory.getLogger(Leaks.class);
  private static final boolean TRACE = "trace".equals(System.getProperty("gatun.leaks"));
  private static final long SHOWN = 20;
  private static final AtomicLong COUNT = new AtomicLong();

  private Leaks() {}

  /** How many owners of native memory (tensors, scopes) the cleaner had to close so far. */
  public static long count() {
    return COUNT.get();
  }

  static @Nullable Throwable allocationStack() {
    return TRACE ? new Throwable("allocated here") : null;
  }

  static void report(String what, @Nullable Throwable allocation) {
    var count = COUNT.incrementAndGet();
    // A loop that forgets close() leaks by the thousand: 30, 40, ..., 100, 200, ... are said.
    if (count > SHOWN && !Long.toString(count).matches(".0+")) return;
    if (allocation != null) {
      LOG.warn("native memory leak: {}", what, allocation);
    } else {
      LOG.warn(
          "native memory leak {}: {} (run with -Dgatun.leaks=trace to see where it was made)",
          count,
          what);
    }
  }
}
