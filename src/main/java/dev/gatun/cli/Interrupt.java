package dev.gatun.cli;

import dev.gatun.ffi.InterruptSignal;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/**
 * Ctrl-C, and any other polite end of the process, while work is under way: the work is asked to
 * stop, and the process waits until it has. A second Ctrl-C ends it at once.
 *
 * <p>It is a shutdown hook, so it works in Maven's JVM as well, and for the signal that a batch
 * system sends.
 */
final class Interrupt implements AutoCloseable {
  /** The exit code of a process that Ctrl-C ended. */
  static final int EXIT_CODE = 130;

  private final BooleanSupplier stop;
  private final CountDownLatch finished = new CountDownLatch(1);
  private final Thread hook = new Thread(this::interrupted, "gatun-interrupt");

  private Interrupt(BooleanSupplier stop) {
    this.stop = stop;
  }

  /**
   * Guards the work from now until {@link #close}.
   *
   * @param stop asks the work to stop, on another thread than the work's; returns whether it is
   *     worth waiting for
   */
  static Interrupt guard(BooleanSupplier stop) {
    var interrupt = new Interrupt(stop);
    Runtime.getRuntime().addShutdownHook(interrupt.hook);
    return interrupt;
  }

  /** What the hook does; for tests, which cannot end the process. */
  void interrupted() {
    InterruptSignal.restoreDefault();
    if (!stop.getAsBoolean()) return;
    try {
      finished.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The work has ended, and has said all it had to say. */
  @Override
  public void close() {
    finished.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending: the hook runs, and this is what it waits for.
    }
  }
}
