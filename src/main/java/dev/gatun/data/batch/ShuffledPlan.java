package dev.gatun.data.batch;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import java.util.Objects;

/** Windows formed from a seed; 8 bytes per row of heap. */
final class ShuffledPlan implements WindowPlan {
  private static final long FORMING = -1; // and down; purposes 0, 1, 2, ... are epochs' orders

  private final RowFacts facts;
  private final WindowSettings settings;
  private final long seed;
  private final Windows windows;
  private final int[] partner;
  private final int weakPairs;
  private final int[] epochOrder;
  private long orderedEpoch = -1;

  ShuffledPlan(RowFacts facts, WindowSettings settings, long seed) {
    this(facts, settings, seed, 0);
  }

  /**
   * @param forming which of the formings that a seed has: 0 is the one without this argument
   */
  ShuffledPlan(RowFacts facts, WindowSettings settings, long seed, long forming) {
    this.facts = facts;
    this.settings = settings;
    this.seed = seed;
    boolean pairs = settings.klPairs() == KlPairs.MISMATCHED;
    if (pairs && settings.windowRows() == 1) {
      throw new InputException(
          "a window of one row has no mismatched pairs to estimate KTO's reference point from; raise"
              + " --per-device-train-batch-size or --gradient-accumulation-steps, or use --loss"
              + " apo_zero_unpaired or bco");
    }
    this.windows = Windows.form(facts, settings, new SplitMix(seed, FORMING - forming));
    this.epochOrder = new int[windows.count()];
    int weak = 0;
    if (pairs) {
      windows.requireDistinctPrompts(facts);
      this.partner = new int[facts.rows()];
      for (int w = 0; w < windows.count(); w++) {
        weak += Rotation.pair(facts, windows.order(), windows.start(w), windows.end(w), partner);
      }
    } else {
      this.partner = new int[0];
    }
    this.weakPairs = weak;
  }

  @Override
  public WindowSettings settings() {
    return settings;
  }

  @Override
  public int rows() {
    return windows.order().length;
  }

  @Override
  public int windowsPerEpoch() {
    return windows.count();
  }

  @Override
  public synchronized int window(long step) {
    long epoch = epoch(step);
    if (epoch != orderedEpoch) {
      for (int i = 0; i < epochOrder.length; i++) {
        epochOrder[i] = i;
      }
      new SplitMix(seed, epoch).shuffle(epochOrder, 0, epochOrder.length);
      orderedEpoch = epoch;
    }
    return epochOrder[(int) (step % epochOrder.length)];
  }

  @Override
  public int windowSize(int window) {
    return windows.end(window) - windows.start(window);
  }

  @Override
  public int row(int window, int i) {
    return windows.order()[windows.start(window) + Objects.checkIndex(i, windowSize(window))];
  }

  @Override
  public int partner(int row) {
    return partner.length == 0 ? Objects.checkIndex(row, rows()) : partner[row];
  }

  @Override
  public int members(int row) {
    return facts.members(row);
  }

  @Override
  public int member(int row, int i) {
    return facts.member(row, i);
  }

  @Override
  public int weakPairs() {
    return weakPairs;
  }
}
