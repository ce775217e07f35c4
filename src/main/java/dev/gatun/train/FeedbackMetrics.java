package dev.gatun.train;

import dev.gatun.align.Auc;
import dev.gatun.align.Bootstrap;
import dev.gatun.align.Evaluation;
import dev.gatun.align.MicroBatch;
import dev.gatun.align.Objective;
import dev.gatun.align.WindowSums;
import dev.gatun.data.Groups;
import dev.gatun.data.RowFacts;
import dev.gatun.data.TokenStore;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Loss and metrics of a whole data set, which is one window here: its mismatched pairs make one
 * reference point, its rewards one shift. The intervals are those of drawing the rows, pairs or
 * sets anew; what the window has in common stays as it is.
 */
final class FeedbackMetrics {
  private static final List<String> OF_ROWS =
      List.of(
          "loss",
          "rewards/chosen",
          "rewards/rejected",
          "rewards/margins",
          "rewards/auc",
          "logps/chosen",
          "logps/rejected");

  private final Objective objective;
  private final RowLogProbs policy;
  private final RowLogProbs reference;
  private final int[] members; // rows of the store, prompt after prompt
  private final int[] starts; // of each prompt in members, and the end of the last
  private final boolean[] desirable;
  private final double[] weights; // of prompts
  private final double[] scores;
  private final Map<String, double[]> values = new LinkedHashMap<>(); // one for each prompt
  private final List<Metric> whole = new ArrayList<>();

  FeedbackMetrics(
      TokenStore store,
      Objective objective,
      RowWeights rowWeights,
      RowLogProbs policy,
      RowLogProbs reference) {
    this.objective =
        objective.forClasses(store.desirableRows(), store.rows() - (long) store.desirableRows());
    this.policy = policy;
    this.reference = reference;
    var rows = Groups.of(store, TrainingData.grouping(objective.needs().responses()));
    this.starts = starts(rows);
    this.members = new int[starts[rows.rows()]];
    this.weights = new double[rows.rows()];
    for (var prompt = 0; prompt < rows.rows(); prompt++) {
      for (var i = 0; i < rows.members(prompt); i++) {
        members[starts[prompt] + i] = rows.member(prompt, i);
      }
      var row = rows.member(prompt, 0);
      weights[prompt] = rowWeights.of(store.weight(row), row);
    }
    this.desirable = new boolean[members.length];
    this.scores = new double[members.length];
    for (var i = 0; i < members.length; i++) {
      desirable[i] = store.desirable(members[i]);
      var score = store.score(members[i]);
      scores[i] = Double.isNaN(score) ? (desirable[i] ? 1 : 0) : score;
    }
    evaluate();
  }

  private static int[] starts(RowFacts rows) {
    var starts = new int[rows.rows() + 1];
    for (var prompt = 0; prompt < rows.rows(); prompt++) {
      starts[prompt + 1] = starts[prompt] + rows.members(prompt);
    }
    return starts;
  }

  /** Rows, pairs or sets that the objective compares. */
  int prompts() {
    return weights.length;
  }

  private void evaluate() {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var window = window();
      var state = objective.advance(objective.initialState(), window);
      var made = objective.evaluate(batch(), window, state);
      var losses = made.losses().mul(Tensor.of(weights));
      values.put("loss", losses.toDoubleArray());
      means(made);
      objective
          .measures(window, state)
          .forEach((name, value) -> whole.add(Metric.plain(name, value)));
    }
  }

  private void means(Evaluation made) {
    made.means()
        .forEach((name, tensor) -> {
          var each = tensor.toDoubleArray();
          if (each.length == prompts()) {
            values.put(name, each);
          } else if (each.length > 0) {
            whole.add(Metric.plain(name, Arrays.stream(each).average().orElseThrow()));
          }
        });
  }

  private WindowSums window() {
    var classWeights = 0.0;
    var tokens = 0L;
    for (var prompt = 0; prompt < prompts(); prompt++) {
      var size = starts[prompt + 1] - starts[prompt];
      for (var i = starts[prompt]; i < starts[prompt + 1]; i++) {
        classWeights += weights[prompt] * objective.classWeight(desirable[i]) / size;
        tokens += desirable[i] ? policy.tokens()[members[i]] : 0;
      }
    }
    var sums = WindowSums.of(prompts(), members.length, classWeights, tokens);
    if (policy.mismatched().length > 0) {
      var ratios = new double[policy.mismatched().length];
      Arrays.setAll(ratios, i -> policy.mismatched()[i] - reference.mismatched()[i]);
      sums = sums.plusMismatched(ratios);
    }
    for (var i = 0; i < members.length; i++) sums = sums.plusMatched(desirable[i], ratio(i));
    return sums;
  }

  private double ratio(int i) {
    return policy.matched()[members[i]] - reference.matched()[members[i]];
  }

  private MicroBatch batch() {
    var own = new double[members.length];
    var other = new double[members.length];
    var tokens = new double[members.length];
    var labels = new long[members.length];
    var promptOf = new long[members.length];
    for (var prompt = 0; prompt < prompts(); prompt++) {
      Arrays.fill(promptOf, starts[prompt], starts[prompt + 1], prompt);
    }
    for (var i = 0; i < members.length; i++) {
      own[i] = policy.matched()[members[i]];
      other[i] = reference.matched()[members[i]];
      tokens[i] = policy.tokens()[members[i]];
      labels[i] = desirable[i] ? 1 : 0;
    }
    return new MicroBatch(
        Tensor.of(own),
        Tensor.of(other),
        Tensor.of(tokens),
        Tensor.of(labels).eq(1),
        Tensor.of(scores),
        Tensor.of(promptOf),
        prompts());
  }

  /** Everything that is a number. */
  List<Metric> metrics(Bootstrap bootstrap) {
    var more = values.keySet().stream().filter(name -> !OF_ROWS.contains(name)).toList();
    var names = new ArrayList<>(OF_ROWS);
    names.addAll(more);
    var intervals = bootstrap.of(prompts(), picked -> statistics(picked, more));
    var metrics = new ArrayList<Metric>();
    for (var i = 0; i < intervals.length; i++) {
      var found = intervals[i];
      if (!Double.isNaN(found.value())) {
        metrics.add(new Metric(names.get(i), found.value(), found.low(), found.high()));
      }
    }
    metrics.addAll(whole);
    return metrics;
  }

  private double[] statistics(int[] picked, List<String> more) {
    var statistics = new double[OF_ROWS.size() + more.size()];
    var chosen = new Rows(picked, true);
    var rejected = new Rows(picked, false);
    statistics[0] = mean(picked, values.get("loss"));
    statistics[1] = chosen.reward();
    statistics[2] = rejected.reward();
    statistics[3] = chosen.reward() - rejected.reward();
    statistics[4] = Auc.of(chosen.rewards, rejected.rewards);
    statistics[5] = chosen.logProb();
    statistics[6] = rejected.logProb();
    for (var i = 0; i < more.size(); i++) {
      statistics[OF_ROWS.size() + i] = mean(picked, values.get(more.get(i)));
    }
    return statistics;
  }

  private static double mean(int[] picked, double[] each) {
    var sum = 0.0;
    for (var prompt : picked) sum += each[prompt];
    return sum / picked.length;
  }

  /** Rewards of the rows of a class, in the order of the data. */
  double[] rewards(boolean ofDesirable) {
    var all = new int[prompts()];
    Arrays.setAll(all, i -> i);
    return new Rows(all, ofDesirable).rewards;
  }

  /** The rows of one class among those of some prompts. */
  private final class Rows {
    final double[] rewards;
    private double logProbs;

    Rows(int[] picked, boolean ofDesirable) {
      var found = new double[Math.max(16, picked.length)];
      var count = 0;
      for (var prompt : picked) {
        for (var i = starts[prompt]; i < starts[prompt + 1]; i++) {
          if (desirable[i] != ofDesirable) continue;
          if (count == found.length) found = Arrays.copyOf(found, 2 * count);
          found[count++] = objective.beta() * ratio(i);
          logProbs += policy.matched()[members[i]];
        }
      }
      this.rewards = Arrays.copyOf(found, count);
    }

    double reward() {
      return Arrays.stream(rewards).average().orElse(Double.NaN);
    }

    double logProb() {
      return rewards.length == 0 ? Double.NaN : logProbs / rewards.length;
    }
  }
}
