package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * All micro-batches of one optimizer step, matched and mismatched. Lent by a {@link BatchLoader}:
 * after {@link #release} it is filled anew for a later step.
 */
public final class BatchWindow {
  private final BatchLoader owner;
  private final List<PackedBatch> matched;
  private final List<PackedBatch> mismatched;
  private long step;
  private long epoch;
  private int window;
  private int rows;
  private final MicroBatches cut;

  BatchWindow(
      BatchLoader owner,
      WindowPlan plan,
      MicroBatches cut,
      BatchSize size,
      SegmentAllocator memory) {
    this.owner = owner;
    this.cut = cut;
    this.matched = batches(size.microBatches(), size, memory);
    boolean pairs = plan.settings().klPairs() == KlPairs.MISMATCHED;
    this.mismatched = pairs ? batches(size.microBatches(), size, memory) : List.of();
  }

  private static List<PackedBatch> batches(int count, BatchSize size, SegmentAllocator memory) {
    List<PackedBatch> batches = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      batches.add(new PackedBatch(size, memory));
    }
    return batches;
  }

  void fill(TokenStore store, WindowPlan plan, long newStep) {
    step = newStep;
    epoch = plan.epoch(newStep);
    var now = plan.at(newStep);
    window = now.window(newStep);
    rows = now.windowSize(window);
    cut.cut(newStep);
    for (int m = 0; m < cut.count(); m++) {
      var own = matched.get(m);
      own.clear(0);
      for (int i = 0; i < cut.size(m); i++) {
        int row = cut.row(m, i);
        for (int j = 0; j < now.members(row); j++) {
          int response = now.member(row, j);
          own.add(store, response, response, i);
        }
      }
      if (!mismatched.isEmpty()) {
        var other = mismatched.get(m);
        other.clear(plan.round(newStep));
        for (int i = 0; i < cut.size(m); i++) {
          int row = cut.row(m, i);
          for (int j = 0; j < now.members(row); j++) {
            other.add(store, now.member(row, j), now.partnerOf(row, j), i);
          }
        }
      }
    }
  }

  /** The optimizer step this window is for, from 0. */
  public long step() {
    return step;
  }

  /** Epochs completed before this step. */
  public long epoch() {
    return epoch;
  }

  /** The window's number in the plan as it is at the step. */
  public int window() {
    return window;
  }

  /** Rows of all micro-batches together, a pair or a set being one. */
  public int rows() {
    return rows;
  }

  /** Number of micro-batches. */
  public int microBatches() {
    return cut.count();
  }

  /** Prompts with their own completions. */
  public PackedBatch matched(int microBatch) {
    return matched.get(Objects.checkIndex(microBatch, cut.count()));
  }

  /**
   * The same prompts, in the same order, with other rows' completions.
   *
   * @throws IllegalStateException when the plan has no mismatched pairs
   */
  public PackedBatch mismatched(int microBatch) {
    if (mismatched.isEmpty()) {
      throw new IllegalStateException("the plan was made without mismatched pairs");
    }
    return mismatched.get(Objects.checkIndex(microBatch, cut.count()));
  }

  /** Gives the memory back, once no native code reads it any more. */
  public void release() {
    owner.release(this);
  }
}
