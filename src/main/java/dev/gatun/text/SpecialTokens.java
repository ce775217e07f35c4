package dev.gatun.text;

/** What decoding does with special tokens, such as BOS and EOS. */
public enum SpecialTokens {
  /** They appear in the text. */
  KEEP,
  /** They leave no trace. */
  SKIP
}
