package dev.gatun.data.batch;

import dev.gatun.data.RowFacts;

/**
 * Pairs each row of a window with the completion of the row before it, passing over rows with the same
 * prompt or completion. Every completion is used once wherever that is possible, because KTO compares
 * the rewards of a window with the log-ratios of the window's own completions.
 */
final class Rotation {
  /** Comparisons spent on exchanging partners in one window; beyond it completions are used twice. */
  private static final int EXCHANGE_BUDGET = 1 << 22;

  private static final int OPEN = -1;

  private final long[] prompts;
  private final long[] completions;
  private final int[] chosen; // position in the window whose completion each position takes
  private final boolean[] used;
  private int budget = EXCHANGE_BUDGET;

  private Rotation(RowFacts facts, int[] rows, int from, int to) {
    int n = to - from;
    prompts = new long[n];
    completions = new long[n];
    for (int i = 0; i < n; i++) {
      prompts[i] = facts.promptKey(rows[from + i]);
      completions[i] = facts.completionKey(rows[from + i]);
    }
    chosen = new int[n];
    used = new boolean[n];
  }

  /**
   * Writes {@code partner[row]} for each row of the window {@code rows[from..to)}.
   *
   * @return how many of them found no row that differs in both prompt and completion
   */
  static int pair(RowFacts facts, int[] rows, int from, int to, int[] partner) {
    var window = new Rotation(facts, rows, from, to);
    int weak = window.choose();
    for (int i = 0; i < to - from; i++) {
      partner[rows[from + i]] = rows[from + window.chosen[i]];
    }
    return weak;
  }

  private int choose() {
    int n = chosen.length;
    for (int i = 0; i < n; i++) {
      chosen[i] = nearest(i, used);
      if (chosen[i] != OPEN) {
        used[chosen[i]] = true;
      }
    }
    int weak = 0;
    var none = new boolean[n];
    for (int i = 0; i < n; i++) {
      if (chosen[i] == OPEN && !exchange(i)) {
        chosen[i] = nearest(i, none); // used twice, but still a pair that nobody gave
        if (chosen[i] == OPEN) {
          weak++;
          chosen[i] = otherPrompt(i);
        }
      }
    }
    return weak;
  }

  private boolean mismatched(int i, int j) {
    return prompts[i] != prompts[j] && completions[i] != completions[j];
  }

  /** Walking backwards from {@code i} and round, the first that differs and is not taken. */
  private int nearest(int i, boolean[] taken) {
    int n = chosen.length;
    for (int back = 1; back < n; back++) {
      int j = i >= back ? i - back : i - back + n;
      if (!taken[j] && mismatched(i, j)) {
        return j;
      }
    }
    return OPEN;
  }

  /** Gives {@code i} the partner of some {@code k}, and {@code k} a completion nobody has yet. */
  private boolean exchange(int i) {
    int n = chosen.length;
    for (int free = 0; free < n; free++) {
      if (used[free]) {
        continue;
      }
      for (int k = 0; k < n && budget-- > 0; k++) {
        if (chosen[k] != OPEN && mismatched(i, chosen[k]) && mismatched(k, free)) {
          chosen[i] = chosen[k];
          chosen[k] = free;
          used[free] = true;
          return true;
        }
      }
    }
    return false;
  }

  private int otherPrompt(int i) {
    int n = chosen.length;
    for (int back = 1; back < n; back++) {
      int j = i >= back ? i - back : i - back + n;
      if (prompts[i] != prompts[j]) {
        return j;
      }
    }
    return i == 0 ? n - 1 : i - 1;
  }

  /** Rows of a plan that share prompt or completion with their partner. */
  static int weakPairs(RowFacts facts, WindowPlan plan) {
    int weak = 0;
    for (int row = 0; row < plan.rows(); row++) {
      int partner = plan.partner(row);
      boolean real =
          facts.promptKey(row) != facts.promptKey(partner)
              && facts.completionKey(row) != facts.completionKey(partner);
      weak += real ? 0 : 1;
    }
    return weak;
  }
}
