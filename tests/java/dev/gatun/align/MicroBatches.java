package dev.gatun.align;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.Arrays;
import java.util.Map;
import java.util.Random;

/** Micro-batches in float64, from numbers. */
final class MicroBatches {
  static final double LN2 = Math.log(2);

  private MicroBatches() {}

  /**
   * Responses as numbers; a reference of 0, so that s is u too.
   *
   * @param sizes responses of each prompt
   */
  record Rows(
      double[] sums,
      double[] references,
      double[] tokens,
      boolean[] desirable,
      double[] scores,
      int[] sizes) {

    MicroBatch batch(Tensor sums) {
      var promptOf = new long[desirable.length];
      for (int p = 0, row = 0; p < sizes.length; p++) {
        for (var i = 0; i < sizes[p]; i++) promptOf[row++] = p;
      }
      return new MicroBatch(
          sums,
          Tensor.of(references),
          Tensor.of(tokens),
          labels(desirable),
          Tensor.of(scores),
          Tensor.of(promptOf),
          sizes.length);
    }

    MicroBatch batch() {
      return batch(Tensor.of(sums));
    }

    /** What a window of just these rows sums to, log-ratios of matched rows included. */
    WindowSums window() {
      var tokenSum = 0L;
      for (var i = 0; i < tokens.length; i++) tokenSum += desirable[i] ? (long) tokens[i] : 0;
      var window = WindowSums.of(sizes.length, sums.length, sizes.length, tokenSum);
      for (var i = 0; i < sums.length; i++) {
        window = window.plusMatched(desirable[i], sums[i] - references[i]);
      }
      return window;
    }

    /** Some of the prompts, in any order. */
    Rows prompts(int... chosen) {
      var starts = new int[sizes.length + 1];
      for (var p = 0; p < sizes.length; p++) starts[p + 1] = starts[p] + sizes[p];
      var rows =
          Arrays.stream(chosen)
              .flatMap(p -> java.util.stream.IntStream.range(starts[p], starts[p + 1]))
              .toArray();
      var picked = new boolean[rows.length];
      for (var i = 0; i < rows.length; i++) picked[i] = desirable[rows[i]];
      return new Rows(
          pick(sums, rows),
          pick(references, rows),
          pick(tokens, rows),
          picked,
          pick(scores, rows),
          Arrays.stream(chosen).map(p -> sizes[p]).toArray());
    }

    private static double[] pick(double[] values, int[] rows) {
      return Arrays.stream(rows).mapToDouble(row -> values[row]).toArray();
    }
  }

  static Tensor labels(boolean... labels) {
    var numbers = new long[labels.length];
    for (var i = 0; i < labels.length; i++) numbers[i] = labels[i] ? 1 : 0;
    return Tensor.of(numbers).to(DType.BOOL);
  }

  /** Rows by themselves with these log-ratios. */
  static Rows rows(double[] ratios, boolean... desirable) {
    var sizes = new int[ratios.length];
    Arrays.fill(sizes, 1);
    return of(ratios, desirable, new double[ratios.length], sizes);
  }

  /** Pairs: u of a chosen response, u of its rejected one, and so on. */
  static Rows pairs(double... ratios) {
    var desirable = new boolean[ratios.length];
    var scores = new double[ratios.length];
    for (var i = 0; i < ratios.length; i += 2) {
      desirable[i] = true;
      scores[i] = 1;
    }
    var sizes = new int[ratios.length / 2];
    Arrays.fill(sizes, 2);
    return of(ratios, desirable, scores, sizes);
  }

  /** One set of responses. */
  static Rows set(double[] ratios, double... scores) {
    return of(ratios, best(scores), scores, ratios.length);
  }

  private static boolean[] best(double[] scores) {
    var best = new boolean[scores.length];
    var highest = Arrays.stream(scores).max().orElseThrow();
    for (var i = 0; i < scores.length; i++) best[i] = scores[i] == highest;
    return best;
  }

  private static Rows of(double[] sums, boolean[] desirable, double[] scores, int... sizes) {
    var ones = new double[sums.length];
    Arrays.fill(ones, 1);
    return new Rows(sums, new double[sums.length], ones, desirable, scores, sizes);
  }

  /**
   * Random rows of the kind that an objective takes, log-probabilities and lengths as real ones.
   */
  static Rows random(Objective objective, int prompts, long seed) {
    var random = new Random(seed);
    var sizes = new int[prompts];
    for (var p = 0; p < prompts; p++) {
      sizes[p] =
          switch (objective.needs().responses()) {
            case SINGLE, DESIRABLE -> 1;
            case PAIRS -> 2;
            case SETS -> 2 + random.nextInt(4);
          };
    }
    var rows = Arrays.stream(sizes).sum();
    var sums = random.doubles(rows, -40, -3).toArray();
    var references = Arrays.stream(sums).map(s -> s + random.nextDouble(-8, 8)).toArray();
    var tokens = random.ints(rows, 2, 30).asDoubleStream().toArray();
    var desirable = new boolean[rows];
    var scores = random.doubles(rows).toArray();
    for (int p = 0, row = 0; p < prompts; row += sizes[p++]) {
      if (sizes[p] == 1) {
        desirable[row] = p % 3 != 1;
      } else if (objective.needs().responses() == Needs.Responses.PAIRS) {
        desirable[row] = true;
      } else {
        var best = best(Arrays.copyOfRange(scores, row, row + sizes[p]));
        System.arraycopy(best, 0, desirable, row, sizes[p]);
      }
    }
    return new Rows(sums, references, tokens, desirable, scores, sizes);
  }

  /** Losses of rows that are a window of their own. */
  static double[] losses(Objective objective, Rows rows) {
    return evaluate(objective, rows.batch(), rows.window()).losses().toDoubleArray();
  }

  static Evaluation evaluate(Objective objective, MicroBatch batch, WindowSums window) {
    return objective.evaluate(batch, window, state(objective, window));
  }

  static Map<String, Double> state(Objective objective, WindowSums window) {
    return objective.advance(objective.initialState(), window);
  }

  /**
   * Gradient of the sum of the losses by the rows' log-probabilities, with the window's statistics
   * frozen.
   */
  static double[] gradients(Objective objective, Rows rows) {
    var sums = Tensor.of(rows.sums()).requiresGrad_(true);
    evaluate(objective, rows.batch(sums), rows.window()).losses().sum().backward();
    var gradient = sums.grad();
    return gradient.reshape(Shape.of(rows.sums().length).toArray()).toDoubleArray();
  }
}
