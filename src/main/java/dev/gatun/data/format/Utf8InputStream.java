package dev.gatun.data.format;

import java.io.CharConversionException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** Passes bytes through and fails, naming the line, at the first that is not UTF-8. */
final class Utf8InputStream extends FilterInputStream {
  private final Utf8Validator utf8 = new Utf8Validator();
  private long line = 1;

  Utf8InputStream(InputStream in) {
    super(in);
  }

  /** The bytes at {@link #line} are not UTF-8. */
  static final class InvalidUtf8Exception extends CharConversionException {
    private static final long serialVersionUID = 1L;
    final long line;

    InvalidUtf8Exception(long line) {
      super("invalid UTF-8 on line " + line);
      this.line = line;
    }
  }

  @Override
  public int read() throws IOException {
    var one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] bytes, int offset, int length) throws IOException {
    int n = in.read(bytes, offset, length);
    int bad = n > 0 ? utf8.firstInvalid(bytes, offset, offset + n) : -1;
    int end = bad >= 0 ? bad : offset + Math.max(n, 0);
    for (int i = offset; i < end; i++) {
      if (bytes[i] == '\n') {
        line++;
      }
    }
    if (bad >= 0 || (n < 0 && utf8.unfinished() > 0)) {
      throw new InvalidUtf8Exception(line);
    }
    return n;
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
