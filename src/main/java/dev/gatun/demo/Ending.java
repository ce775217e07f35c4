package dev.gatun.demo;

import java.util.List;
import java.util.Locale;
import java.util.Set;

/** How a story ends, told by program from the words of its last sentence. */
public enum Ending {
  HAPPY,
  SAD,
  /** No word of feeling in the last sentence, or as many of one kind as of the other. */
  UNCLEAR;

  private static final Set<String> HAPPY_WORDS =
      Set.of(
          "happy",
          "happier",
          "happiest",
          "happily",
          "joy",
          "glad",
          "proud",
          "merry",
          "laugh",
          "laughed",
          "laughing",
          "smile",
          "smiled",
          "smiling",
          "danced",
          "dancing",
          "sang",
          "cheered",
          "cheering");
  private static final Set<String> SAD_WORDS =
      Set.of(
          "sad",
          "sadder",
          "saddest",
          "cry",
          "cried",
          "crying",
          "wept",
          "weeping",
          "tear",
          "tears",
          "sigh",
          "sighed",
          "alone",
          "lonely",
          "unhappy",
          "sorrow",
          "miserable");
  private static final Set<String> DENIALS = Set.of("not", "never", "nobody", "no", "without");

  /** A denial turns the feeling of the words right after it: "was not at all happy". */
  private static final int DENIAL_REACH = 3;

  /**
   * Classifies any text, a story of {@link StoryGrammar} or not. "Sadly" and "in the end" do not
   * count: only what the last sentence says somebody felt or did.
   *
   * @param text one story, or the end of one
   */
  public static Ending of(String text) {
    int balance = 0;
    int denialEnds = -1;
    List<String> words = lastSentence(text);
    for (int i = 0; i < words.size(); i++) {
      String word = words.get(i);
      int feeling = HAPPY_WORDS.contains(word) ? 1 : SAD_WORDS.contains(word) ? -1 : 0;
      balance += i <= denialEnds ? -feeling : feeling;
      if (DENIALS.contains(word)) {
        denialEnds = i + DENIAL_REACH;
      }
    }
    return balance > 0 ? HAPPY : balance < 0 ? SAD : UNCLEAR;
  }

  private static List<String> lastSentence(String text) {
    String body = text.strip().replaceAll("[.!?\\s]+$", "");
    int start =
        Math.max(body.lastIndexOf('.'), Math.max(body.lastIndexOf('!'), body.lastIndexOf('?')));
    return List.of(body.substring(start + 1).toLowerCase(Locale.ROOT).split("[^\\p{L}']+"));
  }
}
