package dev.gatun.data;

import dev.gatun.text.Message;
import java.util.List;

/**
 * A prompt or a completion: plain text, or turns of a conversation that a chat template renders.
 */
public sealed interface Passage {

  /** Characters of all texts, roughly: a measure of the memory they take. */
  long chars();

  /** Plain text, tokenized as it stands. */
  record Text(String text) implements Passage {
    @Override
    public long chars() {
      return text.length();
    }
  }

  /** Turns of a conversation, oldest first. */
  record Chat(List<Message> messages) implements Passage {
    public Chat {
      messages = List.copyOf(messages);
    }

    @Override
    public long chars() {
      return messages.stream().mapToLong(Chat::chars).sum();
    }

    private static long chars(Message message) {
      var text = message.content();
      return text != null ? text.length() : message.fields().toString().length();
    }
  }
}
