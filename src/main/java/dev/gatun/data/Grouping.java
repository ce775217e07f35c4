package dev.gatun.data;

/** Which responses make a row of a plan, and so what the batch size counts. */
public enum Grouping {
  /** Each by itself; those of pairs too, one after the other. */
  SINGLE,
  /** Each desirable one by itself; the others are left out. */
  DESIRABLE,
  /** A chosen and a rejected one. */
  PAIRS,
  /** Two or more with scores. */
  SETS
}
