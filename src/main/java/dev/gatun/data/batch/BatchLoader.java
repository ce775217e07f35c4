package dev.gatun.data.batch;

import dev.gatun.data.TokenStore;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Packs the windows of coming steps on a thread of its own, while the present one trains. In steady
 * state neither that thread nor the consumer allocates on the Java heap.
 *
 * <p>One consumer. What goes wrong on the thread is thrown by {@link #next}.
 */
public final class BatchLoader implements AutoCloseable {

  private enum State {
    FREE,
    READY,
    LENT
  }

  private final TokenStore store;
  private final WindowPlan plan;
  private final long firstStep;
  private final List<BatchWindow> windows = new ArrayList<>();
  private final State[] states;
  private final Thread thread;
  private final Object lock = new Object();
  private @Nullable Throwable failure;
  private boolean closed;
  private long taken; // windows handed out so far

  private BatchLoader(
      TokenStore store, WindowPlan plan, long firstStep, int buffers, SegmentAllocator memory) {
    if (plan.rows() > store.rows()) {
      throw new IllegalArgumentException(
          "the plan is for " + plan.rows() + " rows, the store holds " + store.rows());
    }
    if (buffers < 1 || firstStep < 0) {
      throw new IllegalArgumentException(
          "buffers must be at least 1 and the first step at least 0, got "
              + buffers
              + " and "
              + firstStep);
    }
    this.store = store;
    this.plan = plan;
    this.firstStep = firstStep;
    var size = BatchSize.largest(store, plan);
    this.states = new State[buffers];
    for (int i = 0; i < buffers; i++) {
      windows.add(new BatchWindow(this, plan, new MicroBatches(store, plan), size, memory));
      states[i] = State.FREE;
    }
    this.thread = Thread.ofPlatform().daemon().name("gatun-batches").unstarted(this::work);
  }

  /**
   * Starts packing, double-buffered, into ordinary memory.
   *
   * @param firstStep the first step to load: 0, or where a run resumes
   */
  public static BatchLoader start(TokenStore store, WindowPlan plan, long firstStep) {
    // Automatic arenas: the memory lives as long as anything, native code included, refers to it.
    return start(store, plan, firstStep, 2, (size, align) -> Arena.ofAuto().allocate(size, align));
  }

  /**
   * Starts packing into memory of the caller's choice (pinned, say).
   *
   * @param buffers windows held in memory at once; 1 means nothing is packed ahead
   * @param memory called before this method returns and never again
   */
  public static BatchLoader start(
      TokenStore store, WindowPlan plan, long firstStep, int buffers, SegmentAllocator memory) {
    var loader = new BatchLoader(store, plan, firstStep, buffers, memory);
    loader.thread.start();
    return loader;
  }

  /**
   * The window of the next step, waiting for it if need be. It is the caller's until released.
   *
   * @throws IllegalStateException when the loader is closed, when every buffer is still lent, or
   *     with the cause when packing failed
   */
  public BatchWindow next() {
    synchronized (lock) {
      int slot = slot(taken);
      while (closed || states[slot] != State.READY) {
        if (closed) {
          throw new IllegalStateException("the batch loader is closed");
        }
        if (failure != null) {
          throw new IllegalStateException(
              "packing batches failed: " + failure.getMessage(), failure);
        }
        if (states[slot] == State.LENT) {
          throw new IllegalStateException(
              "all " + states.length + " windows are lent; release one before asking for another");
        }
        await();
      }
      states[slot] = State.LENT;
      taken++;
      return windows.get(slot);
    }
  }

  void release(BatchWindow window) {
    synchronized (lock) {
      int slot = slot(window.step() - firstStep);
      if (states[slot] != State.LENT) {
        throw new IllegalStateException("the window of step " + window.step() + " is not lent");
      }
      states[slot] = State.FREE;
      lock.notifyAll();
    }
  }

  private int slot(long count) {
    return (int) (count % states.length);
  }

  private void work() {
    try {
      for (long done = 0; ; done++) {
        int slot = slot(done);
        synchronized (lock) {
          while (states[slot] != State.FREE && !closed) {
            await();
          }
          if (closed) {
            return;
          }
        }
        windows.get(slot).fill(store, plan, firstStep + done);
        synchronized (lock) {
          states[slot] = State.READY;
          lock.notifyAll();
        }
      }
    } catch (Throwable e) {
      synchronized (lock) {
        failure = e;
        lock.notifyAll();
      }
    }
  }

  /** Waits under the lock. An interrupt ends the waiting thread's work, and stays set. */
  private void await() {
    try {
      lock.wait();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for a batch", e);
    }
  }

  /**
   * Stops the thread and waits for it, at most the time to pack one window. Windows still lent keep
   * their memory. Closing twice does nothing.
   */
  @Override
  public void close() {
    synchronized (lock) {
      closed = true;
      lock.notifyAll();
    }
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
