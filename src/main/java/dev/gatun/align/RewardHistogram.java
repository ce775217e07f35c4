package dev.gatun.align;

import java.util.stream.DoubleStream;

/**
 * How the rewards of each class are spread, in bins that both share. Rewards that are not finite
 * are in no bin.
 *
 * @param edges of the bins, ascending, one more than there are bins; of a bin the lower edge
 *     belongs to it, and of the last the upper too
 * @param desirable rows in each bin
 * @param undesirable rows in each bin
 */
public record RewardHistogram(double[] edges, long[] desirable, long[] undesirable) {

  /** Bins of equal width from the lowest reward to the highest. */
  public static RewardHistogram of(double[] desirable, double[] undesirable, int bins) {
    var finite =
        DoubleStream.concat(DoubleStream.of(desirable), DoubleStream.of(undesirable))
            .filter(Double::isFinite)
            .summaryStatistics();
    if (finite.getCount() == 0)
      return new RewardHistogram(new double[] {0, 0}, new long[1], new long[1]);
    var low = finite.getMin();
    // All alike: a bin with some width around them.
    var width = finite.getMax() > low ? (finite.getMax() - low) / bins : 1.0 / bins;
    var edges = new double[bins + 1];
    for (var i = 0; i <= bins; i++) edges[i] = low + i * width;
    return new RewardHistogram(
        edges, counts(desirable, low, width, bins), counts(undesirable, low, width, bins));
  }

  private static long[] counts(double[] rewards, double low, double width, int bins) {
    var counts = new long[bins];
    for (var reward : rewards) {
      if (Double.isFinite(reward)) counts[Math.min(bins - 1, (int) ((reward - low) / width))]++;
    }
    return counts;
  }
}
