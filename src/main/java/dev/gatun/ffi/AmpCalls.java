package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/** amp.h, function by function: see there for errors. */
public final class AmpCalls {
  private AmpCalls() {}

  public static NativeMode openAutocast(int deviceType, int dtype, int enabled) {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_autocast_open(c.out(), deviceType, dtype, enabled));
    return new NativeMode(c.addressResult(0));
  }

  /** Whether it is on (0 or 1), then the dtype. */
  public static int[] autocast(int deviceType) {
    var c = Call.begin();
    c.end(Gatun.gt_autocast(c.out(0), c.out(1), deviceType));
    return new int[] {c.intResult(), c.out(1).get(ValueLayout.JAVA_INT, 0)};
  }

  /** Both segments native. */
  public static void convert(MemorySegment to, int toDtype, MemorySegment from, int fromDtype) {
    Call.begin()
        .end(Gatun.gt_convert(to, to.byteSize(), toDtype, from, from.byteSize(), fromDtype));
  }
}
