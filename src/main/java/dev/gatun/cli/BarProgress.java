package dev.gatun.cli;

import java.time.Duration;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import org.jspecify.annotations.Nullable;

/** A bar, drawn in place on a terminal. */
final class BarProgress implements Progress {
  private static final int REFRESH_MILLIS = 200;

  private final Terminal terminal;
  private final int width = TerminalWidth.columns() - 1; // a full line would wrap
  private @Nullable ProgressBar bar;

  BarProgress(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public void begin(String task, long done, long total) {
    end();
    bar =
        new ProgressBarBuilder()
            .setTaskName(task)
            .setInitialMax(total)
            .startsFrom(done, Duration.ZERO)
            .setUpdateIntervalMillis(REFRESH_MILLIS)
            .continuousUpdate()
            .setRenderer(BarRenderer.of(terminal.out().charset()))
            .setConsumer(new ConsoleProgressBarConsumer(terminal.out(), width))
            .build();
  }

  @Override
  public void at(long done, String detail) {
    if (bar == null) return;
    bar.setExtraMessage(detail);
    bar.stepTo(done);
  }

  @Override
  public void say(String line) {
    if (bar != null)
      terminal.out().print(Terminal.CLEAR_LINE); // the bar is drawn again below the line
    terminal.say(line);
  }

  @Override
  public void end() {
    if (bar != null) bar.close();
    bar = null;
  }
}
