package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;
import java.util.Arrays;

/**
 * What no window can exceed, whichever rows meet in it: every prompt with the longest completion,
 * and the rows that are then the longest together. Eight bytes per row of heap while it is made.
 */
final class LargestWindow {
  private final TokenStore store;
  private final WindowPlan plan;
  private final int longestCompletion;
  private final int windowRows;
  private final int mostMembers;

  LargestWindow(TokenStore store, WindowPlan plan) {
    this.store = store;
    this.plan = plan;
    int longest = 0;
    int members = 0;
    for (int row = 0; row < plan.rows(); row++) {
      members = Math.max(members, plan.members(row));
      for (int j = 0; j < plan.members(row); j++) {
        longest = Math.max(longest, store.completionLength(plan.member(row, j)));
      }
    }
    int rows = 0;
    for (int window = 0; window < plan.windowsPerEpoch(); window++) {
      rows = Math.max(rows, plan.windowSize(window));
    }
    this.longestCompletion = longest;
    this.mostMembers = members;
    this.windowRows = rows;
  }

  BatchSize size() {
    var tokens = new int[plan.rows()]; // of each row, at most
    for (int row = 0; row < tokens.length; row++) {
      tokens[row] = tokens(row);
    }
    Arrays.sort(tokens);
    int limit = plan.settings().tokensPerBatch();
    return limit == 0 ? byRows(tokens) : byTokens(tokens, limit);
  }

  private int tokens(int row) {
    int tokens = 0;
    for (int j = 0; j < plan.members(row); j++) {
      int prompt = store.promptLength(plan.member(row, j));
      tokens += prompt + Math.min(longestCompletion, store.maxLength() - prompt);
    }
    return tokens;
  }

  private BatchSize byRows(int[] tokens) {
    int batch = Math.min(plan.settings().batchSize(), windowRows);
    int microBatches = (windowRows - 1) / batch + 1;
    return size(microBatches, batch, largest(tokens, batch));
  }

  /**
   * Of two micro-batches in succession, the tokens exceed the limit: otherwise the second one's
   * first row would be in the first.
   */
  private BatchSize byTokens(int[] tokens, int limit) {
    long pairs = largest(tokens, windowRows) / limit;
    int microBatches = (int) Math.min(windowRows, 2 * pairs + 1);
    return size(microBatches, windowRows, Math.max(limit, tokens[tokens.length - 1]));
  }

  private BatchSize size(int microBatches, int rows, long tokens) {
    int sequences = Math.multiplyExact(rows, mostMembers);
    long predicted = Math.min(tokens, (long) sequences * longestCompletion);
    return new BatchSize(microBatches, sequences, tokens, predicted);
  }

  private static long largest(int[] ascending, int count) {
    long sum = 0;
    for (int i = 1; i <= Math.min(count, ascending.length); i++) {
      sum += ascending[ascending.length - i];
    }
    return sum;
  }
}
