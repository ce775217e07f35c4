package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.data.TokenStoreWriter;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.model.CausalLM;
import dev.gatun.model.Generation;
import dev.gatun.model.GenerationOptions;
import dev.gatun.text.SpecialTokens;
import dev.gatun.text.Tokenizer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** What a model says to prompts, one drawn continuation for each. */
final class Continuations implements AutoCloseable {
  private final TokenStore store;
  private final List<String> texts;
  private final int cut;

  private Continuations(TokenStore store, List<String> texts, int cut) {
    this.store = store;
    this.texts = texts;
    this.cut = cut;
  }

  /**
   * Draws from the model's own probabilities.
   *
   * @param prompts token ids, at least one each
   * @param seed of the first; each has its own
   */
  static Continuations draw(
      CausalLM model,
      Tokenizer tokenizer,
      List<int[]> prompts,
      int maxNewTokens,
      long seed,
      Scorer.Listener listener,
      StopRequest stop) {
    var longest = prompts.stream().mapToInt(prompt -> prompt.length).max().orElse(1);
    var texts = new ArrayList<String>();
    var cut = 0;
    try (var writer =
        TokenStoreWriter.temporary(
            Path.of(System.getProperty("java.io.tmpdir")), longest + maxNewTokens)) {
      for (var i = 0; i < prompts.size() && !stop.requested(); i++) {
        var options = GenerationOptions.sampled(maxNewTokens, seed + i);
        var made = model.generate(prompts.get(i), options);
        writer.append(prompts.get(i), made.tokens(), true, 1);
        texts.add(tokenizer.decode(made.tokens(), SpecialTokens.SKIP));
        cut += made.stop() == Generation.Stop.LENGTH ? 1 : 0;
        listener.onRows(i + 1, prompts.size());
      }
      return new Continuations(writer.finish(), texts, cut);
    }
  }

  /** Summed log-probabilities of the continuations under a model. */
  double[] logProbs(Policy policy, Scorer.Settings settings, StopRequest stop) {
    if (texts.isEmpty()) return new double[0];
    return RowLogProbs.of(
            policy,
            store,
            KlPairs.NONE,
            settings.batchSize(),
            settings.device(),
            (_, _) -> {},
            stop)
        .matched();
  }

  List<String> texts() {
    return texts;
  }

  int tokens(int i) {
    return store.completionLength(i);
  }

  /** How many would have gone on. */
  int cut() {
    return cut;
  }

  @Override
  public void close() {
    store.close();
  }
}
