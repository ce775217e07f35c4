package dev.gatun.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Where a command writes: results and progress to {@code out}, failures to {@code err}.
 *
 * @param mode whether a person looks on
 */
record Terminal(PrintStream out, PrintStream err, Mode mode) {
  /** What the streams lead to. */
  enum Mode {
    /** A terminal: progress is drawn in place, long messages are wrapped. */
    INTERACTIVE,
    /** A file or a pipe: one line for each event, as a script reads them. */
    PLAIN
  }

  /** Back to the beginning of the line, and the rest of it blank. */
  static final String CLEAR_LINE = "\r\u001b[K";

  private static final String COMMAND = "./gatun ";
  private static final String PREFIX = "gatun: ";
  private static final int WIDTH = 100;

  /** The process's own streams. */
  static Terminal system() {
    var console = System.console();
    var mode = console != null && console.isTerminal() ? Mode.INTERACTIVE : Mode.PLAIN;
    return new Terminal(System.out, System.err, mode);
  }

  boolean interactive() {
    return mode == Mode.INTERACTIVE;
  }

  /** The same, with what would go to {@code out} beside the failures. */
  Terminal forComments() {
    return new Terminal(err, err, mode);
  }

  /** A line for the reader. */
  void say(String line) {
    out.println(line);
    out.flush();
  }

  void say(String format, Object... values) {
    say(String.format(Locale.ROOT, format, values));
  }

  /** A message about something that went wrong, or that the user should know though all goes on. */
  void complain(String message) {
    out.flush();
    // A bar may stand on the line; it is drawn again below the message.
    err.println(interactive() ? CLEAR_LINE + wrap(PREFIX + message) : PREFIX + message);
    err.flush();
  }

  /**
   * Breaks lines longer than a page is wide between words; what follows a break is indented. A line
   * with a command to copy stays whole.
   */
  static String wrap(String text) {
    var wrapped = new StringBuilder();
    for (var line : text.split("\n", -1)) {
      if (!wrapped.isEmpty()) wrapped.append('\n');
      if (line.contains(COMMAND)) {
        wrapped.append(line);
        continue;
      }
      var indent = " ".repeat(PREFIX.length());
      var column = 0;
      for (var word : line.split("(?<=\\S) ", -1)) {
        if (column > 0 && column + 1 + word.length() > WIDTH) {
          wrapped.append('\n').append(indent);
          column = indent.length();
        } else if (column > 0) {
          wrapped.append(' ');
          column++;
        }
        wrapped.append(word);
        column += word.length();
      }
    }
    return wrapped.toString();
  }
}
