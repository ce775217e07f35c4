package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Tells the collector what it cannot see: a tensor is a few bytes of Java and perhaps gigabytes of
 * native memory. When tensors that own themselves hold more than a limit, those that became
 * unreachable are collected, as java.nio does for its direct buffers; so a forgotten {@code
 * close()} makes a loop slow, and does not end the process.
 */
final class Pressure {
  private static final long BASE = Long.getLong("gatun.gc.bytes", Runtime.getRuntime().maxMemory());
  private static final VarHandle BYTES = ValueLayout.JAVA_LONG.varHandle();
  private static final int TRIES = 9; // of 1, 2, 4, ... milliseconds: half a second in all
  private static final ReentrantLock ONE = new ReentrantLock();
  private static final AtomicLong COLLECTIONS = new AtomicLong();
  private static volatile long limit = BASE;

  /** The number that the native library counts in; made when the library is there. */
  private static final class Counter {
    static final MemorySegment BYTES = find();

    @SuppressWarnings("restricted") // the library's own number
    private static MemorySegment find() {
      try (var arena = Arena.ofConfined()) {
        var out = arena.allocate(ValueLayout.ADDRESS);
        var status = Gatun.gt_host_bytes(out);
        if (status != 0) throw Status.exception(status);
        return out.get(ValueLayout.ADDRESS, 0).reinterpret(Long.BYTES);
      }
    }
  }

  private Pressure() {}

  /**
   * Has the native library call the collector, wait, and try once more when memory runs out inside
   * a call.
   */
  @SuppressWarnings("restricted") // a function of the JDK's, without arguments
  static void askCollector() {
    // System::gc itself, and no method of this class: native code would keep its loader.
    try {
      var gc =
          MethodHandles.publicLookup()
              .findStatic(System.class, "gc", MethodType.methodType(void.class));
      var stub = Linker.nativeLinker().upcallStub(gc, FunctionDescriptor.ofVoid(), Arena.global());
      var status = Gatun.gt_set_reclaim(stub);
      if (status != 0) throw Status.exception(status);
    } catch (ReflectiveOperationException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  static long hostBytes() {
    return (long) BYTES.getOpaque(Counter.BYTES, 0L);
  }

  static long collections() {
    return COLLECTIONS.get();
  }

  /** Before a tensor that owns itself is handed out. */
  static void check() {
    if (hostBytes() > limit) collect();
  }

  private static void collect() {
    // Who comes while another thread collects goes on.
    if (!ONE.tryLock()) return;
    try {
      var before = hostBytes();
      if (before <= limit) return;
      COLLECTIONS.incrementAndGet();
      System.gc();
      waitForCleaner(before);
      // What is left is in use: the next collection when there is as much again.
      limit = Math.max(BASE, 2 * hostBytes());
    } finally {
      ONE.unlock();
    }
  }

  // The cleaner runs on a thread of its own: until it frees no more.
  private static void waitForCleaner(long before) {
    var seen = before;
    for (var i = 0; i < TRIES; i++) {
      try {
        Thread.sleep(1L << i);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
      var now = hostBytes();
      if (now < before && now >= seen) return;
      seen = now;
    }
  }
}
