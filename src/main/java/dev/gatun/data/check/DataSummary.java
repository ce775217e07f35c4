package dev.gatun.data.check;

import dev.gatun.data.TokenStore;

/**
 * What rows have in common. Rows are feedback rows: a pair counts as two. Prompts and completions
 * are told apart by hashes of their tokens.
 *
 * @param groups pairs and scored sets
 * @param groupedRows rows that are part of one
 * @param prompts different ones
 * @param promptsDesirableOnly prompts all of whose rows are desirable
 * @param promptsUndesirableOnly prompts none of whose rows is
 * @param duplicates rows that repeat the prompt, completion and label of one before
 * @param contradictions different completions of a prompt that have both labels
 * @param prompt lengths of prompts, before truncation
 * @param completion lengths of completions, before truncation
 * @param together of both
 * @param tokens of an epoch, after truncation
 * @param learned those of them that are learned from
 */
public record DataSummary(
    long groups,
    long groupedRows,
    long prompts,
    long promptsDesirableOnly,
    long promptsUndesirableOnly,
    long duplicates,
    long contradictions,
    Lengths prompt,
    Lengths completion,
    Lengths together,
    long tokens,
    long learned) {
  private static final int UP = 1;
  private static final int DOWN = 2;

  /** Looks at every row once. */
  public static DataSummary of(TokenStore store) {
    var prompts = new KeyFlags();
    var responses = new KeyFlags();
    var prompt = new Lengths();
    var completion = new Lengths();
    var together = new Lengths();
    long duplicates = 0;
    long tokens = 0;
    long learned = 0;
    long groups = 0;
    long groupedRows = 0;
    int lastGroup = -1;
    for (int row = 0; row < store.rows(); row++) {
      int label = store.desirable(row) ? UP : DOWN;
      prompts.add(store.promptKey(row), label);
      long response = Long.rotateLeft(store.promptKey(row), 29) ^ store.completionKey(row);
      duplicates += (responses.add(response, label) & label) != 0 ? 1 : 0;
      int length = store.promptLength(row) + store.completionLength(row);
      prompt.add(store.promptLength(row));
      completion.add(store.completionLength(row));
      together.add(length);
      int kept = Math.min(length, store.maxLength());
      tokens += kept;
      for (int token = 0; token < kept - store.promptLength(row); token++) {
        learned += store.learned(row, token) ? 1 : 0;
      }
      if (store.group(row) >= 0) {
        groupedRows++;
        groups += store.group(row) != lastGroup ? 1 : 0;
        lastGroup = store.group(row);
      }
    }
    return new DataSummary(
        groups,
        groupedRows,
        prompts.size(),
        prompts.count(flags -> flags == UP),
        prompts.count(flags -> flags == DOWN),
        duplicates,
        responses.count(flags -> flags == (UP | DOWN)),
        prompt,
        completion,
        together,
        tokens,
        learned);
  }
}
