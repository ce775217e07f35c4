package dev.gatun.train;

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
    double rewards;
    double logProbs;
    double logits;

    void add(ClassSums other) {
      rows += other.rows;
      tokens += other.tokens;
      rewards += other.rewards;
      logProbs += other.logProbs;
      logits += other.logits;
    }
  }

  private final ClassSums chosen = new ClassSums();
  private final ClassSums rejected = new ClassSums();
  private double loss;
  private long rows;
  private double kl;
  private long windows;
  private long tokens;
  private double seconds;
  private double gradNorm = Double.NaN;
  private double learningRate = Double.NaN;

  /**
   * Adds a row.
   *
   * @param reward beta * u
   * @param logProb summed log-probability of the completion under the policy
   * @param logits sum over its predicted tokens of the mean logit over the vocabulary
   */
  void addRow(
      boolean desirable,
      double loss,
      double reward,
      double logProb,
      double logits,
      long predictedTokens) {
    var sums = desirable ? chosen : rejected;
    sums.rows++;
    sums.tokens += predictedTokens;
    sums.rewards += reward;
    sums.logProbs += logProb;
    sums.logits += logits;
    this.loss += loss;
    rows++;
  }

  /** Adds a reference point that rows were compared with. */
  void addReferencePoint(double value) {
    kl += value;
    windows++;
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
    loss += other.loss;
    rows += other.rows;
    kl += other.kl;
    windows += other.windows;
    tokens += other.tokens;
    seconds += other.seconds;
    gradNorm = other.gradNorm;
    learningRate = other.learningRate;
  }

  /** Mean loss of the rows. */
  public double loss() {
    return rows == 0 ? Double.NaN : loss / rows;
  }

  /** Mean reference point of the windows. */
  public double kl() {
    return windows == 0 ? Double.NaN : kl / windows;
  }

  /** Mean reward of desirable rows minus that of undesirable ones; NaN when a class is absent. */
  public double margin() {
    return chosen.rewards / chosen.rows - rejected.rewards / rejected.rows;
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
    if (windows > 0) named.put(prefix + "kl", kl());
    put(named, prefix, "chosen", chosen);
    put(named, prefix, "rejected", rejected);
    if (chosen.rows > 0 && rejected.rows > 0) named.put(prefix + "rewards/margins", margin());
    return named;
  }

  private static void put(Map<String, Object> named, String prefix, String label, ClassSums sums) {
    if (sums.rows == 0) return;
    named.put(prefix + "rewards/" + label, sums.rewards / sums.rows);
    named.put(prefix + "logps/" + label, sums.logProbs / sums.rows);
    if (sums.tokens > 0) named.put(prefix + "logits/" + label, sums.logits / sums.tokens);
  }

  double seconds() {
    return seconds;
  }
}
