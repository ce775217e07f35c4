package dev.gatun.data.batch;

import dev.gatun.data.RowFacts;
import java.util.Arrays;

/**
 * Pairs each row of a window with the completion of the row before it, passing over rows with the
 * same prompt or completion. Every completion is used once wherever that is possible, because KTO
 * compares the rewards of a window with the log-ratios of the window's own completions.
 */
final class Rotation {
  /**
   * Comparisons spent on exchanging partners in one window; beyond it completions are used twice.
   */
  private static final int EXCHANGE_BUDGET = 1 << 22;

  private static final int OPEN = -1;

  private final long[] prompts;
  private final long[] completions;
  private final int[] chosen; // position in the window whose completion each position takes
  private final boolean[] used;
  private final int[] owner; // of each used completion, the position that takes it
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
    owner = new int[n];
  }

  /** The position {@code back} places before {@code i}, round the window. */
  private int before(int i, int back) {
    return i >= back ? i - back : i - back + chosen.length;
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
        owner[chosen[i]] = i;
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
    for (int back = 1; back < chosen.length; back++) {
      int j = before(i, back);
      if (!taken[j] && mismatched(i, j)) {
        return j;
      }
    }
    return OPEN;
  }

  /**
   * Finds {@code i} a completion by letting others pass theirs on, along the shortest chain that
   * ends in one nobody has yet (an augmenting path of bipartite matching).
   */
  private boolean exchange(int i) {
    int n = chosen.length;
    var wanting = new int[n]; // rows in search, in the order they joined
    var via = new int[n]; // for each completion met, the row that would take it
    Arrays.fill(via, OPEN);
    wanting[0] = i;
    int joined = 1;
    for (int next = 0; next < joined; next++) {
      int row = wanting[next];
      for (int back = 1; back < n; back++) {
        int j = before(row, back);
        if (budget-- <= 0) {
          return false;
        }
        if (via[j] != OPEN || !mismatched(row, j)) {
          continue;
        }
        via[j] = row;
        if (!used[j]) {
          used[j] = true;
          passOn(i, j, via);
          return true;
        }
        wanting[joined++] = owner[j];
      }
    }
    return false;
  }

  private void passOn(int i, int free, int[] via) {
    int j = free;
    for (int row = via[j]; ; row = via[j]) {
      int given = chosen[row];
      chosen[row] = j;
      owner[j] = row;
      if (row == i) {
        return;
      }
      j = given;
    }
  }

  private int otherPrompt(int i) {
    for (int back = 1; back < chosen.length; back++) {
      int j = before(i, back);
      if (prompts[i] != prompts[j]) {
        return j;
      }
    }
    return before(i, 1);
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
