package dev.gatun.cli;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/** Lines, for files and pipes: now and then one that says how far the task has come. */
final class LineProgress implements Progress {
  private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(10);

  private final Terminal terminal;
  private final LongSupplier nanoTime;
  private String task = "";
  private long total = UNKNOWN;
  private long last;

  LineProgress(Terminal terminal, LongSupplier nanoTime) {
    this.terminal = terminal;
    this.nanoTime = nanoTime;
  }

  @Override
  public void begin(String name, long done, long all) {
    task = name;
    total = all;
    last = nanoTime.getAsLong();
  }

  @Override
  public void at(long done, String detail) {
    var now = nanoTime.getAsLong();
    if (now - last < INTERVAL_NANOS) return;
    last = now;
    terminal.say(
        task
            + ": "
            + done
            + (total == UNKNOWN ? "" : "/" + total)
            + (detail.isEmpty() ? "" : " " + detail));
  }

  @Override
  public void say(String line) {
    last = nanoTime.getAsLong();
    terminal.say(line);
  }

  @Override
  public void end() {}
}
