package dev.gatun.data.batch;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import java.util.Objects;

/**
 * All rows in one array, cut into windows. Each holds the classes in the proportion of the data,
 * and at least one row of each if there are enough of both to go round.
 */
final class Windows {
  private final int[] order;
  private final int windowRows;
  private final int count;
  private final int lastStart;

  private Windows(int rows, WindowSettings settings) {
    this.order = new int[rows];
    this.windowRows = settings.windowRows();
    int full = (rows - 1) / windowRows; // windows before the last
    int last = full * windowRows;
    boolean lone = settings.klPairs() == KlPairs.MISMATCHED && rows - last == 1 && full > 0;
    // A row alone at the end would have nothing to be paired with: its window borrows one row from
    // the
    // one before, or joins it where that would leave the other row alone.
    this.count = lone && windowRows == 2 ? full : full + 1;
    this.lastStart = lone ? last - (windowRows == 2 ? windowRows : 1) : last;
  }

  static Windows form(RowFacts facts, WindowSettings settings, SplitMix random) {
    var windows = new Windows(facts.rows(), settings);
    windows.fill(facts, random);
    return windows;
  }

  int[] order() {
    return order;
  }

  int count() {
    return count;
  }

  int start(int window) {
    return Objects.checkIndex(window, count) == count - 1 ? lastStart : window * windowRows;
  }

  int end(int window) {
    return window == count - 1 ? order.length : start(window + 1);
  }

  private void fill(RowFacts facts, SplitMix random) {
    int rows = order.length;
    var byClass = new int[rows]; // desirable from the front, undesirable from the back
    int desirable = 0;
    int back = rows;
    for (int row = 0; row < rows; row++) {
      if (facts.desirable(row)) {
        byClass[desirable++] = row;
      } else {
        byClass[--back] = row;
      }
    }
    random.shuffle(byClass, 0, desirable);
    random.shuffle(byClass, desirable, rows);
    var quota = quotas(desirable);
    int nextDesirable = 0;
    int nextUndesirable = desirable;
    for (int w = 0; w < count; w++) {
      int at = start(w);
      for (int i = 0; i < quota[w]; i++) {
        order[at++] = byClass[nextDesirable++];
      }
      while (at < end(w)) {
        order[at++] = byClass[nextUndesirable++];
      }
      random.shuffle(order, start(w), end(w));
    }
  }

  /** Desirable rows of every window: proportional shares, then both ends made good. */
  private int[] quotas(int desirable) {
    long rows = order.length;
    var quota = new int[count];
    for (int w = 0; w < count; w++) {
      quota[w] = (int) ((long) end(w) * desirable / rows - (long) start(w) * desirable / rows);
    }
    long undesirable = rows - desirable;
    if (desirable >= count && undesirable >= count) {
      even(quota);
    }
    return quota;
  }

  /** Moves single rows between windows until none lacks a class; there are enough of both. */
  private void even(int[] quota) {
    int rich = 0;
    for (int w = 0; w < count; w++) {
      if (quota[w] == 0) {
        while (quota[rich] < 2) {
          rich++;
        }
        quota[rich]--;
        quota[w]++;
      }
    }
    int poor = 0;
    for (int w = 0; w < count; w++) {
      if (quota[w] == size(w) && size(w) > 1) {
        while (poor < count && size(poor) - quota[poor] < 2) {
          poor++;
        }
        if (poor == count) {
          return;
        }
        quota[poor]++;
        quota[w]--;
      }
    }
  }

  private int size(int window) {
    return end(window) - start(window);
  }

  /**
   * Exchanges rows until every window holds two different prompts.
   *
   * @throws InputException when the data has too few prompts for that
   */
  void requireDistinctPrompts(RowFacts facts) {
    int donor = 0;
    for (int w = 0; w < count; w++) {
      if (varied(facts, w)) {
        continue;
      }
      donor = exchange(facts, w, donor);
      if (donor < 0) {
        throw new InputException(
            "windows of "
                + size(w)
                + " rows cannot be formed with two different prompts each (too many"
                + " rows share one prompt), so there are no mismatched pairs to estimate KTO's"
                + " reference point from; use larger windows (--per-device-train-batch-size,"
                + " --gradient-accumulation-steps), or --loss apo_zero_unpaired or bco");
      }
    }
  }

  /** Swaps a row of {@code window} with one of a window that can spare it; that window, or -1. */
  private int exchange(RowFacts facts, int window, int firstDonor) {
    long prompt = facts.promptKey(order[start(window)]);
    for (boolean sameClass : new boolean[] {true, false}) {
      for (int d = 0; d < count; d++) {
        int donor = (firstDonor + d) % count;
        if (donor == window) {
          continue;
        }
        for (int j = start(donor); j < end(donor); j++) {
          if (facts.promptKey(order[j]) == prompt) {
            continue;
          }
          int i = toGive(facts, window, order[j], sameClass);
          if (i >= 0) {
            swap(i, j);
            if (varied(facts, donor) && varied(facts, window)) {
              return donor;
            }
            swap(i, j);
          }
        }
      }
    }
    return -1;
  }

  private int toGive(RowFacts facts, int window, int wanted, boolean sameClass) {
    if (!sameClass) {
      return start(window);
    }
    for (int i = start(window); i < end(window); i++) {
      if (facts.desirable(order[i]) == facts.desirable(wanted)) {
        return i;
      }
    }
    return -1;
  }

  private boolean varied(RowFacts facts, int window) {
    long first = facts.promptKey(order[start(window)]);
    for (int i = start(window) + 1; i < end(window); i++) {
      if (facts.promptKey(order[i]) != first) {
        return true;
      }
    }
    return false;
  }

  private void swap(int i, int j) {
    int held = order[i];
    order[i] = order[j];
    order[j] = held;
  }
}
