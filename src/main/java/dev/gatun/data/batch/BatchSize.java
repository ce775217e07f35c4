package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;

/**
 * Room that a packed batch needs.
 *
 * @param sequences pairs of prompt and completion
 * @param tokens of all sequences together
 * @param predicted completion tokens of all sequences together
 */
record BatchSize(int sequences, long tokens, long predicted) {

  /** The largest micro-batch of a plan, over matched and mismatched pairs. */
  static BatchSize largest(TokenStore store, WindowPlan plan) {
    int sequences = 0;
    long tokens = 0;
    long predicted = 0;
    int batch = plan.settings().batchSize();
    for (int window = 0; window < plan.windowsPerEpoch(); window++) {
      int size = plan.windowSize(window);
      for (int from = 0; from < size; from += batch) {
        int to = Math.min(from + batch, size);
        int responses = 0;
        long matchedCompletions = 0;
        long mismatchedCompletions = 0;
        long prompts = 0;
        for (int i = from; i < to; i++) {
          int row = plan.row(window, i);
          for (int j = 0; j < plan.members(row); j++) {
            int response = plan.member(row, j);
            responses++;
            prompts += store.promptLength(response);
            matchedCompletions += cut(store, response, response);
            mismatchedCompletions += cut(store, response, plan.partnerOf(row, j));
          }
        }
        long completions = Math.max(matchedCompletions, mismatchedCompletions);
        sequences = Math.max(sequences, responses);
        tokens = Math.max(tokens, prompts + completions);
        predicted = Math.max(predicted, completions);
      }
    }
    return new BatchSize(sequences, tokens, predicted);
  }

  /** Tokens that remain of a completion behind a prompt: the start of the two together is kept. */
  static int cut(TokenStore store, int promptRow, int completionRow) {
    return Math.min(
        store.completionLength(completionRow), store.maxLength() - store.promptLength(promptRow));
  }
}
