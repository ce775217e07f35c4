package dev.gatun.data;

import dev.gatun.data.TextEncoder.ChatEncoder;
import dev.gatun.text.Message;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A conversation into tokens. Turns behind the assistant's last one say nothing about it and are
 * left out.
 */
final class ChatRow {
  private static final String ASSISTANT = "assistant";

  private final Feedback row;
  private final ChatEncoder chat;
  private final List<Message> turns;

  ChatRow(Feedback row, Passage.Chat prompt, Passage.Chat completion, ChatEncoder chat) {
    this.row = row;
    this.chat = chat;
    var all = new ArrayList<>(prompt.messages());
    all.addAll(completion.messages());
    // A completion of one turn is the reply, whatever the data call who gives it.
    int last = all.size() - 1;
    if (completion.messages().size() > 1) {
      while (last >= prompt.messages().size() && !isAssistant(all.get(last))) {
        last--;
      }
      if (last < prompt.messages().size()) {
        throw new IllegalArgumentException("no turn of the completion is the assistant's");
      }
    }
    this.turns = all.subList(0, last + 1);
  }

  private static boolean isAssistant(Message message) {
    return message.role().equals(ASSISTANT);
  }

  EncodedRow encode(AssistantTurns learned) {
    return switch (learned) {
      case LAST -> EncodedRow.split(before(turns.size() - 1), through(turns.size() - 1), true);
      case ALL -> all();
    };
  }

  private int[] before(int turn) {
    return chat.encodePrompt(turns.subList(0, turn), row.templateVariables());
  }

  private int[] through(int turn) {
    return chat.encode(turns.subList(0, turn + 1), row.templateVariables());
  }

  private EncodedRow all() {
    var marked = chat.encodeMarked(turns, row.templateVariables());
    return marked.isPresent()
        ? holed(marked.get().ids(), marked.get().marks())
        : holed(through(turns.size() - 1), spans());
  }

  /**
   * The assistant's tokens, each turn's being what the conversation up to it has beyond the
   * conversation before it with the assistant's opening. That holds only where a template writes
   * the beginning of a conversation as it writes the whole.
   */
  private boolean[] spans() {
    int[] whole = through(turns.size() - 1);
    var learned = new boolean[whole.length];
    for (int turn = 0; turn < turns.size(); turn++) {
      if (turn < turns.size() - 1 && !isAssistant(turns.get(turn))) {
        continue;
      }
      int[] before = before(turn);
      int[] through = through(turn);
      if (!begins(before, whole) || !begins(through, whole) || through.length < before.length) {
        throw new IllegalArgumentException(
            "the chat template writes turn "
                + (turn + 1)
                + " of the conversation differently once there are later ones, so that its tokens"
                + " cannot be told from the others'; leave out --assistant-turns all, or give a"
                + " template that marks them ({% generation %}) by --chat-template");
      }
      Arrays.fill(learned, before.length, through.length, true);
    }
    return learned;
  }

  private static boolean begins(int[] start, int[] whole) {
    return start.length <= whole.length
        && Arrays.equals(start, 0, start.length, whole, 0, start.length);
  }

  /** The prompt ends where learning begins; in the completion holes are complements. */
  private static EncodedRow holed(int[] whole, boolean[] learned) {
    int border = 0;
    while (border < whole.length && !learned[border]) {
      border++;
    }
    int end = whole.length;
    while (end > border && !learned[end - 1]) {
      end--;
    }
    var completion = Arrays.copyOfRange(whole, border, end);
    for (int i = border; i < end; i++) {
      if (!learned[i]) {
        completion[i - border] = ~whole[i];
      }
    }
    return new EncodedRow(Arrays.copyOf(whole, border), completion, true, true);
  }
}
