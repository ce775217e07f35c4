package dev.gatun.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A row's tokens: those of the prompt, and the rest of those of prompt and completion together.
 *
 * @param completion a token that is not learned is there as its complement, {@code ~id}
 * @param prefixMatches whether the prompt's tokens are the beginning of the whole's; where they are
 *     not, the border between the two is only as good as their number
 * @param endsText whether the completion was closed with the end-of-sequence text (chat templates
 *     do that themselves)
 */
record EncodedRow(int[] prompt, int[] completion, boolean prefixMatches, boolean endsText) {

  static EncodedRow of(Feedback row, TextEncoder encoder, AssistantTurns learned) {
    return switch (row.prompt()) {
      case Passage.Text(var prompt) ->
          text(prompt, ((Passage.Text) row.completion()).text(), encoder);
      case Passage.Chat chat ->
          new ChatRow(row, chat, (Passage.Chat) row.completion(), template(row, encoder))
              .encode(learned);
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

  private static TextEncoder.ChatEncoder template(Feedback row, TextEncoder encoder) {
    return encoder
        .chat()
        .orElseThrow(() ->
            new InputException(
                row.source()
                    + ": the row is a conversation, but the model's tokenizer has no chat"
                    + " template; name one: --chat-template FILE|chatml|llama3|..."));
  }

  static EncodedRow split(int[] prompt, int[] whole, boolean endsText) {
    int border = prompt.length;
    boolean matches = whole.length >= border && Arrays.equals(prompt, 0, border, whole, 0, border);
    var completion =
        whole.length > border ? Arrays.copyOfRange(whole, border, whole.length) : new int[0];
    return new EncodedRow(prompt, completion, matches, endsText);
  }
}
