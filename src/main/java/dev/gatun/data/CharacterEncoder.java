package dev.gatun.data;

import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Texts as their Unicode characters, for looking at data without a model. Conversations are a line
 * for each turn: {@code role: content}.
 */
public final class CharacterEncoder implements TextEncoder {

  @Override
  public int[] encode(String text) {
    return text.codePoints().toArray();
  }

  @Override
  public Optional<String> eosText() {
    return Optional.empty();
  }

  @Override
  public Optional<ChatEncoder> chat() {
    return Optional.of(new Lines());
  }

  private final class Lines implements ChatEncoder {
    @Override
    public int[] encodePrompt(List<Message> messages, Map<String, @Nullable Object> variables) {
      return encode(render(messages) + "assistant: ");
    }

    @Override
    public int[] encode(List<Message> messages, Map<String, @Nullable Object> variables) {
      return CharacterEncoder.this.encode(render(messages));
    }

    private int[] encode(String text) {
      return CharacterEncoder.this.encode(text);
    }

    @Override
    public Optional<Tokenizer.Marked> encodeMarked(
        List<Message> messages, Map<String, @Nullable Object> variables) {
      return Optional.empty();
    }

    private static String render(List<Message> messages) {
      var text = new StringBuilder();
      for (var message : messages) {
        var content =
            Objects.requireNonNullElseGet(message.content(), () -> message.fields().toString());
        text.append(message.role()).append(": ").append(content).append('\n');
      }
      return text.toString();
    }
  }
}
