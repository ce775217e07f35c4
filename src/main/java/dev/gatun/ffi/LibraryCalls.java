package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;

/** library.h, function by function. */
public final class LibraryCalls {
  private LibraryCalls() {}

  public static int numThreads() {
    var c = Call.begin();
    c.end(Gatun.gt_get_num_threads(c.out()));
    return c.intResult();
  }

  public static void setNumThreads(int threads) {
    Call.begin().end(Gatun.gt_set_num_threads(threads));
  }

  public static void manualSeed(long seed) {
    Call.begin().end(Gatun.gt_manual_seed(seed));
  }

  public static NativeTensor rngState(int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_get_rng_state(c.out(), deviceType, deviceIndex));
    return c.result();
  }

  public static void setRngState(int deviceType, int deviceIndex, NativeTensor state) {
    var c = Call.begin();
    c.end(Gatun.gt_set_rng_state(deviceType, deviceIndex, c.tensor(state)));
  }

  /** Live tensors, host buffers, guards: see gt_live_objects. */
  public static long[] liveObjects() {
    HostMemory.drain();
    var c = Call.begin();
    c.end(Gatun.gt_live_objects(c.out(0), c.out(1), c.out(2)));
    return new long[] {c.longResult(0), c.longResult(1), c.longResult(2)};
  }

  /** Bytes of host memory that tensors hold: see gt_host_bytes. */
  public static long hostBytes() {
    NativeLibrary.load();
    return Pressure.hostBytes();
  }

  /** How often the collector was called because tensors held much memory, or memory ran out. */
  public static long collections() {
    return Pressure.collections();
  }

  /** libtorch's compile-time configuration, many lines. */
  public static String buildConfig() {
    var c = Call.begin();
    c.end(Gatun.gt_build_config(c.out(0), c.out(1)));
    return Status.read(c.addressResult(0), c.longResult(1));
  }
}
