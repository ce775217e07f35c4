package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.io.IOException;
import java.nio.channels.WritableByteChannel;

/** profiler.h, function by function. */
public final class ProfilerCalls {
  private static final long CHUNK = 1 << 20;

  private ProfilerCalls() {}

  public static void start() {
    Call.begin().end(Gatun.gt_profiler_start());
  }

  /** Ends the recording, whatever becomes of the writing. */
  @SuppressWarnings("restricted") // text whose length the native library gave
  public static void stop(WritableByteChannel to) throws IOException {
    var c = Call.begin();
    c.end(Gatun.gt_profiler_stop(c.out(0), c.out(1)));
    var text = c.addressResult(0);
    var length = c.longResult(1);
    try {
      var rest = text.reinterpret(length);
      for (var at = 0L; at < length; at += CHUNK) {
        var chunk = rest.asSlice(at, Math.min(CHUNK, length - at)).asByteBuffer();
        while (chunk.hasRemaining()) to.write(chunk);
      }
    } finally {
      Gatun.gt_text_free(text);
    }
  }

  public static NativeMode openRange(String name) {
    NativeMode.checkThread();
    var c = Call.begin();
    c.end(Gatun.gt_profiler_range_open(c.out(), c.text(name)));
    return new NativeMode(c.addressResult(0));
  }
}
