package dev.gatun.train;

/** How long a prompt is compared with the same other row's completion, in shuffled order. */
public enum KlPairing {
  /** Windows and mismatched pairs are formed once: the reference model sees each pair once. */
  FIXED,
  /**
   * Every epoch forms windows anew and rotates the completions in them: the reference point's
   * errors are other ones each time, and the reference model computes each epoch's pairs.
   */
  FRESH
}
