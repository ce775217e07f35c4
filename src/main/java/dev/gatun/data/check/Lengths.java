package dev.gatun.data.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** How often each length occurs. */
public final class Lengths {
  private long[] counts = new long[64];
  private long rows;
  private long total;

  Lengths() {}

  void add(int length) {
    if (length >= counts.length) {
      counts = Arrays.copyOf(counts, Math.max(length + 1, 2 * counts.length));
    }
    counts[length]++;
    rows++;
    total += length;
  }

  /** Sum of all lengths. */
  public long total() {
    return total;
  }

  public double mean() {
    return rows == 0 ? 0 : (double) total / rows;
  }

  /**
   * The shortest length that at least this share of the rows, above 0 and up to 1, stays within.
   */
  public int quantile(double share) {
    long wanted = (long) Math.ceil(share * rows);
    long seen = 0;
    for (int length = 0; length < counts.length; length++) {
      seen += counts[length];
      if (seen > 0 && seen >= wanted) {
        return length;
      }
    }
    return 0;
  }

  public int shortest() {
    return quantile(0);
  }

  public int longest() {
    return quantile(1);
  }

  /** Rows with lengths in [from, to]. */
  public record Bin(int from, int to, long rows) {}

  /** Bins up to each power of two, from that of the shortest row to that of the longest. */
  public List<Bin> histogram() {
    List<Bin> bins = new ArrayList<>();
    int longest = longest();
    for (int from = 0, to = 1; from <= longest; from = to + 1, to *= 2) {
      long inside = 0;
      for (int length = from; length <= Math.min(to, longest); length++) {
        inside += counts[length];
      }
      if (inside > 0 || !bins.isEmpty()) {
        bins.add(new Bin(from, to, inside));
      }
    }
    return bins;
  }
}
