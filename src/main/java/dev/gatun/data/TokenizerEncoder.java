package dev.gatun.data;

import dev.gatun.text.ChatTemplate;
import dev.gatun.text.GenerationPrompt;
import dev.gatun.text.Message;
import dev.gatun.text.Tokenizer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A model's tokenizer, with its own chat template or another. */
public final class TokenizerEncoder implements TextEncoder, TextEncoder.ChatEncoder {
  private final Tokenizer tokenizer;
  private final Optional<ChatTemplate> template;
  private final Map<String, Object> tokens = new HashMap<>();

  private TokenizerEncoder(Tokenizer tokenizer, Optional<ChatTemplate> template) {
    this.tokenizer = tokenizer;
    this.template = template;
    tokenizer.bosToken().ifPresent(token -> tokens.put("bos_token", token));
    tokenizer.eosToken().ifPresent(token -> tokens.put("eos_token", token));
  }

  /**
   * An encoder that writes conversations with a template.
   *
   * @param chatTemplate a Jinja file, or the name of a built-in template, or null for the model's own
   * @throws IllegalArgumentException when it is neither a file nor a name
   */
  public static TokenizerEncoder of(Tokenizer tokenizer, @Nullable String chatTemplate) {
    if (chatTemplate == null) return new TokenizerEncoder(tokenizer, tokenizer.chatTemplate());
    var file = Path.of(chatTemplate);
    var template =
        Files.isRegularFile(file) ? ChatTemplate.fromFile(file) : ChatTemplate.named(chatTemplate);
    return new TokenizerEncoder(tokenizer, Optional.of(template));
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
    return template.isPresent() ? Optional.of(this) : Optional.empty();
  }

  @Override
  public int[] encodePrompt(List<Message> messages, Map<String, Object> variables) {
    return encode(messages, GenerationPrompt.ADD, variables);
  }

  @Override
  public int[] encode(List<Message> messages, Map<String, Object> variables) {
    return encode(messages, GenerationPrompt.OMIT, variables);
  }

  private int[] encode(List<Message> messages, GenerationPrompt prompt, Map<String, Object> variables) {
    var all = new HashMap<>(tokens);
    all.putAll(variables);
    return tokenizer.encodeWithoutSpecialTokens(template.orElseThrow().render(messages, prompt, all));
  }
}
