package dev.gatun.data;

/** Which turns of a conversation are learned from. */
public enum AssistantTurns {
  /** The assistant's last one: what was judged. */
  LAST,
  /** Every one of the assistant's, with the label of the last. */
  ALL
}
