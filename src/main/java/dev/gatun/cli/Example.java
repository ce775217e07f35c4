package dev.gatun.cli;

import dev.gatun.data.Source;
import dev.gatun.data.TokenStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/**
 * A row as it would be trained, in pieces of text.
 *
 * @param cut tokens beyond the maximal length, which are not among the pieces
 */
record Example(
    Source source,
    boolean desirable,
    int promptTokens,
    int completionTokens,
    int cut,
    List<Piece> pieces) {

  /** Text that is learned from, or that is only read. */
  record Piece(String text, boolean learned) {}

  /** Turns a sequence of tokens into text, in order. */
  interface Decoder {
    /** The text that a token completes; empty while it is part of a character. */
    String append(int id);

    /** What is left at the end. */
    String finish();
  }

  static Example of(TokenStore store, int row, Source source, Decoder decoder) {
    int prompt = store.promptLength(row);
    int completion = store.completionLength(row);
    int kept = Math.min(completion, store.maxLength() - prompt);
    var pieces = new ArrayList<Piece>();
    var text = new StringBuilder();
    var learned = false;
    for (int i = -prompt; i < kept; i++) {
      boolean now = i >= 0 && store.learned(row, i);
      if (now != learned) {
        add(pieces, text, learned);
        learned = now;
      }
      int id = i < 0 ? id(store.prompt(row), prompt + i) : id(store.completion(row), i);
      text.append(decoder.append(id < 0 ? ~id : id));
    }
    text.append(decoder.finish());
    add(pieces, text, learned);
    return new Example(source, store.desirable(row), prompt, kept, completion - kept, pieces);
  }

  private static int id(MemorySegment tokens, long index) {
    return tokens.getAtIndex(ValueLayout.JAVA_INT_UNALIGNED, index);
  }

  private static void add(List<Piece> pieces, StringBuilder text, boolean learned) {
    if (!text.isEmpty()) pieces.add(new Piece(text.toString(), learned));
    text.setLength(0);
  }
}
