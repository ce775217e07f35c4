package dev.gatun.demo;

import java.util.List;

/**
 * One story of {@link StoryGrammar}.
 *
 * @param sentences three to five, each with its full stop and without surrounding spaces
 * @param ending how the grammar ended it, {@link Ending#HAPPY} or {@link Ending#SAD}
 */
public record Story(List<String> sentences, Ending ending) {

  public Story {
    sentences = List.copyOf(sentences);
  }

  /** The whole story on one line. */
  public String text() {
    return String.join(" ", sentences);
  }

  /**
   * The story's beginning, without a space at its end, so that {@code prompt(n) + completion(n)} is
   * {@link #text()}.
   *
   * @param count sentences in the beginning, at least 1 and fewer than the story has
   */
  public String prompt(int count) {
    return String.join(" ", sentences.subList(0, checked(count)));
  }

  /**
   * The rest after {@link #prompt}, with the space that parts the two at its start.
   *
   * @param count sentences in the beginning
   */
  public String completion(int count) {
    return " " + String.join(" ", sentences.subList(checked(count), sentences.size()));
  }

  private int checked(int count) {
    if (count < 1 || count >= sentences.size()) {
      throw new IllegalArgumentException(
          "a beginning of " + count + " sentences was asked of a story of " + sentences.size());
    }
    return count;
  }
}
