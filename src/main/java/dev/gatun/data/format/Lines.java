package dev.gatun.data.format;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Splits a stream of bytes into lines, in place, in one buffer that grows to the longest line. */
final class Lines {
  private final InputStream in;
  private final int maxLine;
  private byte[] buffer = new byte[1 << 16];
  private int start; // of the current line
  private int end; // of the current line, without its end mark
  private int next; // where the following line starts
  private int filled;
  private long line;
  private boolean tooLong;

  /**
   * @param maxLine bytes; longer lines are passed over, because a file without line ends must not
   *     fill the heap
   */
  Lines(InputStream in, int maxLine) {
    this.in = in;
    this.maxLine = maxLine;
  }

  /** Moves to the next line; false at the end of the stream. A last line needs no end mark. */
  boolean advance() throws IOException {
    start = next;
    tooLong = false;
    int scanned = start;
    while (true) {
      for (int i = scanned; i < filled; i++) {
        if (buffer[i] == '\n') {
          finish(i, i + 1);
          return true;
        }
      }
      scanned = filled;
      if (filled - start > maxLine) {
        tooLong = true;
        start = filled; // forget what was read of it
      }
      int held = filled - start;
      if (!fill()) {
        if (held == 0 && !tooLong) {
          next = filled; // filling moved what was there: asking again must find the end again
          return false;
        }
        finish(filled, filled);
        return true;
      }
      scanned = start + (tooLong ? 0 : held);
    }
  }

  private void finish(int lineEnd, int nextStart) {
    line++;
    end = lineEnd > start && buffer[lineEnd - 1] == '\r' ? lineEnd - 1 : lineEnd;
    next = nextStart;
  }

  /** Reads more bytes behind those held; moves the current line to the front first. */
  private boolean fill() throws IOException {
    if (start > 0) {
      System.arraycopy(buffer, start, buffer, 0, filled - start);
      filled -= start;
      start = 0;
    }
    if (filled == buffer.length) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    }
    int n = in.read(buffer, filled, buffer.length - filled);
    if (n < 0) {
      return false;
    }
    filled += n;
    return true;
  }

  byte[] bytes() {
    return buffer;
  }

  int start() {
    return start;
  }

  int end() {
    return end;
  }

  /** 1-based number of the current line. */
  long number() {
    return line;
  }

  /** Whether the current line was longer than allowed; then there are no bytes of it to look at. */
  boolean tooLong() {
    return tooLong;
  }
}
