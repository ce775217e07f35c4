package dev.gatun.data;

/** What to do about rows that cannot be used. */
public enum BadRowPolicy {
  /** Read to the end, then stop before any training, listing the first of them. */
  STOP,
  /** Leave them out, and say how many there were. */
  SKIP
}
