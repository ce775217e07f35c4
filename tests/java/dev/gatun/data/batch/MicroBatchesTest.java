package dev.gatun.data.batch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.data.TokenStore;
import dev.gatun.data.TokenStoreWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MicroBatchesTest {
  private static final int MAX_LENGTH = 60;

  @TempDir Path folder;

  /** Rows of 2 to 59 tokens, the first of all 60. */
  private TokenStore store(int rows) {
    var random = new Random(5);
    try (var writer = TokenStoreWriter.temporary(folder, MAX_LENGTH)) {
      for (int r = 0; r < rows; r++) {
        int prompt = r == 0 ? 30 : 1 + random.nextInt(20);
        int completion = r == 0 ? 30 : 1 + random.nextInt(39);
        writer.append(ids(r, prompt), ids(r + rows, completion), r % 2 == 0, 1);
      }
      return writer.finish();
    }
  }

  private static int[] ids(int first, int length) {
    return IntStream.range(first, first + length).toArray();
  }

  private static List<List<Integer>> cut(TokenStore store, WindowPlan plan, long step) {
    var cut = new MicroBatches(store, plan);
    cut.cut(step);
    var batches = new ArrayList<List<Integer>>();
    for (int m = 0; m < cut.count(); m++) {
      int batch = m;
      batches.add(IntStream.range(0, cut.size(m)).mapToObj(i -> cut.row(batch, i)).toList());
    }
    return batches;
  }

  private static int tokens(TokenStore store, WindowPlan plan, int row) {
    int partner = plan.partner(row);
    int mismatched =
        Math.min(store.promptLength(row) + store.completionLength(partner), MAX_LENGTH);
    return Math.max(store.promptLength(row) + store.completionLength(row), mismatched);
  }

  @Test
  void by_rows_they_are_the_plans_in_its_order_and_the_last_is_shorter() {
    try (var store = store(11)) {
      var plan = WindowPlan.sequential(store, WindowSettings.of(3, 2));
      assertThat(cut(store, plan, 0)).containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
      assertThat(cut(store, plan, 1)).containsExactly(List.of(6, 7, 8), List.of(9, 10));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 60, 100, 250, 1_000_000})
  void by_tokens_every_row_of_the_window_is_in_one_and_none_is_too_long(int limit) {
    try (var store = store(200)) {
      var settings = WindowSettings.of(8, 4);
      var rows = WindowPlan.shuffled(store, settings, 7);
      var plan = WindowPlan.shuffled(store, settings.withTokensPerBatch(limit), 7);
      for (int w = 0; w < plan.windowsPerEpoch(); w++) {
        var batches = cut(store, plan, w);
        // The window is the one that there is without a limit: the order of the data is the same.
        var whole = cut(store, rows, w).stream().flatMap(List::stream).toList();
        assertThat(batches.stream().flatMap(List::stream).toList())
            .containsExactlyInAnyOrderElementsOf(whole)
            .isSortedAccordingTo(
                (one, other) -> tokens(store, plan, other) - tokens(store, plan, one));
        for (var batch : batches) {
          int sum = batch.stream().mapToInt(row -> tokens(store, plan, row)).sum();
          assertThat(batch.size() == 1 || sum <= limit).as(batch + ": " + sum).isTrue();
        }
        if (limit == 1) assertThat(batches).hasSameSizeAs(whole);
        if (limit == 1_000_000) assertThat(batches).hasSize(1);
      }
    }
  }

  @Test
  void the_loader_packs_them_and_has_room_for_the_largest() {
    try (var store = store(50)) {
      var settings = WindowSettings.of(10, 1).withTokensPerBatch(90);
      var plan = WindowPlan.shuffled(store, settings, 3);
      try (var loader = BatchLoader.start(store, plan, 0)) {
        for (int step = 0; step < plan.windowsPerEpoch(); step++) {
          var window = loader.next();
          var expected = cut(store, plan, step);
          assertThat(window.microBatches()).isEqualTo(expected.size()).isGreaterThan(1);
          for (int m = 0; m < expected.size(); m++) {
            var own = window.matched(m);
            assertThat(IntStream.range(0, own.sequences()).mapToObj(own::row).toList())
                .isEqualTo(expected.get(m));
            assertThat(Math.max(own.tokens(), window.mismatched(m).tokens()))
                .isLessThanOrEqualTo(90);
          }
          assertThat(window.rows()).isEqualTo(10);
          window.release();
        }
      }
    }
  }
}
