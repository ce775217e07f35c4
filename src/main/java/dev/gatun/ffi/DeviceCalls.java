package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import dev.gatun.bindings.gt_device_properties;
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

  /**
   * What a device is.
   *
   * @param numbers compute capability major and minor, multiprocessors, warp size, threads per
   *     multiprocessor, clock in kHz, L2 cache in bytes, whether integrated; -1 where not known
   */
  public record Properties(String name, long totalMemory, int[] numbers) {}

  public static Properties properties(int deviceType, int deviceIndex) {
    var c = Call.begin();
    var found = c.allocate(gt_device_properties.sizeof());
    c.end(Gatun.gt_device_get_properties(found, deviceType, deviceIndex));
    return new Properties(
        gt_device_properties.name(found).getString(0),
        gt_device_properties.total_memory(found),
        new int[] {
          gt_device_properties.major(found),
          gt_device_properties.minor(found),
          gt_device_properties.multiprocessors(found),
          gt_device_properties.warp_size(found),
          gt_device_properties.max_threads_per_multiprocessor(found),
          gt_device_properties.clock_khz(found),
          gt_device_properties.l2_cache(found),
          gt_device_properties.integrated(found)
        });
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

  public static void emptyHostCache() {
    Call.begin().end(Gatun.gt_empty_host_cache());
  }

  public static void setAllocatorSettings(String settings) {
    var c = Call.begin();
    c.end(Gatun.gt_set_allocator_settings(c.text(settings)));
  }

  public static String allocatorSettings() {
    var c = Call.begin();
    c.end(Gatun.gt_allocator_settings(c.out(0), c.out(1)));
    return c.ownedText();
  }

  public static void setMemoryFraction(double fraction) {
    Call.begin().end(Gatun.gt_set_memory_fraction(fraction));
  }
}
