package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.PackedSequences;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.lang.foreign.ValueLayout;

/**
 * Which tokens of a batch of pairs have to be computed, when the same prompts with other
 * completions have been: those of the completions, less each one's last, which predicts nothing.
 *
 * @param sequences the new tokens, with their positions behind the prompts
 * @param lengths tokens of each sequence that are attended to: prompt and new ones
 * @param tokens int64: where each of these lies in the first batch's tokens followed by the new
 *     ones
 * @param predictors int64 (predicted tokens): where the hidden state that predicts each lies, in
 *     the same
 */
record PairTokens(PackedSequences sequences, long[] lengths, Tensor tokens, Tensor predictors) {
  /** Whether two batches have the same prompts in the same order. */
  static boolean fit(PackedBatch first, PackedBatch pairs) {
    if (first.sequences() != pairs.sequences()) return false;
    for (var i = 0; i < first.sequences(); i++) {
      if (first.row(i) != pairs.row(i) || first.promptLength(i) != pairs.promptLength(i))
        return false;
    }
    return true;
  }

  /** Whether there is any new token. */
  boolean isEmpty() {
    return sequences.inputIds().numel() == 0;
  }

  static PairTokens of(PackedBatch first, PackedBatch pairs, Device device) {
    var b = pairs.sequences();
    var lengths = new long[b];
    var newLengths = new long[b];
    var all = 0;
    var total = 0;
    for (var i = 0; i < b; i++) {
      var prompt = pairs.promptLength(i);
      newLengths[i] = Math.max(0, pairs.length(i) - 1 - prompt);
      lengths[i] = prompt + newLengths[i];
      all += Math.toIntExact(lengths[i]);
      total += Math.toIntExact(newLengths[i]);
    }
    var ids = new long[total];
    var positions = new long[total];
    var tokens = new long[all];
    var predictors = new long[Math.toIntExact(pairs.predicted())];
    var at = 0;
    var key = 0;
    var predicted = 0;
    for (var i = 0; i < b; i++) {
      var prompt = pairs.promptLength(i);
      var before = first.offset(i);
      var start = first.tokens() + at;
      for (var p = 0; p < prompt; p++) tokens[key++] = before + p;
      for (var p = Math.max(prompt, 1); p < pairs.length(i); p++) {
        predictors[predicted++] = p - 1 < prompt ? before + p - 1 : start + p - 1 - prompt;
      }
      for (var n = 0; n < newLengths[i]; n++) {
        ids[at] =
            pairs.inputIds().getAtIndex(ValueLayout.JAVA_LONG, pairs.offset(i) + prompt + (long) n);
        positions[at] = prompt + n;
        tokens[key++] = first.tokens() + at++;
      }
    }
    return new PairTokens(
        new PackedSequences(tensor(ids, device), tensor(positions, device), newLengths),
        lengths,
        tensor(tokens, device),
        tensor(predictors, device));
  }

  private static Tensor tensor(long[] values, Device device) {
    return values.length == 0
        ? Tensor.empty(Shape.of(0), DType.INT64, device)
        : Tensor.of(values).to(device);
  }
}
