package dev.gatun.data.batch;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * Which rows every optimizer step learns from, and which row's completion each is mismatched with.
 *
 * <p>Steps count from 0 and go on for ever, round after round over the data. What happens at a step
 * is a function of the rows, the settings, the seed and the step's number alone, so that a run
 * resumes anywhere without replaying. Unless they are formed afresh, windows and partners never
 * change between epochs: log-probabilities of a fixed reference model can be cached per row,
 * matched and mismatched.
 *
 * <p>Safe for use by several threads.
 */
public sealed interface WindowPlan permits SequentialPlan, ShuffledPlan, FreshPlan {

  /**
   * File order: micro-batches of consecutive rows, the last of an epoch shorter; within each the
   * completions rotate by one (row i is paired with the completion of row i - 1, the first with the
   * last). This is what TRL's trainer does, its last short micro-batch included.
   *
   * @throws InputException when the settings or the data cannot give mismatched pairs, or have one
   *     class
   */
  static WindowPlan sequential(RowFacts rows, WindowSettings settings) {
    requireRows(rows, settings);
    var plan = new SequentialPlan(rows, settings, settings.batchSize());
    plan.requireDistinctPrompts();
    return plan;
  }

  /**
   * As {@link #sequential}, for evaluation: nothing is refused, and the rotation may run within
   * groups of another size than the micro-batches (TRL: the training batch size).
   */
  static WindowPlan evaluation(RowFacts rows, WindowSettings settings, int rotateWithin) {
    return new SequentialPlan(rows, settings, rotateWithin);
  }

  /**
   * Windows formed once from the seed, each with both classes in the data's proportion as far as it
   * has them; every epoch trains on the windows in another order. The mismatched completions of a
   * window are its own, rotated, skipping over equal prompts and equal completions.
   *
   * @throws InputException when the settings or the data cannot give mismatched pairs, or have one
   *     class
   */
  static WindowPlan shuffled(RowFacts rows, WindowSettings settings, long seed) {
    requireRows(rows, settings);
    return new ShuffledPlan(rows, settings, seed);
  }

  /**
   * As {@link #shuffled}, with windows and partners formed anew for every epoch; those of the first
   * are the same.
   *
   * @throws InputException as {@link #shuffled}, and then before the first step: what can be formed
   *     once can be formed in every epoch
   */
  static WindowPlan fresh(RowFacts rows, WindowSettings settings, long seed) {
    requireRows(rows, settings);
    return new FreshPlan(rows, settings, seed);
  }

  /**
   * Windows and partners as they are at a step: this plan itself, where they never change. Steps
   * keep their numbers.
   */
  default WindowPlan at(long step) {
    return this;
  }

  /** Whether every epoch has the same windows and partners. */
  default boolean repeats() {
    return true;
  }

  /** Which pairing of prompts with other rows' completions is in force at a step, from 0. */
  default int round(long step) {
    return repeats() ? 0 : Math.toIntExact(epoch(step));
  }

  /**
   * How many of the first steps, counted from 0, it takes to see all windows that they train on.
   */
  default long distinct(long steps) {
    return repeats() ? Math.min(steps, windowsPerEpoch()) : steps;
  }

  WindowSettings settings();

  /** Rows of the data, all of which every epoch visits once. */
  int rows();

  int windowsPerEpoch();

  /**
   * The window trained at a step, in {@code [0, windowsPerEpoch())}: the same rows whenever it
   * returns.
   */
  int window(long step);

  /**
   * Rows of a window: usually {@link WindowSettings#windowRows}, other than that only at the end.
   */
  int windowSize(int window);

  /** The {@code i}-th row of a window. */
  int row(int window, int i);

  /**
   * The row whose completion is mismatched with this row's prompt; itself without mismatched pairs.
   */
  int partner(int row);

  /** Responses that a row stands for. */
  int members(int row);

  /** The token store's row of a row's {@code i}-th response. */
  int member(int row, int i);

  /**
   * The token store's row whose completion is mismatched with a row's {@code i}-th response: the
   * response in the same place of the partner, counted round when it has fewer.
   */
  default int partnerOf(int row, int i) {
    int partner = partner(row);
    return member(partner, i % members(partner));
  }

  /**
   * Rows whose mismatched pair is none, having the same prompt or the same completion as the
   * partner: worth a warning when they are many.
   */
  int weakPairs();

  /** Epochs completed before a step. */
  default long epoch(long step) {
    return step / windowsPerEpoch();
  }

  /**
   * A key for caches of the mismatched pairs: SHA-256, in hexadecimal, of every row's partner, and
   * what else decides about the pairs of later epochs.
   */
  default String pairingHash() {
    try {
      var sha = MessageDigest.getInstance("SHA-256");
      var buffer = ByteBuffer.allocate(1 << 13);
      for (int row = 0; row < rows(); row++) {
        if (!buffer.hasRemaining()) {
          sha.update(buffer.flip());
          buffer.clear();
        }
        buffer.putInt(partner(row));
      }
      sha.update(buffer.flip());
      return HexFormat.of().formatHex(sha.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private static void requireRows(RowFacts rows, WindowSettings settings) {
    if (rows.rows() == 0) {
      throw new InputException("there are no rows to train on");
    }
    if (settings.oneClass() == OneClass.REFUSE) {
      requireBothClasses(rows);
    }
  }

  private static void requireBothClasses(RowFacts rows) {
    boolean first = rows.desirable(0);
    for (int row = 1; row < rows.rows(); row++) {
      if (rows.desirable(row) != first) {
        return;
      }
    }
    throw new InputException(
        "all "
            + rows.rows()
            + " rows are "
            + (first ? "desirable" : "undesirable")
            + ": learning from feedback needs both kinds; add rows of the other, or pass"
            + " --allow-one-class if this is meant");
  }
}
