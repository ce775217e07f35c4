package dev.gatun.demo;

/**
 * A story's beginning and how a storyteller went on.
 *
 * @param prompt the beginning, without a space at its end
 * @param completion the rest, with its leading space
 */
public record Telling(String prompt, String completion) {

  /**
   * A story of the grammar as the telling of its first {@code sentences} sentences and the rest.
   */
  public static Telling of(Story story, int sentences) {
    return new Telling(story.prompt(sentences), story.completion(sentences));
  }

  /** The whole story. */
  public String text() {
    return prompt + completion;
  }
}
