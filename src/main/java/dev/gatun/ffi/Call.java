package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One downcall's arguments and results, in memory that the thread reuses: a call allocates nothing
 * on the Java heap but what it returns. The pattern is always {@code var c = Call.begin();
 * c.end(Gatun.gt_neg(c.out(), c.tensor(x))); return c.result();}.
 *
 * <p>Tensors passed to {@link #tensor} are checked to be open and usable on this thread. A free one
 * is held until {@link #end}: what the collector or another thread's {@code close()} does to it
 * meanwhile takes effect only after the call. A scope's tensor can be freed on this thread alone,
 * and so not before the call is over.
 */
final class Call {
  /** What {@link #allocate} gives without allocating anything itself, in all of a call. */
  static final int SCRATCH_BYTES = 8192;

  private static final int SLOTS = 8;
  private static final ThreadLocal<Call> CURRENT = ThreadLocal.withInitial(Call::new);

  private final MemorySegment slots;
  private final MemorySegment[] outs = new MemorySegment[SLOTS];
  private final MemorySegment scratch = Arena.ofAuto().allocate(SCRATCH_BYTES, 16);
  private long scratchUsed;
  // Blocks for what did not fit into the scratch memory: native values may point to them, so they
  // are kept until the call's end.
  private final List<MemorySegment> blocks = new ArrayList<>(0);
  private @Nullable FreeHandle[] held = new FreeHandle[16];
  private int heldCount;
  private @Nullable NativeScope scope;
  // For the calls of Java code that libtorch calls while this one is under way.
  private @Nullable Call inner;

  private Call() {
    NativeLibrary.load();
    slots = Arena.ofAuto().allocate(SLOTS * 8L, 8);
    for (var i = 0; i < SLOTS; i++) outs[i] = slots.asSlice(i * 8L, 8);
  }

  /** Calls of a thread follow each other: no other call may begin between this and {@link #end}. */
  static Call begin() {
    var call = CURRENT.get();
    call.scratchUsed = 0;
    // Only after an error that nobody could foresee, such as a stack overflow between begin and
    // end.
    if (call.heldCount > 0) call.letGo();
    return call;
  }

  /**
   * What the calling thread's calls go through now: another one inside each {@link #enter} and
   * {@link #leave}.
   */
  static Call current() {
    return CURRENT.get();
  }

  /**
   * Begins Java code that libtorch calls, perhaps in the middle of a call of this thread, whose
   * memory and scopes are not touched until {@link #leave}. Returns what to leave with.
   */
  static Call enter() {
    var outer = CURRENT.get();
    var inner = outer.inner;
    if (inner == null) {
      inner = new Call();
      outer.inner = inner;
    }
    CURRENT.set(inner);
    return outer;
  }

  static void leave(Call outer) {
    CURRENT.set(outer);
  }

  /** The innermost open scope, or null. */
  @Nullable NativeScope scope() {
    return scope;
  }

  void setScope(@Nullable NativeScope scope) {
    this.scope = scope;
  }

  // ---- Arguments ----

  MemorySegment tensor(NativeTensor tensor) {
    FreeHandle handle;
    try {
      handle = tensor.hold();
    } catch (RuntimeException refused) {
      letGo();
      throw refused;
    }
    if (handle != null) keep(handle);
    return tensor.address();
  }

  MemorySegment object(NativeObject object) {
    FreeHandle handle;
    try {
      handle = object.hold();
    } catch (RuntimeException refused) {
      letGo();
      throw refused;
    }
    keep(handle);
    return object.address();
  }

  private void keep(FreeHandle handle) {
    if (heldCount == held.length) held = Arrays.copyOf(held, 2 * heldCount);
    held[heldCount++] = handle;
  }

  MemorySegment tensorOrNull(@Nullable NativeTensor tensor) {
    return tensor == null ? MemorySegment.NULL : tensor(tensor);
  }

  MemorySegment tensors(List<? extends @Nullable NativeTensor> tensors) {
    if (tensors == null) throw abandon("the list of tensors is null");
    var array = allocate(tensors.size() * 8L);
    for (var i = 0; i < tensors.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, tensorOrNull(tensors.get(i)));
    }
    return array;
  }

  MemorySegment longs(long... values) {
    if (values == null) throw abandon("the array is null");
    var array = allocate(values.length * 8L);
    MemorySegment.copy(values, 0, array, ValueLayout.JAVA_LONG, 0, values.length);
    return array;
  }

  /** Null-terminated UTF-8. */
  MemorySegment text(String text) {
    var bytes = text.getBytes(StandardCharsets.UTF_8);
    var memory = allocate(bytes.length + 1L);
    MemorySegment.copy(bytes, 0, memory, ValueLayout.JAVA_BYTE, 0, bytes.length);
    memory.set(ValueLayout.JAVA_BYTE, bytes.length, (byte) 0);
    return memory;
  }

  /** Memory for this call alone, 16-byte aligned, not zeroed. */
  MemorySegment allocate(long bytes) {
    var start = (scratchUsed + 15) & ~15L;
    if (bytes > scratch.byteSize() - start) {
      var block = Arena.ofAuto().allocate(bytes, 16);
      blocks.add(block);
      return block;
    }
    scratchUsed = start + bytes;
    return scratch.asSlice(start, bytes);
  }

  /** Ends a call that cannot be made. */
  NullPointerException abandon(String reason) {
    letGo();
    return new NullPointerException(reason);
  }

  // ---- The call's end ----

  /** Lets go of the arguments, and throws when the status is not OK. */
  void end(int status) {
    letGo();
    if (status != 0) throw Status.exception(status);
  }

  /** Lets go of the arguments: for a call that was given up before it was made, or after it. */
  void letGo() {
    for (var i = 0; i < heldCount; i++) {
      var handle = held[i];
      held[i] = null;
      if (handle != null) handle.letGo();
    }
    heldCount = 0;
    if (!blocks.isEmpty()) blocks.clear();
  }

  // ---- Results ----

  MemorySegment out() {
    return outs[0];
  }

  MemorySegment out(int slot) {
    return outs[slot];
  }

  int intResult() {
    return outs[0].get(ValueLayout.JAVA_INT, 0);
  }

  long longResult() {
    return longResult(0);
  }

  long longResult(int slot) {
    return outs[slot].get(ValueLayout.JAVA_LONG, 0);
  }

  double doubleResult() {
    return outs[0].get(ValueLayout.JAVA_DOUBLE, 0);
  }

  boolean booleanResult() {
    return intResult() != 0;
  }

  MemorySegment addressResult(int slot) {
    return outs[slot].get(ValueLayout.ADDRESS, 0);
  }

  /**
   * The text in slots 0 (address) and 1 (bytes), which the native library handed over: freed here.
   */
  String ownedText() {
    var text = addressResult(0);
    try {
      return Status.read(text, longResult(1));
    } finally {
      Gatun.gt_text_free(text);
    }
  }

  /** The tensor in slot 0, owned by the innermost scope, or by itself where none is open. */
  NativeTensor result() {
    return result(0);
  }

  NativeTensor result(int slot) {
    return adopt(addressResult(slot));
  }

  /** As {@link #result()}, or null where the native library wrote a null handle. */
  @Nullable NativeTensor resultOrNull() {
    var address = addressResult(0);
    return address.address() == 0 ? null : adopt(address);
  }

  /** The tensors in the first slots. */
  NativeTensor[] results(int count) {
    return adoptAll(slots, count);
  }

  /** As {@link #adoptAll}, with a null for each null handle. */
  List<@Nullable NativeTensor> adoptNullable(MemorySegment addresses, int count) {
    var present = allocate(count * 8L);
    var used = 0;
    for (var i = 0; i < count; i++) {
      var address = addresses.getAtIndex(ValueLayout.ADDRESS, i);
      if (address.address() != 0) present.setAtIndex(ValueLayout.ADDRESS, used++, address);
    }
    var adopted = adoptAll(present, used);
    var tensors = new ArrayList<@Nullable NativeTensor>(count);
    for (int i = 0, next = 0; i < count; i++) {
      var given = addresses.getAtIndex(ValueLayout.ADDRESS, i).address() != 0;
      tensors.add(given ? adopted[next++] : null);
    }
    return tensors;
  }

  /** Takes over a handle that the native library gave. */
  NativeTensor adopt(MemorySegment address) {
    try {
      return scope == null ? NativeTensor.free(address) : scope.adopt(address);
    } catch (Throwable failed) { // no heap left for the Java object
      Gatun.gt_tensor_release(address);
      throw failed;
    }
  }

  /**
   * Takes over an array of handles: all of them, or, when that fails, those that Java did not get
   * are given back.
   */
  NativeTensor[] adoptAll(MemorySegment addresses, int count) {
    var adopted = 0;
    try {
      var tensors = new NativeTensor[count];
      for (; adopted < count; adopted++) {
        tensors[adopted] = adopt(addresses.getAtIndex(ValueLayout.ADDRESS, adopted));
      }
      return tensors;
    } catch (Throwable failed) {
      for (var i = adopted + 1; i < count; i++) {
        Gatun.gt_tensor_release(addresses.getAtIndex(ValueLayout.ADDRESS, i));
      }
      throw failed;
    }
  }
}
