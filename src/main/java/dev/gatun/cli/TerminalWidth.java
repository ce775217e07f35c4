package dev.gatun.cli;

import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * Columns of the terminal. The progress bar's own way of finding out, JLine, takes Ctrl-C away from
 * the JVM, and with it the checkpoint that Ctrl-C saves: it must not come to that.
 */
final class TerminalWidth {
  private static final int USUAL = 80;
  private static final Pattern SIZE = Pattern.compile("\\d+ (\\d+)\\s*"); // lines and columns

  private TerminalWidth() {}

  /** As {@code stty} says; 80 where it does not. */
  static int columns() {
    try {
      var stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectError(Redirect.DISCARD)
              .start();
      var answer = new String(stty.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!stty.waitFor(1, TimeUnit.SECONDS)) return USUAL;
      return parse(answer);
    } catch (IOException e) {
      return USUAL; // no terminal, or no stty
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return USUAL;
    }
  }

  static int parse(String size) {
    var match = SIZE.matcher(size);
    var columns = match.matches() ? Integer.parseInt(match.group(1)) : 0;
    return columns > 0 ? columns : USUAL;
  }
}
