package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongToIntFunction;

/**
 * Java memory that libtorch reads and writes in place. A lent segment stays reachable here until
 * libtorch has let go of the storage; libtorch may do that on any thread, so its deleter only posts
 * a token that {@link #drain} fetches: no upcall.
 */
public final class HostMemory {
  private static final int BATCH = 64;
  private static final Map<Long, MemorySegment> LENT = new ConcurrentHashMap<>();
  // Not from zero: a class loader may find the native library as an earlier one left it, with
  // releases to be fetched.
  private static final AtomicLong TOKENS = new AtomicLong(System.nanoTime());
  // The scopes that end by themselves, when nobody can reach them any more, or never. The public
  // API has no other way to tell
  // them from those that can be closed under libtorch's feet, and none to keep the latter open.
  private static final Set<Class<?>> NEVER_CLOSED =
      Set.of(
          Arena.global().scope().getClass(),
          Arena.ofAuto().scope().getClass(),
          MemorySegment.ofBuffer(ByteBuffer.allocateDirect(1)).scope().getClass());

  private HostMemory() {}

  /**
   * A tensor over the segment's memory, without a copy.
   *
   * @throws IllegalArgumentException if the segment is on the Java heap, is read-only, or belongs
   *     to an arena that can be closed
   */
  public static NativeTensor lend(MemorySegment segment, long[] sizes, int dtype) {
    if (!segment.isNative()) {
      throw new IllegalArgumentException(
          "a segment on the Java heap cannot be shared with native code, which needs memory that does not move: use"
              + " Tensor.copyOf, or allocate it with Arena.ofAuto()");
    }
    if (segment.isReadOnly()) {
      throw new IllegalArgumentException(
          "a read-only segment cannot be shared with libtorch, which may write: use Tensor.copyOf");
    }
    checkStays(segment);
    var c = Call.begin();
    var shape = c.longs(sizes);
    return lend(
        c,
        segment,
        token ->
            Gatun.gt_tensor_from_host(
                c.out(), segment, segment.byteSize(), shape, sizes.length, dtype, token));
  }

  /**
   * A tensor of an accelerator over memory that it can reach, without a copy.
   *
   * @param address where the memory begins, of an arena that cannot be closed
   * @param bytes how long the memory is, whatever the length of {@code address}
   * @throws IllegalArgumentException if the address belongs to an arena that can be closed
   */
  public static NativeTensor lendToDevice(
      MemorySegment address, long bytes, long[] sizes, int dtype, int deviceType, int deviceIndex) {
    if (!address.isNative()) {
      throw new IllegalArgumentException("a segment on the Java heap is no memory of a device");
    }
    checkStays(address);
    var c = Call.begin();
    var shape = c.longs(sizes);
    return lend(
        c,
        address,
        token ->
            Gatun.gt_tensor_from_device(
                c.out(),
                address,
                bytes,
                shape,
                sizes.length,
                dtype,
                deviceType,
                deviceIndex,
                token));
  }

  private static void checkStays(MemorySegment segment) {
    if (!NEVER_CLOSED.contains(segment.scope().getClass())) {
      throw new IllegalArgumentException(
          "the segment's arena can be closed while libtorch still holds the memory: allocate or map it with"
              + " Arena.ofAuto() (kept alive as long as libtorch needs it) or Arena.global(), or use Tensor.copyOf");
    }
    drain(); // before the call begins: it is a call itself
  }

  // The segment stays reachable until the token comes back.
  private static NativeTensor lend(Call c, MemorySegment segment, LongToIntFunction call) {
    var token = TOKENS.incrementAndGet();
    LENT.put(token, segment);
    try {
      c.end(call.applyAsInt(token));
    } catch (RuntimeException refused) {
      LENT.remove(token);
      throw refused;
    }
    return c.result();
  }

  /**
   * Page-locked memory, from which an accelerator copies while the host goes on. It can be lent
   * like any other, and is freed when nothing refers to it any more.
   *
   * @throws TorchException.Value when there is no accelerator
   */
  @SuppressWarnings("restricted") // the library gave this address and length for this tensor
  public static MemorySegment pinned(long bytes) {
    NativeTensor pinned;
    var scope = NativeScope.open();
    try {
      var pageable = TensorCalls.empty(new long[] {bytes}, Gatun.GT_UINT8(), Gatun.GT_CPU(), -1);
      pinned = TensorCalls.pinMemory(pageable);
      pinned.detachFromScope();
    } finally {
      scope.close();
    }
    var c = Call.begin();
    c.end(Gatun.gt_tensor_data(c.out(0), c.out(1), c.tensor(pinned)));
    // The arena's clean-up holds the tensor, and so its memory, for as long as the segment is
    // reachable or lent.
    return c.addressResult(0).reinterpret(bytes, Arena.ofAuto(), _ -> pinned.close());
  }

  /** Forgets the segments that libtorch has let go of; returns how many it still holds. */
  public static int drain() {
    if (LENT.isEmpty()) return 0;
    var c = Call.begin();
    var tokens = c.allocate(BATCH * 8L);
    long count;
    do {
      c.end(Gatun.gt_released_host_buffers(tokens, c.out(), BATCH));
      count = c.longResult();
      for (var i = 0; i < count; i++) LENT.remove(tokens.getAtIndex(ValueLayout.JAVA_LONG, i));
    } while (count == BATCH);
    return LENT.size();
  }
}
