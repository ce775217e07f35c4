package dev.gatun.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FreeHandleTest {
  private final AtomicInteger freed = new AtomicInteger();
  private final FreeHandle handle =
      new FreeHandle(
          MemorySegment.NULL,
          _ -> {
            freed.incrementAndGet();
            return 0;
          },
          null);

  @Test
  void the_cleaner_leaves_what_a_call_uses_to_the_end_of_the_call() {
    assertThat(handle.hold()).isTrue();
    handle.run();
    assertThat(freed).hasValue(0);
    assertThat(handle.hold()).as("no other call may begin").isFalse();
    handle.letGo();
    assertThat(freed).hasValue(1);
  }

  @Test
  void close_leaves_what_calls_use_to_the_end_of_the_last() {
    assertThat(handle.hold() && handle.hold()).isTrue();
    assertThat(handle.close()).isTrue();
    handle.letGo();
    assertThat(freed).hasValue(0);
    handle.letGo();
    assertThat(freed).hasValue(1);
  }

  @Test
  void whoever_comes_first_frees_once() {
    assertThat(handle.close()).isTrue();
    handle.run();
    assertThat(handle.close()).isFalse();
    assertThat(freed).hasValue(1);
  }
}
