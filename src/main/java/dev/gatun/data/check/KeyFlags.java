package dev.gatun.data.check;

import java.util.function.IntPredicate;

/**
 * Flags by 64-bit key, in 18 bytes or so for each: enough to know of every row without its text.
 */
final class KeyFlags {
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private long[] keys = new long[1 << 10];
  private byte[] flags = new byte[1 << 10]; // 0: no key
  private int used;

  /** Sets a flag of a key, and returns those that it had. */
  int add(long key, int flag) {
    if (2 * used > keys.length) {
      grow();
    }
    int at = place(key);
    int before = flags[at];
    if (before == 0) {
      keys[at] = key;
      used++;
    }
    flags[at] |= (byte) flag;
    return before;
  }

  private int place(long key) {
    int mask = keys.length - 1;
    int at = (int) (key * MIX >>> 32) & mask;
    while (flags[at] != 0 && keys[at] != key) {
      at = at + 1 & mask;
    }
    return at;
  }

  private void grow() {
    var oldKeys = keys;
    var oldFlags = flags;
    keys = new long[2 * oldKeys.length];
    flags = new byte[2 * oldFlags.length];
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldFlags[i] != 0) {
        int at = place(oldKeys[i]);
        keys[at] = oldKeys[i];
        flags[at] = oldFlags[i];
      }
    }
  }

  int size() {
    return used;
  }

  /** Keys whose flags are such. */
  long count(IntPredicate such) {
    long count = 0;
    for (byte flag : flags) {
      count += flag != 0 && such.test(flag) ? 1 : 0;
    }
    return count;
  }
}
