package dev.gatun.demo;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws that depend on nothing but {@link RandomGenerator#nextLong}, so that a seed tells the same
 * stories on every JDK: the bounded draws of the library may change their rejection rule between
 * releases.
 */
final class Draw {

  private Draw() {}

  /** A number in [0, bound); the bias of at most bound / 2^64 is of no account here. */
  static int below(RandomGenerator random, int bound) {
    return (int) Math.unsignedMultiplyHigh(random.nextLong(), bound);
  }

  /** True with the given probability. */
  static boolean chance(RandomGenerator random, double probability) {
    return unit(random) < probability;
  }

  /** A number in [0, 1). */
  static double unit(RandomGenerator random) {
    return (random.nextLong() >>> 11) * 0x1.0p-53;
  }

  static <T> T from(RandomGenerator random, List<T> choices) {
    return choices.get(below(random, choices.size()));
  }
}
