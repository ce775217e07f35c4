package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;

/**
 * Turns a status other than OK into the exception of its category, with the native library's
 * message.
 */
final class Status {
  private Status() {}

  /** Throws what Java code threw that libtorch called; returns everything else. */
  static TorchException exception(int status) {
    if (status == Gatun.GT_CALLBACK()) throw Callbacks.thrown();
    var message = message();
    if (status == Gatun.GT_OUT_OF_MEMORY()) {
      return new TorchException.OutOfMemory(message, outOfMemory());
    }
    if (status == Gatun.GT_INDEX()) return new TorchException.Index(message);
    if (status == Gatun.GT_VALUE()) return new TorchException.Value(message);
    if (status == Gatun.GT_TYPE()) return new TorchException.Type(message);
    if (status == Gatun.GT_NOT_IMPLEMENTED()) return new TorchException.NotImplemented(message);
    if (status == Gatun.GT_LINALG()) return new TorchException.Linalg(message);
    if (status == Gatun.GT_IO()) return new TorchException.Io(message);
    return new TorchException.Internal(message);
  }

  private static long[] outOfMemory() {
    try (var arena = Arena.ofConfined()) {
      var numbers = arena.allocate(ValueLayout.JAVA_LONG, 5);
      Gatun.gt_out_of_memory(numbers);
      return numbers.toArray(ValueLayout.JAVA_LONG);
    }
  }

  @SuppressWarnings("restricted") // reads the library's own text, of the length that it gave
  private static String message() {
    try (var arena = Arena.ofConfined()) {
      var text = arena.allocate(ValueLayout.ADDRESS);
      var length = arena.allocate(ValueLayout.JAVA_LONG);
      Gatun.gt_last_error(text, length);
      return read(text.get(ValueLayout.ADDRESS, 0), length.get(ValueLayout.JAVA_LONG, 0));
    }
  }

  /** UTF-8 text of {@code length} bytes at an address that the native library gave. */
  @SuppressWarnings("restricted")
  static String read(MemorySegment text, long length) {
    return new String(
        text.reinterpret(length).toArray(ValueLayout.JAVA_BYTE), StandardCharsets.UTF_8);
  }
}
