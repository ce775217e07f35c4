package dev.gatun.data.batch;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import java.util.Objects;

/** Rows in file order; nothing is stored. */
final class SequentialPlan implements WindowPlan {
  private final RowFacts facts;
  private final WindowSettings settings;
  private final int rows;
  private final int rotateWithin;

  SequentialPlan(RowFacts facts, WindowSettings settings, int rotateWithin) {
    if (rotateWithin < 1) {
      throw new IllegalArgumentException("rotateWithin must be at least 1, got " + rotateWithin);
    }
    this.facts = facts;
    this.settings = settings;
    this.rows = facts.rows();
    this.rotateWithin = rotateWithin;
  }

  /**
   * Every full window must hold two prompts; the rest at the end is as the reference trainer has
   * it.
   */
  void requireDistinctPrompts() {
    if (settings.klPairs() == KlPairs.NONE) {
      return;
    }
    if (settings.batchSize() == 1) {
      throw new InputException(
          "in sequential order the completions rotate within a micro-batch, and one of a single row"
              + " has nothing to rotate; raise --per-device-train-batch-size, or use --data-order"
              + " shuffled, or an objective without mismatched pairs (--loss apo_zero_unpaired or bco)");
    }
    int full = rows / settings.windowRows();
    for (int window = 0; window < Math.max(full, 1); window++) {
      if (!holdsTwoPrompts(window)) {
        int first = row(window, 0);
        throw new InputException(
            "rows "
                + (first + 1)
                + " to "
                + (first + windowSize(window))
                + " of the data, one optimizer step in sequential order, have the same prompt, so"
                + " there are no mismatched pairs to estimate KTO's reference point from; use"
                + " --data-order shuffled, larger windows, or --loss apo_zero_unpaired or bco");
      }
    }
  }

  private boolean holdsTwoPrompts(int window) {
    long first = facts.promptKey(row(window, 0));
    for (int i = 1; i < windowSize(window); i++) {
      if (facts.promptKey(row(window, i)) != first) {
        return true;
      }
    }
    return false;
  }

  @Override
  public WindowSettings settings() {
    return settings;
  }

  @Override
  public int rows() {
    return rows;
  }

  @Override
  public int windowsPerEpoch() {
    return (rows - 1) / settings.windowRows() + 1;
  }

  @Override
  public int window(long step) {
    return (int) (step % windowsPerEpoch());
  }

  @Override
  public int windowSize(int window) {
    Objects.checkIndex(window, windowsPerEpoch());
    return (int) Math.min(settings.windowRows(), rows - (long) window * settings.windowRows());
  }

  @Override
  public int row(int window, int i) {
    return window * settings.windowRows() + Objects.checkIndex(i, windowSize(window));
  }

  @Override
  public int partner(int row) {
    Objects.checkIndex(row, rows);
    if (settings.klPairs() == KlPairs.NONE) {
      return row;
    }
    int start = row - row % rotateWithin;
    int end = (int) Math.min((long) start + rotateWithin, rows);
    return row == start ? end - 1 : row - 1;
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
    return settings.klPairs() == KlPairs.NONE ? 0 : Rotation.weakPairs(facts, this);
  }
}
