package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;
import java.lang.foreign.ValueLayout;
import java.util.Objects;

/**
 * A micro-batch of B sequences, laid end to end without padding, in memory that libtorch reads in
 * place.
 *
 * <p>Segments have the length of the largest micro-batch there is; of each only the beginning
 * counts, as its method says. They start on 64-byte boundaries and stay the same for the life of
 * the batch, which is filled again and again: whoever made tensors of them looks at the present
 * content.
 *
 * <p>Each sequence is a prompt and a completion, cut at the store's maximal length, the start kept.
 * Every completion token that is to be learned is predicted from the position before it. Only the
 * very first token of a sequence has none before it: with an empty prompt (a tokenizer without BOS)
 * it is not predicted, so a sequence of one token has no predicted tokens at all.
 */
public final class PackedBatch {
  private static final long ALIGNMENT = 64;
  private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;

  private final MemorySegment inputIds;
  private final MemorySegment positions;
  private final MemorySegment offsets;
  private final MemorySegment predictors;
  private final MemorySegment targets;
  private final MemorySegment sequenceOf;
  private final MemorySegment labels;
  private final MemorySegment weights;
  private final MemorySegment promptOf;
  private final MemorySegment scores;
  private final int[] rows;
  private final int[] completionRows;
  private final int[] promptLengths;
  private final int[] predictedOf;
  private int round;
  private int sequences;
  private int prompts;
  private long tokens;
  private long predicted;

  PackedBatch(BatchSize most, SegmentAllocator memory) {
    inputIds = memory.allocate(Math.max(most.tokens(), 1) * Long.BYTES, ALIGNMENT);
    positions = memory.allocate(Math.max(most.tokens(), 1) * Long.BYTES, ALIGNMENT);
    offsets = memory.allocate((most.sequences() + 1L) * Integer.BYTES, ALIGNMENT);
    predictors = memory.allocate(Math.max(most.predicted(), 1) * Long.BYTES, ALIGNMENT);
    targets = memory.allocate(Math.max(most.predicted(), 1) * Long.BYTES, ALIGNMENT);
    sequenceOf = memory.allocate(Math.max(most.predicted(), 1) * Long.BYTES, ALIGNMENT);
    labels = memory.allocate(most.sequences(), ALIGNMENT);
    weights = memory.allocate((long) most.sequences() * Float.BYTES, ALIGNMENT);
    promptOf = memory.allocate((long) most.sequences() * Long.BYTES, ALIGNMENT);
    scores = memory.allocate((long) most.sequences() * Double.BYTES, ALIGNMENT);
    rows = new int[most.sequences()];
    completionRows = new int[most.sequences()];
    promptLengths = new int[most.sequences()];
    predictedOf = new int[most.sequences()];
  }

  void clear(int newRound) {
    round = newRound;
    sequences = 0;
    prompts = 0;
    tokens = 0;
    predicted = 0;
    offsets.setAtIndex(ValueLayout.JAVA_INT, 0, 0);
  }

  /**
   * Appends the prompt of one row with the completion of another, or of the same.
   *
   * @param promptIndex which prompt of the batch it belongs to: that of the sequence before, or the
   *     next
   */
  void add(TokenStore store, int row, int completionRow, int promptIndex) {
    int prompt = store.promptLength(row);
    int completion = BatchSize.cut(store, row, completionRow);
    long start = tokens;
    store.copyPrompt(row, prompt, inputIds, start);
    store.copyCompletion(completionRow, completion, inputIds, start + prompt);
    int length = prompt + completion;
    long before = predicted;
    for (int i = 0; i < length; i++) {
      positions.setAtIndex(LONG, start + i, i);
    }
    for (int i = Math.max(prompt, 1); i < length; i++) {
      if (!store.learned(completionRow, i - prompt)) {
        continue;
      }
      predictors.setAtIndex(LONG, predicted, start + i - 1);
      targets.setAtIndex(LONG, predicted, inputIds.getAtIndex(LONG, start + i));
      sequenceOf.setAtIndex(LONG, predicted, sequences);
      predicted++;
    }
    labels.set(ValueLayout.JAVA_BYTE, sequences, (byte) (store.desirable(row) ? 1 : 0));
    weights.setAtIndex(ValueLayout.JAVA_FLOAT, sequences, (float) store.weight(row));
    double score = store.score(row);
    promptOf.setAtIndex(LONG, sequences, promptIndex);
    scores.setAtIndex(
        ValueLayout.JAVA_DOUBLE,
        sequences,
        Double.isNaN(score) ? (store.desirable(row) ? 1 : 0) : score);
    prompts = promptIndex + 1;
    rows[sequences] = row;
    completionRows[sequences] = completionRow;
    promptLengths[sequences] = prompt;
    predictedOf[sequences] = Math.toIntExact(predicted - before);
    sequences++;
    tokens = start + length;
    offsets.setAtIndex(ValueLayout.JAVA_INT, sequences, Math.toIntExact(tokens));
  }

  /**
   * Which of the plan's pairings the completions come from ({@link WindowPlan#round}); 0 for
   * matched ones. With the row it says which completion a sequence has.
   */
  public int round() {
    return round;
  }

  /** B, the number of sequences. */
  public int sequences() {
    return sequences;
  }

  /** T, the tokens of all sequences together. */
  public long tokens() {
    return tokens;
  }

  /** C, the completion tokens to learn of all sequences together that have a predictor. */
  public long predicted() {
    return predicted;
  }

  /** int64 [T]: token ids, sequence after sequence. */
  public MemorySegment inputIds() {
    return inputIds;
  }

  /** int64 [T]: the position of each token in its own sequence, from 0. */
  public MemorySegment positions() {
    return positions;
  }

  /** int32 [B + 1]: where each sequence starts, and T at the end ({@code cu_seqlens}). */
  public MemorySegment offsets() {
    return offsets;
  }

  /** int64 [C]: for each predicted token the index in [0, T) whose hidden state predicts it. */
  public MemorySegment predictors() {
    return predictors;
  }

  /** int64 [C]: the predicted tokens' ids. */
  public MemorySegment targets() {
    return targets;
  }

  /** int64 [C]: the sequence, in [0, B), that each predicted token belongs to; ascending. */
  public MemorySegment sequenceOf() {
    return sequenceOf;
  }

  /** bool (one byte) [B]: whether the prompt's own completion is desirable. */
  public MemorySegment labels() {
    return labels;
  }

  /** float32 [B]: factors on the rows' losses. */
  public MemorySegment weights() {
    return weights;
  }

  /** int64 [B]: the prompt, in [0, {@link #prompts}), that each sequence answers; ascending. */
  public MemorySegment promptOf() {
    return promptOf;
  }

  /** float64 [B]: scores of the rows; 1 and 0 for thumbs up and down. */
  public MemorySegment scores() {
    return scores;
  }

  /** Rows of the plan in this batch: single responses, pairs or sets. */
  public int prompts() {
    return prompts;
  }

  /** The prompt, in [0, {@link #prompts}), that a sequence answers. */
  public int prompt(int sequence) {
    return (int) promptOf.getAtIndex(LONG, check(sequence));
  }

  /** Completion tokens of a sequence that are to be learned and have a predictor. */
  public int predicted(int sequence) {
    return predictedOf[check(sequence)];
  }

  /** Factor on the loss of a sequence's row. */
  public double weight(int sequence) {
    return weights.getAtIndex(ValueLayout.JAVA_FLOAT, check(sequence));
  }

  /** Where a sequence starts in the packed arrays. */
  public int offset(int sequence) {
    return offsets.getAtIndex(ValueLayout.JAVA_INT, check(sequence));
  }

  /** Tokens of a sequence, prompt and completion. */
  public int length(int sequence) {
    return offsets.getAtIndex(ValueLayout.JAVA_INT, check(sequence) + 1L) - offset(sequence);
  }

  /** Prompt tokens of a sequence. */
  public int promptLength(int sequence) {
    return promptLengths[check(sequence)];
  }

  /** Number of the store's row that gives the prompt, label and weight. */
  public int row(int sequence) {
    return rows[check(sequence)];
  }

  /** Number of the store's row that gives the completion; {@link #row} itself in a matched pair. */
  public int completionRow(int sequence) {
    return completionRows[check(sequence)];
  }

  /** Whether the row of a sequence is desirable. */
  public boolean desirable(int sequence) {
    return labels.get(ValueLayout.JAVA_BYTE, check(sequence)) != 0;
  }

  private int check(int sequence) {
    return Objects.checkIndex(sequence, sequences);
  }
}
