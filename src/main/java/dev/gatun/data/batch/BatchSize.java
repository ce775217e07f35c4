package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;

/**
 * Room that a packed batch needs.
 *
 * @param microBatches of a window
 * @param sequences pairs of prompt and completion
 * @param tokens of all sequences together
 * @param predicted completion tokens of all sequences together
 */
record BatchSize(int microBatches, int sequences, long tokens, long predicted) {

  /**
   * The largest micro-batch of a plan, over matched and mismatched pairs, and most of a window:
   * just that where the windows are known, and what it cannot exceed where each epoch has others.
   */
  static BatchSize largest(TokenStore store, WindowPlan plan) {
    if (!plan.repeats()) {
      return new LargestWindow(store, plan).size();
    }
    var size = new BatchSize(0, 0, 0, 0);
    var cut = new MicroBatches(store, plan);
    for (long step = 0; step < plan.windowsPerEpoch(); step++) {
      cut.cut(step);
      for (int m = 0; m < cut.count(); m++) {
        size = size.atLeast(of(store, plan, cut, m));
      }
    }
    return size;
  }

  private static BatchSize of(TokenStore store, WindowPlan plan, MicroBatches cut, int m) {
    int responses = 0;
    long matchedCompletions = 0;
    long mismatchedCompletions = 0;
    long prompts = 0;
    for (int i = 0; i < cut.size(m); i++) {
      int row = cut.row(m, i);
      for (int j = 0; j < plan.members(row); j++) {
        int response = plan.member(row, j);
        responses++;
        prompts += store.promptLength(response);
        matchedCompletions += cut(store, response, response);
        mismatchedCompletions += cut(store, response, plan.partnerOf(row, j));
      }
    }
    long completions = Math.max(matchedCompletions, mismatchedCompletions);
    return new BatchSize(cut.count(), responses, prompts + completions, completions);
  }

  private BatchSize atLeast(BatchSize other) {
    return new BatchSize(
        Math.max(microBatches, other.microBatches),
        Math.max(sequences, other.sequences),
        Math.max(tokens, other.tokens),
        Math.max(predicted, other.predicted));
  }

  /** Tokens that remain of a completion behind a prompt: the start of the two together is kept. */
  static int cut(TokenStore store, int promptRow, int completionRow) {
    return Math.min(
        store.completionLength(completionRow), store.maxLength() - store.promptLength(promptRow));
  }
}
