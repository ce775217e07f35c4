package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;
import java.util.Arrays;

/**
 * How one window is cut into micro-batches. Which rows a window holds is the plan's; this only
 * decides which of them are computed together, so that it cannot change what is learned, nor when.
 *
 * <p>By rows: as many as the settings say, in the plan's order. By tokens: the longest first, as
 * many as stay within the limit, matched and mismatched; a row that is longer alone is a
 * micro-batch of its own. Rows of similar length then lie together.
 *
 * <p>One object serves one window after the other, and allocates only while windows grow.
 */
final class MicroBatches {
  private final TokenStore store;
  private final WindowPlan plans;
  private WindowPlan plan; // as it is at the step
  private int[] rows = new int[0];
  private long[] keys = new long[0]; // by tokens: the length's complement, and the place
  private int[] ends = new int[0];
  private int count;

  MicroBatches(TokenStore store, WindowPlan plan) {
    this.store = store;
    this.plans = plan;
    this.plan = plan;
  }

  /** Cuts the window of a step; what was asked of another one before is then no longer there. */
  void cut(long step) {
    plan = plans.at(step);
    int window = plan.window(step);
    int size = plan.windowSize(window);
    if (rows.length < size) {
      rows = new int[size];
      keys = new long[size];
      ends = new int[size];
    }
    count = 0;
    int limit = plan.settings().tokensPerBatch();
    if (limit == 0) {
      int batch = plan.settings().batchSize();
      for (int i = 0; i < size; i++) {
        rows[i] = plan.row(window, i);
      }
      for (int end = Math.min(batch, size); count == 0 || ends[count - 1] < size; end += batch) {
        ends[count++] = Math.min(end, size);
      }
    } else {
      sort(window, size);
      fill(size, limit);
    }
  }

  private void sort(int window, int size) {
    for (int i = 0; i < size; i++) {
      keys[i] = (long) (Integer.MAX_VALUE - tokens(plan.row(window, i))) << 32 | i;
    }
    Arrays.sort(keys, 0, size); // equal lengths stay in the plan's order
    for (int i = 0; i < size; i++) {
      rows[i] = plan.row(window, (int) keys[i]);
    }
  }

  private void fill(int size, int limit) {
    long tokens = 0;
    for (int i = 0; i < size; i++) {
      int own = tokens(rows[i]);
      if (i > 0 && tokens + own > limit) {
        ends[count++] = i;
        tokens = 0;
      }
      tokens += own;
    }
    ends[count++] = size;
  }

  /** Tokens of all of a row's responses, matched or mismatched, whichever are more. */
  private int tokens(int row) {
    int matched = 0;
    int mismatched = 0;
    for (int j = 0; j < plan.members(row); j++) {
      int response = plan.member(row, j);
      int prompt = store.promptLength(response);
      matched += prompt + BatchSize.cut(store, response, response);
      mismatched += prompt + BatchSize.cut(store, response, plan.partnerOf(row, j));
    }
    return Math.max(matched, mismatched);
  }

  /** Number of micro-batches. */
  int count() {
    return count;
  }

  /** Rows of a micro-batch. */
  int size(int microBatch) {
    return ends[microBatch] - start(microBatch);
  }

  /** The plan's row at a place of a micro-batch. */
  int row(int microBatch, int i) {
    return rows[start(microBatch) + i];
  }

  private int start(int microBatch) {
    return microBatch == 0 ? 0 : ends[microBatch - 1];
  }
}
