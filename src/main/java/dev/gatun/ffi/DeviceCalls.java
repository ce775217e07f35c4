package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.ValueLayout;

/** device.h, function by function. */
public final class DeviceCalls {
  private DeviceCalls() {}

  /** The accelerator's device type (cpu where there is none), then how many are visible. */
  public static int[] accelerator() {
    var c = Call.begin();
    c.end(Gatun.gt_accelerator(c.out(0), c.out(1)));
    return new int[] {c.intResult(), c.out(1).get(ValueLayout.JAVA_INT, 0)};
  }

  public static int currentDevice() {
    var c = Call.begin();
    c.end(Gatun.gt_get_device(c.out()));
    return c.intResult();
  }

  /**
   * For the calling thread, which must not be a virtual one: libtorch keeps it by operating-system
   * thread.
   */
  public static void setCurrentDevice(int index) {
    if (Thread.currentThread().isVirtual()) {
      throw new IllegalStateException(
          "a virtual thread cannot choose the current device, which belongs to a platform thread");
    }
    Call.begin().end(Gatun.gt_set_device(index));
  }

  public static void synchronize(int index) {
    Call.begin().end(Gatun.gt_synchronize(index));
  }

  /** Bytes: allocated, peak allocated, reserved, peak reserved, free, total. */
  public static long[] memoryStats(int index) {
    var c = Call.begin();
    var stats = c.allocate(6 * 8L);
    c.end(Gatun.gt_memory_stats(stats, index));
    return stats.toArray(ValueLayout.JAVA_LONG);
  }

  public static void resetPeakMemoryStats(int index) {
    Call.begin().end(Gatun.gt_reset_peak_memory_stats(index));
  }

  public static void emptyCache() {
    Call.begin().end(Gatun.gt_empty_cache());
  }
}
