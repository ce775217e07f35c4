package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.model.CausalLM;
import dev.gatun.model.PackedSequences;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.Arena;
import java.lang.foreign.ValueLayout;
import java.util.stream.LongStream;

/** Log-probabilities without packing or fusing: a softmax over whole logits, one sequence alone. */
final class PlainLogProbs {
  private PlainLogProbs() {}

  /** log pi of each token of one row's completion behind the prompt of another, or of the same. */
  static double[] of(CausalLM model, TokenStore store, int row, int completionRow) {
    var prompt = store.promptLength(row);
    var length =
        Math.min(
            prompt + store.completionLength(completionRow), Math.toIntExact(store.maxLength()));
    try (var _ = TensorScope.open();
        var arena = Arena.ofConfined()) {
      var memory = arena.allocate(8L * length, 64);
      store.copyPrompt(row, prompt, memory, 0);
      store.copyCompletion(completionRow, length - prompt, memory, prompt);
      var ids = memory.toArray(ValueLayout.JAVA_LONG);
      var positions = LongStream.range(0, length).toArray();
      var input = new PackedSequences(Tensor.of(ids), Tensor.of(positions), new long[] {length});
      var logProbs = Functional.logSoftmax(model.logits(model.hiddenStates(input)), -1);
      var first = Math.max(prompt, 1);
      var found = new double[length - first];
      for (var i = first; i < length; i++) {
        found[i - first] = logProbs.select(0, i - 1).select(0, ids[i]).item();
      }
      return found;
    }
  }

  /** Their sum. */
  static double sum(CausalLM model, TokenStore store, int row, int completionRow) {
    var sum = 0.0;
    for (var token : of(model, store, row, completionRow)) sum += token;
    return sum;
  }
}
