package dev.gatun.data;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The responses of a token store, put together by prompt.
 *
 * <p>Pairs are what the data gives as pairs; of a scored set the best response and the worst; and
 * of rows by themselves each thumb up with a thumb down on the same prompt, in their order. Sets
 * are scored sets, and pairs with scores 1 and 0. What finds no other is left out: rows whose
 * companions were dropped, thumbs that are alone with their prompt, sets whose scores are all the
 * same where pairs are asked for.
 */
public final class Groups implements RowFacts {
  private final TokenStore store;
  private int[] members = new int[16];
  private int[] starts = new int[16]; // of each group in members, and the end of the last
  private int count;
  private int used;

  private Groups(TokenStore store) {
    this.store = store;
  }

  /**
   * The rows that a plan is made of.
   *
   * @throws InputException when the data has nothing of the kind
   */
  public static RowFacts of(TokenStore store, Grouping grouping) {
    return switch (grouping) {
      case SINGLE -> single(store);
      case DESIRABLE -> desirable(store);
      case PAIRS, SETS -> together(store, grouping);
    };
  }

  /** Responses that no row of a plan stands for. */
  public static int leftOut(TokenStore store, RowFacts rows) {
    int used = 0;
    for (int row = 0; row < rows.rows(); row++) used += rows.members(row);
    return store.rows() - used;
  }

  private static RowFacts single(TokenStore store) {
    for (int row = 0; row < store.rows(); row++) {
      if (scored(store, row)) {
        throw new InputException(
            "the data has scored responses (prompt, completions, scores), and this --loss learns"
                + " from thumbs; use --loss nca, infonca or one that takes pairs, such as dpo");
      }
    }
    return store;
  }

  private static Groups desirable(TokenStore store) {
    var groups = new Groups(store);
    for (int row = 0; row < store.rows(); row++) {
      if (store.desirable(row)) groups.add(row);
    }
    if (groups.count == 0) {
      throw new InputException(
          "no row is desirable, and this --loss learns from desirable ones alone");
    }
    return groups;
  }

  private static Groups together(TokenStore store, Grouping grouping) {
    var groups = new Groups(store);
    Map<Long, Waiting> waiting = new LinkedHashMap<>();
    for (int row = 0; row < store.rows(); ) {
      int end = row + 1;
      int group = store.group(row);
      while (group >= 0 && end < store.rows() && store.group(end) == group) end++;
      if (group < 0) {
        waiting.computeIfAbsent(store.promptKey(row), _ -> new Waiting()).meet(row, groups);
      } else if (end - row == store.groupSize(row)) {
        groups.addWhole(row, end, grouping);
      }
      row = end;
    }
    if (groups.count == 0) {
      throw new InputException(
          "the data has no two responses to one prompt that this --loss could compare; it takes rows"
              + (grouping == Grouping.PAIRS
                  ? " (prompt, chosen, rejected)"
                  : " (prompt, completions, scores)")
              + ", or thumbs up and down on the same prompt; for thumbs on different prompts use"
              + " --loss kto or bco");
    }
    return groups;
  }

  /** Thumbs on one prompt that have found no opposite yet; all are of one kind. */
  private static final class Waiting {
    private final java.util.ArrayDeque<Integer> rows = new java.util.ArrayDeque<>();

    void meet(int row, Groups groups) {
      if (rows.isEmpty() || groups.store.desirable(rows.peek()) == groups.store.desirable(row)) {
        rows.add(row);
      } else {
        groups.addPair(rows.remove(), row);
      }
    }
  }

  private static boolean scored(TokenStore store, int row) {
    return !Double.isNaN(store.score(row));
  }

  private void addWhole(int from, int to, Grouping grouping) {
    if (!scored(store, from)) {
      if (to - from == 2 && store.desirable(from) != store.desirable(from + 1)) {
        addPair(from, from + 1);
      }
      return;
    }
    if (grouping == Grouping.SETS) {
      add(java.util.stream.IntStream.range(from, to).toArray());
      return;
    }
    int best = from;
    int worst = from;
    for (int row = from; row < to; row++) {
      if (store.score(row) > store.score(best)) best = row;
      if (store.score(row) < store.score(worst)) worst = row;
    }
    if (best != worst) add(best, worst);
  }

  private void addPair(int one, int other) {
    if (store.desirable(one)) add(one, other);
    else add(other, one);
  }

  private void add(int... rows) {
    if (used + rows.length > members.length) {
      members = Arrays.copyOf(members, Math.max(2 * members.length, used + rows.length));
    }
    if (count + 1 == starts.length) starts = Arrays.copyOf(starts, 2 * count + 2);
    System.arraycopy(rows, 0, members, used, rows.length);
    used += rows.length;
    starts[++count] = used;
  }

  @Override
  public int rows() {
    return count;
  }

  @Override
  public int members(int row) {
    return starts[Objects.checkIndex(row, count) + 1] - starts[row];
  }

  @Override
  public int member(int row, int i) {
    return members[starts[row] + Objects.checkIndex(i, members(row))];
  }

  /** Groups are of one kind. */
  @Override
  public boolean desirable(int row) {
    return true;
  }

  @Override
  public long promptKey(int row) {
    return store.promptKey(member(row, 0));
  }

  @Override
  public long completionKey(int row) {
    long key = 0;
    for (int i = 0; i < members(row); i++) key = 31 * key + store.completionKey(member(row, i));
    return key;
  }
}
