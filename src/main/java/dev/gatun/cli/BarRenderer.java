package dev.gatun.cli;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import me.tongfei.progressbar.ProgressBarRenderer;
import me.tongfei.progressbar.ProgressState;

/**
 * Draws {@code train 42% [#### ] 42/100 0:35 left loss 0.4987 ...}: the numbers first, and what
 * room they leave is the bar's.
 *
 * @param full a part that is done
 * @param empty one that is not
 */
record BarRenderer(String full, String empty) implements ProgressBarRenderer {
  private static final int WIDEST = 40;
  private static final int NARROWEST = 4;

  /** Blocks where the terminal can show them. */
  static BarRenderer of(Charset charset) {
    return charset.equals(StandardCharsets.UTF_8)
        ? new BarRenderer("\u2588", "\u2591")
        : new BarRenderer("#", "-");
  }

  @Override
  public String render(ProgressState state, int width) {
    return state.isIndefinite()
        ? String.format(
            Locale.ROOT,
            "%s %,d %s",
            state.getTaskName(),
            state.getCurrent(),
            state.getExtraMessage())
        : render(
            state.getTaskName(),
            state.getCurrent(),
            state.getMax(),
            left(
                state.getElapsedAfterStart(),
                state.getCurrent() - state.getStart(),
                state.getMax() - state.getCurrent()),
            state.getExtraMessage(),
            width);
  }

  String render(String task, long done, long total, String left, String detail, int width) {
    var share = total == 0 ? 1 : Math.min(1, (double) done / total);
    var before = String.format(Locale.ROOT, "%s %3d%% ", task, (int) (100 * share));
    var after = " " + done + "/" + total + " " + left + "  " + detail;
    var room = Math.min(WIDEST, width - before.length() - after.length());
    if (room < NARROWEST) return before.stripTrailing() + after;
    var part = (int) Math.round(share * room);
    return before + full.repeat(part) + empty.repeat(room - part) + after;
  }

  /** Time left at the pace so far: {@code 1:02:03 left}, {@code 2:03 left}. */
  static String left(Duration elapsed, long done, long toDo) {
    if (done <= 0) return "? left";
    return clock(elapsed.dividedBy(done).multipliedBy(toDo)) + " left";
  }

  /** {@code h:mm:ss}, or {@code m:ss} below an hour. */
  static String clock(Duration time) {
    return time.toHours() == 0
        ? String.format(Locale.ROOT, "%d:%02d", time.toMinutes(), time.toSecondsPart())
        : String.format(
            Locale.ROOT,
            "%d:%02d:%02d",
            time.toHours(),
            time.toMinutesPart(),
            time.toSecondsPart());
  }
}
