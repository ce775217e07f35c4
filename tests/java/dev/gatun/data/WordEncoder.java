package dev.gatun.data;

import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tokenizer small enough to follow by hand: one id per word, {@code <s>} first, special tokens
 * recognised inside words. It is the one of {@code golden/data/make_trl_batches.py}.
 */
public final class WordEncoder implements TextEncoder {
  public static final List<String> SPECIAL =
      List.of(
          "<pad>", "<s>", "</s>", "<unk>", "<|user|>", "<|assistant|>", "<|system|>", "<|end|>");
  public static final int BOS = 1;
  public static final int EOS = 2;
  public static final int UNKNOWN = 3;

  private final Map<String, Integer> ids = new HashMap<>();
  private final boolean withTemplate;

  private WordEncoder(int words, boolean withTemplate) {
    SPECIAL.forEach(word -> ids.put(word, ids.size()));
    for (int i = 0; i < words; i++) {
      ids.put("w" + i, ids.size());
    }
    this.withTemplate = withTemplate;
  }

  public static WordEncoder withTemplate(int words) {
    return new WordEncoder(words, true);
  }

  public static WordEncoder withoutTemplate(int words) {
    return new WordEncoder(words, false);
  }

  /** The id of word {@code w<number>}. */
  public static int w(int number) {
    return SPECIAL.size() + number;
  }

  @Override
  public int[] encode(String text) {
    return words("<s> " + text);
  }

  private int[] words(String text) {
    var spaced = text;
    for (var special : SPECIAL) {
      spaced = spaced.replace(special, " " + special + " ");
    }
    return spaced.strip().isEmpty()
        ? new int[0]
        : List.of(spaced.strip().split("\\s+")).stream()
            .mapToInt(word -> ids.getOrDefault(word, UNKNOWN))
            .toArray();
  }

  @Override
  public Optional<String> eosText() {
    return Optional.of("</s>");
  }

  @Override
  public Optional<ChatEncoder> chat() {
    return withTemplate ? Optional.of(new Template()) : Optional.empty();
  }

  private final class Template implements ChatEncoder {
    @Override
    public int[] encodePrompt(List<Message> messages, Map<String, @Nullable Object> variables) {
      return words(render(messages) + "<|assistant|> ");
    }

    @Override
    public int[] encode(List<Message> messages, Map<String, @Nullable Object> variables) {
      return words(render(messages));
    }

    @Override
    public Optional<Tokenizer.Marked> encodeMarked(
        List<Message> messages, Map<String, @Nullable Object> variables) {
      return Optional.empty();
    }

    private String render(List<Message> messages) {
      if (messages.getFirst().role().equals("assistant")) {
        throw new IllegalArgumentException("conversation must start with a user turn");
      }
      List<String> turns = new ArrayList<>();
      for (var message : messages) {
        turns.add("<|" + message.role() + "|> " + message.content() + " <|end|> ");
      }
      return String.join("", turns);
    }
  }
}
