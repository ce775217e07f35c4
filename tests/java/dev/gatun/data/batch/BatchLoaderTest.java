package dev.gatun.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.TokenStore;
import dev.gatun.data.TokenStoreWriter;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(30)
class BatchLoaderTest {
  @TempDir Path folder;

  /** Rows r with prompt (10r, 10r + 1, ...) of 1 + r % 3 tokens and a completion of 1 + r % 4. */
  private TokenStore store(int rows, int maxLength) {
    try (var writer = TokenStoreWriter.temporary(folder, maxLength)) {
      for (int r = 0; r < rows; r++) {
        writer.append(count(10 * r, 1 + r % 3), count(10 * r + 5, 1 + r % 4), r % 2 == 0, 1 + r);
      }
      return writer.finish();
    }
  }

  private static int[] count(int from, int length) {
    var ids = new int[length];
    for (int i = 0; i < length; i++) {
      ids[i] = from + i;
    }
    return ids;
  }

  private static long[] longs(MemorySegment segment, long count) {
    return segment.asSlice(0, count * Long.BYTES).toArray(ValueLayout.JAVA_LONG);
  }

  private static int[] ints(MemorySegment segment, long count) {
    return segment.asSlice(0, count * Integer.BYTES).toArray(ValueLayout.JAVA_INT);
  }

  @Nested
  class Packing {
    @Test
    void lays_sequences_end_to_end_and_points_from_each_target_to_its_predictor() {
      try (var store = store(3, 100)) {
        var plan = WindowPlan.sequential(store, WindowSettings.of(3, 1));
        try (var loader = BatchLoader.start(store, plan, 0)) {
          var window = loader.next();
          var own = window.matched(0);
          // row 0: 0 | 5      row 1: 10 11 | 15 16      row 2: 20 21 22 | 25 26 27
          assertThat(longs(own.inputIds(), own.tokens()))
              .containsExactly(0, 5, 10, 11, 15, 16, 20, 21, 22, 25, 26, 27);
          assertThat(longs(own.positions(), own.tokens()))
              .containsExactly(0, 1, 0, 1, 2, 3, 0, 1, 2, 3, 4, 5);
          assertThat(ints(own.offsets(), 4)).containsExactly(0, 2, 6, 12);
          assertThat(longs(own.predictors(), own.predicted())).containsExactly(0, 3, 4, 8, 9, 10);
          assertThat(longs(own.targets(), own.predicted())).containsExactly(5, 15, 16, 25, 26, 27);
          assertThat(longs(own.sequenceOf(), own.predicted())).containsExactly(0, 1, 1, 2, 2, 2);
          assertThat(own.labels().asSlice(0, 3).toArray(ValueLayout.JAVA_BYTE))
              .containsExactly(1, 0, 1);
          assertThat(own.weights().asSlice(0, 12).toArray(ValueLayout.JAVA_FLOAT))
              .containsExactly(1f, 2f, 3f);
          assertThat(own.promptLength(2)).isEqualTo(3);
          // mismatched: prompt i with the completion of i - 1; label and weight stay the prompt's
          var other = window.mismatched(0);
          assertThat(longs(other.inputIds(), other.tokens()))
              .containsExactly(0, 25, 26, 27, 10, 11, 5, 20, 21, 22, 15, 16);
          assertThat(other.row(1)).isEqualTo(1);
          assertThat(other.completionRow(1)).isZero();
          assertThat(other.desirable(1)).isFalse();
        }
      }
    }

    @Test
    void keeps_the_start_of_what_is_too_long() {
      try (var store = store(4, 5)) {
        var plan = WindowPlan.sequential(store, WindowSettings.of(4, 1));
        try (var loader = BatchLoader.start(store, plan, 0)) {
          var window = loader.next();
          // row 2 has 3 + 3 tokens, and with row 1's completion 3 + 2; row 0 with row 3's has 1 + 4
          assertThat(window.matched(0).length(2)).isEqualTo(5);
          assertThat(window.mismatched(0).length(2)).isEqualTo(5);
          assertThat(window.mismatched(0).length(0)).isEqualTo(5);
        }
      }
    }

    @Test
    void does_not_predict_the_first_token_of_a_sequence_without_prompt() {
      try (var writer = TokenStoreWriter.temporary(folder, 9)) {
        writer.append(new int[0], new int[] {4}, true, 1);
        writer.append(new int[0], new int[] {5, 6}, false, 1);
        try (var store = writer.finish()) {
          var settings = new WindowSettings(2, 1, KlPairs.NONE, OneClass.REFUSE);
          var plan = WindowPlan.sequential(store, settings);
          try (var loader = BatchLoader.start(store, plan, 0)) {
            var window = loader.next();
            var own = window.matched(0);
            assertThat(longs(own.targets(), own.predicted())).containsExactly(6);
            assertThat(longs(own.predictors(), own.predicted())).containsExactly(1);
            assertThat(longs(own.sequenceOf(), own.predicted())).containsExactly(1);
            assertThatThrownBy(() -> window.mismatched(0))
                .isInstanceOf(IllegalStateException.class);
          }
        }
      }
    }

    @Test
    void starts_every_segment_on_a_64_byte_border() {
      try (var store = store(5, 100)) {
        var plan = WindowPlan.sequential(store, WindowSettings.of(5, 1));
        try (var loader = BatchLoader.start(store, plan, 0)) {
          var own = loader.next().matched(0);
          assertThat(
                  new long[] {
                    own.inputIds().address() % 64,
                    own.positions().address() % 64,
                    own.offsets().address() % 64,
                    own.predictors().address() % 64,
                    own.targets().address() % 64,
                    own.sequenceOf().address() % 64,
                    own.labels().address() % 64,
                    own.weights().address() % 64
                  })
              .containsOnly(0);
        }
      }
    }
  }

  @Nested
  class Loading {
    @Test
    void gives_the_plans_windows_in_order_from_any_step() {
      try (var store = store(23, 100)) {
        var plan = WindowPlan.shuffled(store, WindowSettings.of(2, 2), 7);
        try (var loader = BatchLoader.start(store, plan, 4)) {
          for (long step = 4; step < 40; step++) {
            var window = loader.next();
            assertThat(window.step()).isEqualTo(step);
            assertThat(window.epoch()).isEqualTo(step / 6);
            assertThat(window.window()).isEqualTo(plan.window(step));
            assertThat(window.rows()).isEqualTo(plan.windowSize(plan.window(step)));
            int i = 0;
            for (int m = 0; m < window.microBatches(); m++) {
              var own = window.matched(m);
              for (int b = 0; b < own.sequences(); b++) {
                assertThat(own.row(b)).isEqualTo(plan.row(window.window(), i++));
                assertThat(window.mismatched(m).row(b)).isEqualTo(own.row(b));
                assertThat(window.mismatched(m).completionRow(b))
                    .isEqualTo(plan.partner(own.row(b)));
              }
            }
            assertThat(i).isEqualTo(window.rows());
            window.release();
          }
        }
      }
    }

    @Test
    void a_lent_window_stays_as_it_is_until_released() {
      try (var store = store(20, 100)) {
        var plan = WindowPlan.sequential(store, WindowSettings.of(2, 1));
        try (var loader = BatchLoader.start(store, plan, 0)) {
          var first = loader.next();
          var second = loader.next();
          assertThatThrownBy(loader::next)
              .isInstanceOf(IllegalStateException.class)
              .hasMessageContaining("release one");
          assertThat(first.matched(0).row(0)).isZero();
          assertThat(second.matched(0).row(0)).isEqualTo(2);
          first.release();
          assertThatThrownBy(first::release).isInstanceOf(IllegalStateException.class);
          assertThat(loader.next().matched(0).row(0)).isEqualTo(4);
          assertThat(second.matched(0).row(0)).isEqualTo(2);
        }
      }
    }

    @Test
    void what_fails_on_the_thread_is_thrown_to_the_consumer() {
      var store = store(20, 100);
      var plan = WindowPlan.sequential(store, WindowSettings.of(2, 1));
      try (var loader = BatchLoader.start(store, plan, 0)) {
        loader.next().release();
        store.close();
        assertThatThrownBy(
                () -> {
                  while (true) {
                    loader.next().release();
                  }
                })
            .isInstanceOf(IllegalStateException.class)
            .hasMessageContaining("packing batches failed")
            .hasCauseInstanceOf(IllegalStateException.class);
      }
    }

    @Test
    void close_ends_the_thread_and_a_waiting_consumer() throws Exception {
      try (var store = store(20, 100)) {
        var plan = WindowPlan.sequential(store, WindowSettings.of(2, 1));
        var loader = BatchLoader.start(store, plan, 0);
        var lent = loader.next();
        loader.close();
        loader.close();
        lent.release(); // late, and harmless
        var waiting = CompletableFuture.supplyAsync(loader::next);
        assertThatThrownBy(() -> waiting.get(10, TimeUnit.SECONDS))
            .hasMessageContaining("the batch loader is closed");
        assertThat(Thread.getAllStackTraces().keySet())
            .noneMatch(t -> t.getName().equals("gatun-batches") && t.isAlive());
      }
    }

    @Test
    void a_plan_for_other_rows_is_refused() {
      try (var store = store(20, 100)) {
        var plan = WindowPlan.sequential(TableOfRows.distinct(21, 2), WindowSettings.of(2, 1));
        assertThatThrownBy(() -> BatchLoader.start(store, plan, 0))
            .isInstanceOf(IllegalArgumentException.class);
      }
    }

    @Test
    void in_steady_state_nothing_is_allocated_on_the_heap() {
      var threads = (com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean();
      try (var store = store(40, 100)) {
        var plan = WindowPlan.shuffled(store, WindowSettings.of(4, 2), 7);
        try (var loader = BatchLoader.start(store, plan, 0)) {
          long loaderThread =
              Thread.getAllStackTraces().keySet().stream()
                  .filter(t -> t.getName().equals("gatun-batches"))
                  .findFirst()
                  .orElseThrow()
                  .threadId();
          steps(loader, 20_000); // enough for the compiler, which then keeps segments off the heap
          long own = threads.getCurrentThreadAllocatedBytes();
          long others = threads.getThreadAllocatedBytes(loaderThread);
          steps(loader, 5_000);
          own = threads.getCurrentThreadAllocatedBytes() - own;
          others = threads.getThreadAllocatedBytes(loaderThread) - others;
          assertThat(own / 5_000).as("consumer, bytes per step").isZero();
          assertThat(others / 5_000).as("loader, bytes per step").isLessThan(64);
        }
      }
    }

    private void steps(BatchLoader loader, int count) {
      for (int i = 0; i < count; i++) {
        loader.next().release();
      }
    }
  }
}
