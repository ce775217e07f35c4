package dev.gatun.data.batch;

/** What to do with data whose rows are all desirable, or all undesirable. */
public enum OneClass {
  REFUSE,
  ALLOW
}
