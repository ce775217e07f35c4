package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import dev.gatun.bindings.gt_gradient_call;
import dev.gatun.bindings.gt_gradient_function;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The way from libtorch into Java. Native code knows a Java object by a number, which it gives back
 * when it has let go of it, on any thread and without calling Java ({@link #drain} fetches it).
 *
 * <p>An exception may not leave a function that native code called: the virtual machine would end.
 * So it is kept here under a number, which travels through libtorch as a C++ exception, and is
 * thrown again where the native call returns to Java.
 */
final class Callbacks {
  private static final int BATCH = 64;
  private static final int LOST = 1;
  private static final Map<Long, Object> KEPT = new ConcurrentHashMap<>();
  private static final AtomicLong NUMBERS = new AtomicLong();

  private Callbacks() {}

  /** Made when the first function is handed over: a stub takes milliseconds. */
  private static final class Stub {
    static final MemorySegment ADDRESS =
        gt_gradient_function.allocate(Callbacks::run, Arena.global());
  }

  /** The one address that libtorch calls, for the life of the process. */
  static MemorySegment function() {
    return Stub.ADDRESS;
  }

  /** Keeps an object until libtorch, which is to be told its number, gives it back. */
  static long keep(Object object) {
    var number = NUMBERS.incrementAndGet();
    KEPT.put(number, object);
    return number;
  }

  /** Forgets what libtorch has let go of. */
  static void drain() {
    if (KEPT.isEmpty()) return;
    var c = Call.begin();
    var numbers = c.allocate(BATCH * 8L);
    long count;
    do {
      c.end(Gatun.gt_released_functions(numbers, c.out(), BATCH));
      count = c.longResult();
      for (var i = 0; i < count; i++) KEPT.remove(numbers.getAtIndex(ValueLayout.JAVA_LONG, i));
    } while (count == BATCH);
  }

  // Called by libtorch. Nothing may be thrown from here, and no call begun outside of enter and
  // leave: one of this thread may be under way.
  @SuppressWarnings("restricted") // what the native library passed
  private static int run(MemorySegment address) {
    try {
      var call = address.reinterpret(gt_gradient_call.sizeof());
      try {
        call(call);
        return Gatun.GT_OK();
      } catch (Throwable thrown) {
        gt_gradient_call.failure(call, keep(thrown));
        return Gatun.GT_CALLBACK();
      }
    } catch (Throwable outOfMemory) { // and the first one cannot be kept
      return LOST;
    }
  }

  private static void call(MemorySegment call) {
    var outer = Call.enter();
    try (var _ = NativeScope.open();
        var _ = NativeMode.boundary()) {
      compute(call);
    } finally {
      Call.leave(outer);
    }
  }

  @SuppressWarnings("restricted") // arrays whose lengths the native library gave
  private static void compute(MemorySegment call) {
    var c = Call.current();
    var gradients =
        adopt(c, gt_gradient_call.gradients(call), gt_gradient_call.gradient_count(call));
    var saved = adopt(c, gt_gradient_call.saved(call), gt_gradient_call.saved_count(call));
    var count = (int) gt_gradient_call.result_count(call);
    var flags = gt_gradient_call.needed(call).reinterpret(count * 4L);
    var needed = new boolean[count];
    for (var i = 0; i < count; i++) needed[i] = flags.getAtIndex(ValueLayout.JAVA_INT, i) != 0;

    var function = (GradientFunction) KEPT.get(gt_gradient_call.function(call));
    var computed = function.run(gradients, saved, needed);
    if (computed.size() != count) {
      throw new IllegalStateException(
          "backward returned " + computed.size() + " gradients for " + count + " inputs");
    }
    var results = gt_gradient_call.results(call).reinterpret(count * 8L);
    for (var i = 0; i < count; i++) {
      var result = computed.get(i);
      if (result == null || !needed[i]) continue;
      var retain = Call.begin();
      retain.end(Gatun.gt_tensor_retain(results.asSlice(i * 8L, 8), retain.tensor(result)));
    }
  }

  @SuppressWarnings("restricted")
  private static List<NativeTensor> adopt(Call c, MemorySegment addresses, long count) {
    return List.of(c.adoptAll(addresses.reinterpret(count * 8), (int) count));
  }

  /** Throws what Java threw inside the native call that has just returned GT_CALLBACK. */
  static RuntimeException thrown() {
    long number;
    try (var arena = Arena.ofConfined()) {
      var out = arena.allocate(ValueLayout.JAVA_LONG);
      Gatun.gt_callback_failure(out);
      number = out.get(ValueLayout.JAVA_LONG, 0);
    }
    var thrown =
        KEPT.get(number) instanceof Throwable kept
            ? kept
            : new OutOfMemoryError(
                "a hook or backward failed, and no memory was left to keep its exception");
    Gatun.gt_callback_failure_release();
    drain();
    throw Callbacks.<RuntimeException>unchecked(thrown);
  }

  // Whatever it is: the same object, checked exceptions included.
  @SuppressWarnings("unchecked")
  private static <T extends Throwable> T unchecked(Throwable thrown) throws T {
    throw (T) thrown;
  }
}
