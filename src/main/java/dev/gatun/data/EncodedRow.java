package dev.gatun.data;

import dev.gatun.text.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A row's tokens: those of the prompt, and the rest of those of prompt and completion together.
 *
 * @param prefixMatches whether the prompt's tokens are the beginning of the whole's; where they are
 *     not, the border between the two is only as good as their number
 * @param endsText whether the completion was closed with the end-of-sequence text (chat templates
 *     do that themselves)
 */
record EncodedRow(int[] prompt, int[] completion, boolean prefixMatches, boolean endsText) {

  static EncodedRow of(Feedback row, TextEncoder encoder) {
    return switch (row.prompt()) {
      case Passage.Text(var prompt) ->
          text(prompt, ((Passage.Text) row.completion()).text(), encoder);
      case Passage.Chat chat -> chat(row, chat, (Passage.Chat) row.completion(), encoder);
    };
  }

  private static EncodedRow text(String prompt, String completion, TextEncoder encoder) {
    @Nullable String eos = encoder.eosText().orElse(null);
    var whole = prompt + completion;
    if (eos != null && !completion.endsWith(eos)) {
      whole += eos;
    }
    return split(encoder.encode(prompt), encoder.encode(whole), eos != null);
  }

  private static EncodedRow chat(
      Feedback row, Passage.Chat prompt, Passage.Chat completion, TextEncoder encoder) {
    var chat =
        encoder
            .chat()
            .orElseThrow(() ->
                new InputException(
                    row.source()
                        + ": the row is a conversation, but the model's tokenizer has no chat"
                        + " template; name one: --chat-template FILE|chatml|llama3|..."));
    List<Message> whole = new ArrayList<>(prompt.messages());
    whole.addAll(completion.messages());
    return split(
        chat.encodePrompt(prompt.messages(), row.templateVariables()),
        chat.encode(whole, row.templateVariables()),
        true);
  }

  private static EncodedRow split(int[] prompt, int[] whole, boolean endsText) {
    int border = prompt.length;
    boolean matches = whole.length >= border && Arrays.equals(prompt, 0, border, whole, 0, border);
    var completion =
        whole.length > border ? Arrays.copyOfRange(whole, border, whole.length) : new int[0];
    return new EncodedRow(prompt, completion, matches, endsText);
  }
}
