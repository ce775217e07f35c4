package dev.gatun.data.batch;

/**
 * SplitMix64 (Steele, Lea and Flood 2014). Written out so that a seed means the same order on every
 * Java version.
 */
final class SplitMix {
  private static final long GOLDEN = 0x9E3779B97F4A7C15L;
  private long state;

  SplitMix(long seed) {
    this.state = seed;
  }

  /** A stream for one purpose under one seed; different purposes do not overlap in practice. */
  SplitMix(long seed, long purpose) {
    this(mix(seed + GOLDEN) ^ mix(purpose * GOLDEN + 1));
  }

  long next() {
    state += GOLDEN;
    return mix(state);
  }

  /** Uniform in {@code [0, bound)}. */
  int below(int bound) {
    long limit = (1L << 32) / bound * bound; // above it, the low residues would be favoured
    long bits;
    do {
      bits = next() >>> 32;
    } while (bits >= limit);
    return (int) (bits % bound);
  }

  /** Puts {@code values[from..to)} in random order. */
  void shuffle(int[] values, int from, int to) {
    for (int i = to - 1; i > from; i--) {
      int j = from + below(i - from + 1);
      int held = values[i];
      values[i] = values[j];
      values[j] = held;
    }
  }

  private static long mix(long z) {
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }
}
