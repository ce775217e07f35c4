package dev.gatun.train;

import dev.gatun.data.TextEncoder;
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

/** A tokenizer and a chat template as what turns feedback into tokens. */
public final class Encoders {
  private Encoders() {}

  /**
   * The encoder of a model.
   *
   * @param chatTemplate a file, or the name of a built-in template, or null for the model's own
   * @throws TrainingException when there is neither such a file nor such a name
   */
  public static TextEncoder of(Tokenizer tokenizer, @Nullable String chatTemplate) {
    var template =
        chatTemplate == null
            ? tokenizer.chatTemplate()
            : Optional.of(template(chatTemplate, tokenizer));
    return new ModelEncoder(
        tokenizer, template.map(known -> new TemplateEncoder(tokenizer, known)));
  }

  private static ChatTemplate template(String name, Tokenizer tokenizer) {
    if (ChatTemplate.names().contains(name))
      return ChatTemplate.named(name).withVariables(tokenizer.specialTokens());
    var file = Path.of(name);
    if (!Files.exists(file)) {
      throw new TrainingException(
          "--chat-template "
              + name
              + ": there is no such file, and no built-in template of that name (they are "
              + String.join(", ", ChatTemplate.names())
              + ")");
    }
    return ChatTemplate.fromFile(file).withVariables(tokenizer.specialTokens());
  }

  private record ModelEncoder(Tokenizer tokenizer, Optional<TemplateEncoder> template)
      implements TextEncoder {
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
      return template.map(known -> known);
    }
  }

  private record TemplateEncoder(Tokenizer tokenizer, ChatTemplate template)
      implements TextEncoder.ChatEncoder {
    @Override
    public int[] encodePrompt(List<Message> messages, Map<String, Object> variables) {
      return tokenizer.encodeWithoutSpecialTokens(
          template.render(messages, GenerationPrompt.ADD, variables));
    }

    @Override
    public int[] encode(List<Message> messages, Map<String, Object> variables) {
      return tokenizer.encodeWithoutSpecialTokens(
          template.render(messages, GenerationPrompt.OMIT, variables));
    }
  }
}
