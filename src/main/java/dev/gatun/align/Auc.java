package dev.gatun.align;

import java.util.Arrays;

/**
 * Area under the receiver operating characteristic: the probability that a desirable row's reward
 * is above an undesirable one's, ties counting half.
 */
public final class Auc {
  private Auc() {}

  /** By ranks, n log n; NaN when a class is absent or a reward is not a number. */
  public static double of(double[] desirable, double[] undesirable) {
    var low = undesirable.clone();
    Arrays.sort(low);
    if (desirable.length == 0 || low.length == 0 || Double.isNaN(low[low.length - 1])) {
      return Double.NaN;
    }
    var wins = 0.0;
    for (var reward : desirable) {
      if (Double.isNaN(reward)) return Double.NaN;
      wins += (below(low, reward, false) + below(low, reward, true)) / 2.0;
    }
    return wins / ((double) desirable.length * low.length);
  }

  /** How many of the sorted values are below a reward, or at most equal to it. */
  private static int below(double[] sorted, double reward, boolean orEqual) {
    var from = 0;
    var to = sorted.length;
    while (from < to) {
      var middle = (from + to) >>> 1;
      if (sorted[middle] < reward || orEqual && sorted[middle] == reward) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}
