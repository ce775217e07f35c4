package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;

/** dlpack.h, function by function: see there for errors. */
public final class DlpackCalls {
  private DlpackCalls() {}

  public static NativeObject export(NativeTensor self, boolean versioned) {
    var c = Call.begin();
    c.end(Gatun.gt_dlpack_export(c.out(), c.tensor(self), versioned ? 1 : 0));
    return new NativeObject(
        "DLPack struct",
        c.addressResult(0),
        address -> Gatun.gt_dlpack_free(address, versioned ? 1 : 0));
  }

  /** The struct, whose deleter somebody else calls from now on. */
  public static MemorySegment handOver(NativeObject struct) {
    return struct.handOver();
  }

  public static NativeTensor take(MemorySegment struct, boolean versioned) {
    var c = Call.begin();
    c.end(Gatun.gt_dlpack_import(c.out(), struct, versioned ? 1 : 0));
    return c.result();
  }
}
