package dev.gatun.data.batch;

/** Whether an objective compares prompts with completions that were given to other prompts. */
public enum KlPairs {
  /** Every row has a partner, whose completion it is paired with. */
  MISMATCHED,
  /** The objective has no use for them. */
  NONE
}
