package dev.gatun.data;

/** What becomes of the vectors that rows bring along for their prompts. */
public enum Embeddings {
  /** Nothing: rows need none. */
  IGNORED,
  /** Every row must have one, all of the same length, and they are kept with the tokens. */
  KEPT
}
