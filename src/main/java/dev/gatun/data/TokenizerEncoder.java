package dev.gatun.data;

import dev.gatun.text.ChatTemplate;
import dev.gatun.text.GenerationPrompt;
import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model's tokenizer, with its own chat template or another one. */
public final class TokenizerEncoder implements TextEncoder {
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final Optional<ChatEncoder> chat;

  /**
   * @param tokenizer stays the caller's to close
   * @param template how conversations are written; the tokenizer's own is not looked at
   */
  public TokenizerEncoder(Tokenizer tokenizer, Optional<ChatTemplate> template) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.chat = template.map(chosen -> new Templated(tokenizer, chosen));
  }

  /** A tokenizer with its own chat template, if it has one. */
  public static TokenizerEncoder of(Tokenizer tokenizer) {
    return new TokenizerEncoder(tokenizer, tokenizer.chatTemplate());
  }

  /**
   * A tokenizer with a chat template of the user's choice.
   *
   * @param template a Jinja file, or the name of a built-in template, or null for the tokenizer's
   *     own
   * @throws dev.gatun.text.TextException when it is neither a file nor a name
   */
  public static TokenizerEncoder of(Tokenizer tokenizer, @Nullable String template) {
    if (template == null) {
      return of(tokenizer);
    }
    var file = Path.of(template);
    var chosen =
        Files.isRegularFile(file) ? ChatTemplate.fromFile(file) : ChatTemplate.named(template);
    return new TokenizerEncoder(
        tokenizer, Optional.of(chosen.withVariables(tokenizer.specialTokens())));
  }

  /** Equal for encoders that give the same tokens; empty where those depend on the day. */
  public Optional<String> fingerprint() {
    var own = tokenizer.fingerprint() + " " + tokenizer.eosToken();
    return template.isEmpty()
        ? Optional.of(own)
        : template.get().fingerprint().map(rendering -> own + " " + rendering);
  }

  @Override
  public int[] encode(String text) {
    return tokenizer.encode(text);
  }

  @Override
  public Optional<String> eosText() {
    return tokenizer.eosToken();
  }

  @Override
  public Optional<ChatEncoder> chat() {
    return chat;
  }

  /** Templates write the special tokens themselves, so that the tokenizer must add none. */
  private record Templated(Tokenizer tokenizer, ChatTemplate template) implements ChatEncoder {
    @Override
    public int[] encodePrompt(List<Message> messages, Map<String, @Nullable Object> variables) {
      return encode(template.render(messages, GenerationPrompt.ADD, variables));
    }

    @Override
    public int[] encode(List<Message> messages, Map<String, @Nullable Object> variables) {
      return encode(template.render(messages, GenerationPrompt.OMIT, variables));
    }

    @Override
    public Optional<Tokenizer.Marked> encodeMarked(
        List<Message> messages, Map<String, @Nullable Object> variables) {
      var rendering = template.rendering(messages, GenerationPrompt.OMIT, variables);
      return rendering.generated().isEmpty()
          ? Optional.empty()
          : Optional.of(tokenizer.encodeMarked(rendering.text(), rendering.generated()));
    }

    private int[] encode(String rendered) {
      return tokenizer.encodeWithoutSpecialTokens(rendered);
    }
  }
}
