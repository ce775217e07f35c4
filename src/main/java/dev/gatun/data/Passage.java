package dev.gatun.data;

import dev.gatun.text.Message;
import java.util.List;

/** A prompt or a completion: plain text, or turns of a conversation that a chat template renders. */
public sealed interface Passage {

  /** Plain text, tokenized as it stands. */
  record Text(String text) implements Passage {}

  /** Turns of a conversation, oldest first. */
  record Chat(List<Message> messages) implements Passage {
    public Chat {
      messages = List.copyOf(messages);
    }
  }
}
