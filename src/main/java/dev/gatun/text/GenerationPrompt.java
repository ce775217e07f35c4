package dev.gatun.text;

/** Whether a rendered conversation ends by opening the assistant's turn. */
public enum GenerationPrompt {
  /** For a prompt: what follows is the model's answer. */
  ADD,
  /** For a finished conversation. */
  OMIT
}
