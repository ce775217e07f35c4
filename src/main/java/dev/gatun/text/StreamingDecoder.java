package dev.gatun.text;

import java.util.Arrays;

/**
 * Text of a growing list of ids, piece by piece: the pieces together are what {@link
 * Tokenizer#decode} makes of all ids. A character whose bytes are spread over tokens comes when it
 * is complete. For one thread.
 *
 * <p>A piece once handed out stays as it was, so the two can differ where later tokens would change
 * earlier text: after bytes that are not UTF-8, or where the tokenizer tidies up spaces.
 *
 * <p>How: a token's text depends on its neighbours (a word's leading space, a character's bytes),
 * so a short window is decoded with and without the new token, and the difference is the piece.
 */
public final class StreamingDecoder {
  private static final char REPLACEMENT = '\ufffd';

  /**
   * Tokens that one character can take, with room to spare; more are bytes that never were text.
   */
  private static final int LONGEST_CHARACTER = 8;

  private final Tokenizer tokenizer;
  private final SpecialTokens policy;
  private int[] window = new int[16];
  private int size;

  /** Tokens of the window whose text has been handed out; the rest is not complete. */
  private int shown;

  /** The text of those. */
  private String shownText = "";

  StreamingDecoder(Tokenizer tokenizer, SpecialTokens policy) {
    this.tokenizer = tokenizer;
    this.policy = policy;
  }

  /** The text that {@code id} completes; empty while it is part of a character. */
  public String append(int id) {
    if (size == window.length) {
      window = Arrays.copyOf(window, size * 2);
    }
    window[size++] = id;
    var text = text(0, size);
    boolean broken = !text.isEmpty() && text.charAt(text.length() - 1) == REPLACEMENT;
    return broken && size - shown <= LONGEST_CHARACTER ? "" : emit(text);
  }

  /** What is left at the end: U+FFFD for the bytes of a character that never became complete. */
  public String finish() {
    return emit(text(0, size));
  }

  private String emit(String text) {
    // Broken bytes can make the text shorter; then there is nothing to add.
    var piece = text.length() > shownText.length() ? text.substring(shownText.length()) : "";
    if (piece.isEmpty()) {
      return "";
    }
    // The next window starts at this piece's tokens, to give the following ones a left neighbour.
    System.arraycopy(window, shown, window, 0, size - shown);
    size -= shown;
    shown = size;
    shownText = text(0, size);
    return piece;
  }

  private String text(int from, int to) {
    return tokenizer.decode(Arrays.copyOfRange(window, from, to), policy);
  }
}
