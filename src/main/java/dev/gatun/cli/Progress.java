package dev.gatun.cli;

/** Shows how far long work has come: one task after the other. */
sealed interface Progress extends AutoCloseable permits BarProgress, LineProgress {
  /** For {@link #begin} when nobody knows how much there is to do. */
  long UNKNOWN = -1;

  static Progress on(Terminal terminal) {
    return terminal.interactive()
        ? new BarProgress(terminal)
        : new LineProgress(terminal, System::nanoTime);
  }

  /**
   * A task begins; the one before has ended.
   *
   * @param done how much of it was done before, in a resumed run
   * @param total or {@link #UNKNOWN}
   */
  void begin(String task, long done, long total);

  /** So much of the task is done. */
  void at(long done, String detail);

  /** A line that stays. */
  void say(String line);

  /** The task has ended. */
  void end();

  @Override
  default void close() {
    end();
  }
}
