package dev.gatun.data.batch;

import dev.gatun.data.RowFacts;

/**
 * Windows formed anew for every epoch; 16 bytes per row of heap, those of two epochs.
 *
 * <p>What can be formed for one epoch can be formed for all: numbers and sizes of windows follow
 * from the number of rows, and two prompts for every window are found exactly when no prompt leaves
 * fewer rows to the others than there are windows.
 */
final class FreshPlan implements WindowPlan {
  private final RowFacts facts;
  private final long seed;
  private final ShuffledPlan first;
  // While one thread is at the end of an epoch, another may have begun the next.
  private final ShuffledPlan[] formed = new ShuffledPlan[2];
  private final long[] epochOf = {-1, -1};

  FreshPlan(RowFacts facts, WindowSettings settings, long seed) {
    this.facts = facts;
    this.seed = seed;
    this.first = new ShuffledPlan(facts, settings, seed);
  }

  @Override
  public synchronized WindowPlan at(long step) {
    long epoch = epoch(step);
    if (epoch == 0) {
      return first;
    }
    int slot = (int) (epoch % 2);
    if (epochOf[slot] != epoch) {
      formed[slot] = new ShuffledPlan(facts, settings(), seed, epoch);
      epochOf[slot] = epoch;
    }
    return formed[slot];
  }

  @Override
  public boolean repeats() {
    return false;
  }

  // ---- what is the same in every epoch, and what is asked of no step: the first epoch's ----

  @Override
  public int window(long step) {
    return at(step).window(step);
  }

  @Override
  public WindowSettings settings() {
    return first.settings();
  }

  @Override
  public int rows() {
    return first.rows();
  }

  @Override
  public int windowsPerEpoch() {
    return first.windowsPerEpoch();
  }

  @Override
  public int windowSize(int window) {
    return first.windowSize(window);
  }

  @Override
  public int row(int window, int i) {
    return first.row(window, i);
  }

  @Override
  public int partner(int row) {
    return first.partner(row);
  }

  @Override
  public int members(int row) {
    return first.members(row);
  }

  @Override
  public int member(int row, int i) {
    return first.member(row, i);
  }

  @Override
  public int weakPairs() {
    return first.weakPairs();
  }

  /** That of the first epoch, which with the seed decides about the others. */
  @Override
  public String pairingHash() {
    return first.pairingHash() + " fresh " + seed;
  }
}
