package dev.gatun.ffi;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** The signal that Ctrl-C sends. */
public final class InterruptSignal {
  private static final int SIGINT = 2; // the same number on every system that has it

  private InterruptSignal() {}

  /**
   * Gives the signal its default action, to end the process at once. The JVM's own handler does
   * nothing once a shutdown is under way, and so could not end one that hangs. Does nothing where
   * the C library has no {@code signal}.
   */
  @SuppressWarnings("restricted")
  public static void restoreDefault() {
    var linker = Linker.nativeLinker();
    var signal = linker.defaultLookup().find("signal");
    if (signal.isEmpty()) return;
    var type =
        FunctionDescriptor.of(ValueLayout.ADDRESS, ValueLayout.JAVA_INT, ValueLayout.ADDRESS);
    try {
      var _ =
          (MemorySegment)
              linker.downcallHandle(signal.get(), type).invokeExact(SIGINT, MemorySegment.NULL);
    } catch (Throwable e) {
      throw new AssertionError("signal(2) declares no failure", e);
    }
  }
}
