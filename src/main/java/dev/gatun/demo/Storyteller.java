package dev.gatun.demo;

import dev.gatun.model.CausalLM;
import dev.gatun.model.PackedSequences;
import dev.gatun.text.SpecialTokens;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Generator;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Lets a model go on with many beginnings at once, by sampling. Draws come from a generator of its
 * own, so that several may tell at the same time.
 */
public final class Storyteller {
  private static final int BATCH = 256;

  /** Below 1: a small model slips less often, and tells happy and sad stories as often as at 1. */
  static final double TEMPERATURE = 0.6;

  private static final int MOST_NEW_TOKENS = 90;

  private final CausalLM model;
  private final Tokenizer tokenizer;
  private final double temperature;

  /**
   * @param temperature above 0; 1: the model's own probabilities
   */
  public Storyteller(CausalLM model, Tokenizer tokenizer, double temperature) {
    this.model = model;
    this.tokenizer = tokenizer;
    this.temperature = temperature;
  }

  /** One telling for each beginning, in their order; the same seed tells the same. */
  public List<Telling> tell(List<String> prompts, long seed) {
    try (var random = new Generator(Device.CPU)) {
      random.manualSeed(seed);
      var tellings = new ArrayList<Telling>();
      for (var from = 0; from < prompts.size(); from += BATCH) {
        var to = Math.min(from + BATCH, prompts.size());
        tellings.addAll(tellBatch(prompts.subList(from, to), random));
      }
      return tellings;
    }
  }

  private List<Telling> tellBatch(List<String> prompts, Generator random) {
    try (var _ = TensorScope.open();
        var _ = Autograd.inferenceMode()) {
      var beginnings = new long[prompts.size()][];
      var lengths = new long[prompts.size()];
      for (var i = 0; i < beginnings.length; i++) {
        beginnings[i] = Arrays.stream(tokenizer.encode(prompts.get(i))).asLongStream().toArray();
        lengths[i] = beginnings[i].length;
      }
      var packed = PackedSequences.of(model.device(), beginnings);
      List<int[]> told;
      try (var cache = new BatchCache(lengths, MOST_NEW_TOKENS)) {
        told = continuations(packed, lengths, cache, random);
      }
      var tellings = new ArrayList<Telling>();
      for (var i = 0; i < beginnings.length; i++) {
        tellings.add(
            new Telling(prompts.get(i), tokenizer.decode(told.get(i), SpecialTokens.SKIP)));
      }
      return tellings;
    }
  }

  /** New tokens of each sequence, without the end-of-sequence token. */
  private List<int[]> continuations(
      PackedSequences packed, long[] lengths, BatchCache cache, Generator random) {
    var hidden = model.hiddenStates(packed, cache);
    var lasts = new long[lengths.length];
    var end = -1L;
    for (var i = 0; i < lasts.length; i++) lasts[i] = end += lengths[i];
    var next = sample(hidden.indexSelect(0, Tensor.of(lasts)), random);
    cache.advance();
    var positions = Tensor.of(lengths);
    var columns = new ArrayList<long[]>();
    columns.add(next.toLongArray());
    var ones = new long[lengths.length];
    Arrays.fill(ones, 1);
    var ended = new boolean[lengths.length];
    while (columns.size() < MOST_NEW_TOKENS && !allEnded(columns.getLast(), ended)) {
      try (var step = TensorScope.open()) {
        var states = model.hiddenStates(new PackedSequences(next, positions, ones), cache);
        next = step.keep(sample(states, random));
        positions = step.keep(positions.add(1));
        columns.add(next.toLongArray());
        cache.advance();
      }
    }
    var told = new ArrayList<int[]>();
    for (var i = 0; i < lengths.length; i++) {
      var sequence = i;
      told.add(
          columns.stream()
              .mapToInt(column -> (int) column[sequence])
              .takeWhile(token -> token != StoryTokenizer.EOS_ID)
              .toArray());
    }
    return told;
  }

  private static boolean allEnded(long[] column, boolean[] ended) {
    var all = true;
    for (var i = 0; i < ended.length; i++) {
      ended[i] |= column[i] == StoryTokenizer.EOS_ID;
      all &= ended[i];
    }
    return all;
  }

  /** One token for each row of hidden states: int64 (rows). */
  private Tensor sample(Tensor hidden, Generator random) {
    var scores = model.logits(hidden).div(temperature);
    return Functional.multinomial(Functional.softmax(scores, -1), 1, random).squeeze(1);
  }
}
