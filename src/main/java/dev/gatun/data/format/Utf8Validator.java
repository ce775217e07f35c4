package dev.gatun.data.format;

/**
 * Strict UTF-8 check over consecutive chunks of bytes: no overlong forms, no surrogates, nothing
 * above U+10FFFF. JSON parsers are laxer than that and tokenizers are not.
 */
final class Utf8Validator {
  private int pending;
  private int seen; // bytes of the unfinished character
  private int low = 0x80;
  private int high = 0xBF;

  /** Forgets an unfinished character. */
  void reset() {
    pending = 0;
    low = 0x80;
    high = 0xBF;
  }

  /**
   * After {@link #firstInvalid}: how many bytes before the end, or before the invalid byte, belong
   * to a character that was begun and not ended.
   */
  int unfinished() {
    return pending > 0 ? seen : 0;
  }

  /** Index of the first byte in {@code [from, to)} that cannot stand there, or -1. */
  int firstInvalid(byte[] bytes, int from, int to) {
    for (int i = from; i < to; i++) {
      int b = bytes[i];
      if (pending == 0) {
        if (b >= 0) {
          continue;
        }
        if (!lead(b & 0xFF)) {
          return i;
        }
      } else {
        int u = b & 0xFF;
        if (u < low || u > high) {
          return i;
        }
        low = 0x80;
        high = 0xBF;
        pending--;
        seen++;
      }
    }
    return -1;
  }

  /** Takes a lead byte: how many bytes follow, and what range the first of them must lie in. */
  private boolean lead(int u) {
    if (u >= 0xC2 && u <= 0xDF) {
      pending = 1;
    } else if (u >= 0xE0 && u <= 0xEF) {
      pending = 2;
      low = u == 0xE0 ? 0xA0 : 0x80;
      high = u == 0xED ? 0x9F : 0xBF;
    } else if (u >= 0xF0 && u <= 0xF4) {
      pending = 3;
      low = u == 0xF0 ? 0x90 : 0x80;
      high = u == 0xF4 ? 0x8F : 0xBF;
    } else {
      return false;
    }
    seen = 1;
    return true;
  }
}
