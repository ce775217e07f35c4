package dev.gatun.train;

import dev.gatun.align.Auc;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Sums and counts of one or more optimizer steps; means are taken at the end, so that steps and
 * micro-batches of different sizes weigh by their rows.
 */
public final class StepMetrics {
  /** Sums over the rows of one class. */
  private static final class ClassSums {
    long rows;
    long tokens;
    double logProbs;
    double logits;
    double rewardSum;
    double[] rewards = new double[8]; // those of the rows that have one, for their order
    int rewarded;

    void add(ClassSums other) {
      rows += other.rows;
      tokens += other.tokens;
      logProbs += other.logProbs;
      logits += other.logits;
      rewardSum += other.rewardSum;
      for (var i = 0; i < other.rewarded; i++) keep(other.rewards[i]);
    }

    void reward(double reward) {
      rewardSum += reward;
      keep(reward);
    }

    private void keep(double reward) {
      if (rewarded == rewards.length) rewards = Arrays.copyOf(rewards, 2 * rewarded);
      rewards[rewarded++] = reward;
    }

    double meanReward() {
      return rewarded == 0 ? Double.NaN : rewardSum / rewarded;
    }

    double[] allRewards() {
      return Arrays.copyOf(rewards, rewarded);
    }
  }

  /** A sum of values and their number. */
  private record Mean(double sum, double count) {
    Mean plus(Mean other) {
      return new Mean(sum + other.sum, count + other.count);
    }

    double value() {
      return sum / count;
    }
  }

  private final ClassSums chosen = new ClassSums();
  private final ClassSums rejected = new ClassSums();
  private final Map<String, Mean> means = new LinkedHashMap<>();
  private Mean loss = new Mean(0, 0);
  private long tokens;
  private double seconds;
  private double gradNorm = Double.NaN;
  private double learningRate = Double.NaN;

  /**
   * Adds a response.
   *
   * @param logProb summed log-probability of the completion under the policy
   * @param logits sum over its predicted tokens of the mean logit over the vocabulary
   */
  void addRow(boolean desirable, double logProb, double logits, long predictedTokens) {
    var sums = of(desirable);
    sums.rows++;
    sums.tokens += predictedTokens;
    sums.logProbs += logProb;
    sums.logits += logits;
  }

  /** Adds the implicit reward of a response that was added. */
  void addReward(boolean desirable, double reward) {
    of(desirable).reward(reward);
  }

  private ClassSums of(boolean desirable) {
    return desirable ? chosen : rejected;
  }

  /** Adds to the loss: a sum of weighted losses, and what divides it. */
  void addLoss(double sum, double divisor) {
    loss = loss.plus(new Mean(sum, divisor));
  }

  /** Adds values of a metric that is averaged, by their sum and number. */
  void add(String name, double sum, long count) {
    if (count > 0) means.merge(name, new Mean(sum, count), Mean::plus);
  }

  void addTokens(long count) {
    tokens += count;
  }

  void step(double gradNorm, double learningRate, double seconds) {
    this.gradNorm = gradNorm;
    this.learningRate = learningRate;
    this.seconds += seconds;
  }

  void add(StepMetrics other) {
    chosen.add(other.chosen);
    rejected.add(other.rejected);
    other.means.forEach((name, mean) -> means.merge(name, mean, Mean::plus));
    loss = loss.plus(other.loss);
    tokens += other.tokens;
    seconds += other.seconds;
    gradNorm = other.gradNorm;
    learningRate = other.learningRate;
  }

  /** Mean loss of the rows, pairs or sets. */
  public double loss() {
    return loss.value();
  }

  /** Mean reference point of the windows; NaN from an objective that has none. */
  public double kl() {
    return means.containsKey("kl") ? means.get("kl").value() : Double.NaN;
  }

  /** Mean reward of desirable rows minus that of undesirable ones; NaN when a class is absent. */
  public double margin() {
    return chosen.meanReward() - rejected.meanReward();
  }

  /** Tokens of the matched sequences. */
  public long tokens() {
    return tokens;
  }

  public double tokensPerSecond() {
    return tokens / seconds;
  }

  /**
   * The metrics under the reference trainer's names, each with a prefix; what a class that is
   * absent would give is absent.
   */
  Map<String, Object> named(String prefix) {
    var named = new LinkedHashMap<String, Object>();
    named.put(prefix + "loss", loss());
    if (!Double.isNaN(gradNorm)) named.put(prefix + "grad_norm", gradNorm);
    if (!Double.isNaN(learningRate)) named.put(prefix + "learning_rate", learningRate);
    means.forEach((name, mean) -> named.put(prefix + name, mean.value()));
    put(named, prefix, "chosen", chosen);
    put(named, prefix, "rejected", rejected);
    if (chosen.rewarded > 0 && rejected.rewarded > 0) {
      named.put(prefix + "rewards/margins", margin());
      named.put(prefix + "rewards/auc", Auc.of(chosen.allRewards(), rejected.allRewards()));
    }
    return named;
  }

  private static void put(Map<String, Object> named, String prefix, String label, ClassSums sums) {
    if (sums.rows == 0) return;
    named.put(prefix + "count/" + label, sums.rows);
    if (sums.rewarded > 0) named.put(prefix + "rewards/" + label, sums.meanReward());
    named.put(prefix + "logps/" + label, sums.logProbs / sums.rows);
    if (sums.tokens > 0) named.put(prefix + "logits/" + label, sums.logits / sums.tokens);
  }

  double seconds() {
    return seconds;
  }
}
