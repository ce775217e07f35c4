package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One downcall's arguments and results, in memory that the thread reuses: a call allocates nothing on the Java heap but what it
 * returns. The pattern is always {@code var c = Call.begin(); c.end(Gatun.gt_f(c.out(), c.tensor(x))); return c.result();}.
 *
 * <p>Tensors passed to {@link #tensor} are checked to be open and usable on this thread, and are held until {@link #end}: the
 * collector cannot free them and another thread's {@code close()} takes effect only after the call.
 */
final class Call {
  private static final int SLOTS = 8;
  private static final ThreadLocal<Call> CURRENT = ThreadLocal.withInitial(Call::new);

  static {
    NativeLibrary.load();
  }

  private final MemorySegment[] outs = new MemorySegment[SLOTS];
  private MemorySegment scratch = Arena.ofAuto().allocate(4096, 16);
  private long scratchUsed;
  private NativeTensor[] held = new NativeTensor[16];
  private int heldCount;
  private @Nullable NativeScope scope;

  private Call() {
    var memory = Arena.ofAuto().allocate(SLOTS * 8L, 8);
    for (var i = 0; i < SLOTS; i++) outs[i] = memory.asSlice(i * 8L, 8);
  }

  static Call begin() {
    var call = CURRENT.get();
    call.scratchUsed = 0;
    return call;
  }

  /** The innermost open scope of the calling thread, or null. */
  static @Nullable NativeScope scope() {
    return CURRENT.get().scope;
  }

  static void setScope(@Nullable NativeScope scope) {
    CURRENT.get().scope = scope;
  }

  // ---- Arguments ----

  MemorySegment tensor(NativeTensor tensor) {
    try {
      tensor.hold();
    } catch (RuntimeException refused) {
      letGo();
      throw refused;
    }
    if (heldCount == held.length) held = Arrays.copyOf(held, 2 * heldCount);
    held[heldCount++] = tensor;
    return tensor.address();
  }

  MemorySegment tensorOrNull(@Nullable NativeTensor tensor) {
    return tensor == null ? MemorySegment.NULL : tensor(tensor);
  }

  MemorySegment tensors(List<? extends @Nullable NativeTensor> tensors) {
    var array = allocate(tensors.size() * 8L);
    for (var i = 0; i < tensors.size(); i++) {
      array.setAtIndex(ValueLayout.ADDRESS, i, tensorOrNull(tensors.get(i)));
    }
    return array;
  }

  MemorySegment longs(long... values) {
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
    if (start + bytes > scratch.byteSize()) {
      // What was handed out before stays valid: the old block lives as long as its slices do.
      scratch = Arena.ofAuto().allocate(Math.max(2 * scratch.byteSize(), bytes), 16);
      start = 0;
    }
    scratchUsed = start + bytes;
    return scratch.asSlice(start, bytes);
  }

  // ---- The call's end ----

  /** Lets go of the arguments, and throws when the status is not OK. */
  void end(int status) {
    letGo();
    if (status != 0) throw Status.exception(status);
  }

  private void letGo() {
    for (var i = 0; i < heldCount; i++) {
      held[i].letGo();
      held[i] = null;
    }
    heldCount = 0;
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

  /** The text in slots 0 (address) and 1 (bytes), which the native library handed over: freed here. */
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

  /** Takes over a handle that the native library gave. */
  NativeTensor adopt(MemorySegment address) {
    return scope == null ? NativeTensor.free(address) : scope.adopt(address);
  }
}
