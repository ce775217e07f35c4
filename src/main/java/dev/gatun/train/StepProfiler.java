package dev.gatun.train;

import dev.gatun.torch.Profiler;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Records a few steps of a run, after the first ones, which are slower than the rest: memory is
 * taken from the system then, and Java's compiler is at work.
 */
final class StepProfiler implements AutoCloseable {
  private static final long WARM_UP = 2;
  private static final long RECORDED = 5;

  private final @Nullable Path file;
  private final TrainingListener listener;
  private final long begin;
  private final long end;
  private @Nullable Profiler recording;

  /**
   * @param file for the trace; null: records nothing
   * @param first step of this run, from 0
   * @param total that the run ends at
   */
  StepProfiler(@Nullable Path file, long first, long total, TrainingListener listener) {
    this.file = file;
    this.listener = listener;
    this.begin = first + Math.clamp(total - first - 1, 0, WARM_UP);
    this.end = Math.min(total, begin + RECORDED);
  }

  void before(long step) {
    if (file != null && step == begin) recording = Profiler.record(file);
  }

  /** After a step that counts from 0, or the last one that was run. */
  void after(long step) {
    if (step + 1 >= end) finish((int) (step + 1 - begin));
  }

  private void finish(int steps) {
    if (recording == null || file == null) return;
    recording.close();
    recording = null;
    listener.onProfile(StepProfile.read(file, steps));
  }

  @Override
  public void close() {
    if (recording != null) recording.close();
  }
}
