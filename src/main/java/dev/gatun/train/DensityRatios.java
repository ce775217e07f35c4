package dev.gatun.train;

import dev.gatun.align.LogisticRegression;
import dev.gatun.data.TokenStore;
import dev.gatun.model.CausalLM;
import dev.gatun.model.PackedSequences;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Underlying distribution matching of BCO: how much more often a prompt is found with thumbs up
 * than with thumbs down, by a classifier on prompts' embeddings. Rows with thumbs down are weighted
 * with it, so that their prompts are distributed as those with thumbs up.
 *
 * <p>An embedding is the mean of the reference model's last hidden states over the prompt's tokens.
 */
final class DensityRatios {
  private static final int SAMPLED = 1024; // prompts of each class
  private static final int AT_ONCE = 32;
  private static final double LEAST = 0.5;
  private static final double MOST = 10;

  private final TokenStore store;
  private final CausalLM reference;

  private DensityRatios(TokenStore store, CausalLM reference) {
    this.store = store;
    this.reference = reference;
  }

  /**
   * The factor of each row's loss: p / (1 - p), within [0.5, 10], of thumbs down; 1 of thumbs up.
   *
   * @param store with rows of both classes
   * @param seed decides which prompts the classifier learns from, where there are more than 1024
   */
  static double[] of(TokenStore store, CausalLM reference, long seed) {
    return new DensityRatios(store, reference).compute(seed);
  }

  /**
   * Refuses data that has no two classes to match.
   *
   * @throws TrainingException when a class is absent
   */
  static void requireBothClasses(TokenStore store) {
    var up = store.desirableRows();
    if (up > 0 && up < store.rows()) return;
    throw new TrainingException(
        "--udm: all "
            + store.rows()
            + " rows are "
            + (up == 0 ? "undesirable" : "desirable")
            + ", and matching the prompts of the two classes needs both; leave --udm out");
  }

  private double[] compute(long seed) {
    var up = rows(true);
    var down = rows(false);
    var random = new SplittableRandom(seed);
    var sample = new ArrayList<>(sample(up, random));
    sample.addAll(sample(down, random));
    var positive = new boolean[sample.size()];
    for (var i = 0; i < positive.length; i++) positive[i] = store.desirable(sample.get(i));
    try (var _ = TensorScope.open()) {
      var parts = new ArrayList<Tensor>();
      for (var chunk : chunks(sample)) parts.add(embed(chunk));
      var classifier = LogisticRegression.fit(Tensor.cat(parts, 0), positive);
      return factors(classifier, down);
    }
  }

  private List<Integer> rows(boolean desirable) {
    var rows = new ArrayList<Integer>();
    for (var row = 0; row < store.rows(); row++) {
      if (store.desirable(row) == desirable) rows.add(row);
    }
    return rows;
  }

  /** So many rows of a class, each once: the beginning of a shuffle. */
  private static List<Integer> sample(List<Integer> rows, SplittableRandom random) {
    var size = Math.min(rows.size(), SAMPLED);
    var shuffled = new ArrayList<>(rows);
    for (var i = 0; i < size; i++) {
      var j = i + random.nextInt(shuffled.size() - i);
      var held = shuffled.get(i);
      shuffled.set(i, shuffled.get(j));
      shuffled.set(j, held);
    }
    return shuffled.subList(0, size);
  }

  private double[] factors(LogisticRegression classifier, List<Integer> down) {
    var factors = new double[store.rows()];
    Arrays.fill(factors, 1);
    for (var chunk : chunks(down)) {
      try (var _ = TensorScope.open()) {
        var logits = classifier.logits(embed(chunk));
        for (var i = 0; i < logits.length; i++) {
          factors[chunk.get(i)] = Math.clamp(Math.exp(logits[i]), LEAST, MOST);
        }
      }
    }
    return factors;
  }

  private static List<List<Integer>> chunks(List<Integer> rows) {
    var chunks = new ArrayList<List<Integer>>();
    for (var from = 0; from < rows.size(); from += AT_ONCE) {
      chunks.add(rows.subList(from, Math.min(from + AT_ONCE, rows.size())));
    }
    return chunks;
  }

  /** (rows, hidden), float64 on the CPU; zeros of a row without a prompt. */
  private Tensor embed(List<Integer> rows) {
    try (var scope = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var prompts = new ArrayList<long[]>();
      var tokenOf = new ArrayList<Long>();
      var lengths = new double[rows.size()];
      for (var i = 0; i < rows.size(); i++) {
        var ids = store.prompt(rows.get(i)).toArray(ValueLayout.JAVA_INT_UNALIGNED);
        lengths[i] = Math.max(ids.length, 1);
        if (ids.length > 0) prompts.add(Arrays.stream(ids).asLongStream().toArray());
        for (var _ : ids) tokenOf.add((long) i);
      }
      var size = reference.outputWeight().size(1);
      var sums = Tensor.zeros(Shape.of(rows.size(), size), DType.FLOAT64, Device.CPU);
      if (!prompts.isEmpty()) {
        var packed = PackedSequences.of(reference.device(), prompts.toArray(long[][]::new));
        var hidden = reference.hiddenStates(packed).to(Device.CPU);
        var at = Tensor.of(tokenOf.stream().mapToLong(row -> row).toArray());
        sums = sums.indexAdd(0, at, hidden.to(DType.FLOAT64));
      }
      return scope.keep(sums.div(Tensor.of(lengths).unsqueeze(1)));
    }
  }
}
