package dev.gatun.data;

import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What turning feedback into tokens needs of a tokenizer. Implementations are called from several
 * threads at once.
 */
public interface TextEncoder {

  /** Token ids of a text by the tokenizer's own defaults, which decide about a first BOS. */
  int[] encode(String text);

  /** The text of the end-of-sequence token, where the tokenizer has one. */
  Optional<String> eosText();

  /** How conversations are written, where a chat template is known. */
  Optional<ChatEncoder> chat();

  /** Token ids of conversations: rendered by the chat template, tokenized without added tokens. */
  interface ChatEncoder {

    /**
     * The conversation followed by the opening of the assistant's reply.
     *
     * @throws IllegalArgumentException when the template refuses the conversation, with its reason
     */
    int[] encodePrompt(List<Message> messages, Map<String, @Nullable Object> variables);

    /**
     * The conversation as it stands.
     *
     * @throws IllegalArgumentException when the template refuses the conversation, with its reason
     */
    int[] encode(List<Message> messages, Map<String, @Nullable Object> variables);

    /**
     * The conversation as it stands, the assistant's own words marked; empty where the template
     * does not mark them.
     *
     * @throws IllegalArgumentException when the template refuses the conversation, with its reason
     */
    Optional<Tokenizer.Marked> encodeMarked(
        List<Message> messages, Map<String, @Nullable Object> variables);
  }
}
