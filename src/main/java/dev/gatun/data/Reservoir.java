package dev.gatun.data;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Some elements of a stream of any length, each with the same chance: Vitter's algorithm R. */
public final class Reservoir<T> {
  private final int size;
  private final Random random;
  private final List<T> kept = new ArrayList<>();
  private long seen;

  /**
   * @param size how many to keep
   * @param seed the same seed and stream keep the same ones
   */
  public Reservoir(int size, long seed) {
    this.size = size;
    this.random = new Random(seed);
  }

  public void add(T element) {
    seen++;
    if (kept.size() < size) {
      kept.add(element);
      return;
    }
    long place = random.nextLong(seen);
    if (place < size) {
      kept.set((int) place, element);
    }
  }

  /** Those kept of what came so far. */
  public List<T> kept() {
    return Collections.unmodifiableList(kept);
  }
}
