package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.MemorySegment;

/** object.h, function by function. */
public final class ObjectCalls {
  private ObjectCalls() {}

  /** Takes over an opaque value that the native library gave. */
  static NativeObject opaque(MemorySegment address) {
    return new NativeObject("object", address, Gatun::gt_object_release);
  }

  public static String type(NativeObject self) {
    var c = Call.begin();
    c.end(Gatun.gt_object_type(c.out(0), c.out(1), c.object(self)));
    return c.ownedText();
  }

  public static long live() {
    var c = Call.begin();
    c.end(Gatun.gt_live_opaque(c.out()));
    return c.longResult();
  }

  public static NativeObject newGenerator(int deviceType, int deviceIndex) {
    var c = Call.begin();
    c.end(Gatun.gt_generator_new(c.out(), deviceType, deviceIndex));
    return opaque(c.addressResult(0));
  }

  public static void manualSeed(NativeObject generator, long seed) {
    var c = Call.begin();
    c.end(Gatun.gt_generator_manual_seed(c.object(generator), seed));
  }

  public static long initialSeed(NativeObject generator) {
    var c = Call.begin();
    c.end(Gatun.gt_generator_initial_seed(c.out(), c.object(generator)));
    return c.longResult();
  }

  public static NativeTensor state(NativeObject generator) {
    var c = Call.begin();
    c.end(Gatun.gt_generator_get_state(c.out(), c.object(generator)));
    return c.result();
  }

  public static void setState(NativeObject generator, NativeTensor state) {
    var c = Call.begin();
    c.end(Gatun.gt_generator_set_state(c.object(generator), c.tensor(state)));
  }
}
