package dev.gatun.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One completion and what a reader thought of it.
 *
 * <p>Prompt and completion are of one kind: both text, or both chat.
 *
 * @param desirable thumbs up (true) or down; of scored responses, whether none scored higher
 * @param weight factor on the row's loss, finite and not negative; 1 unless the data says otherwise
 * @param templateVariables extra variables for the chat template ({@code tools}, and what the row's
 *     {@code chat_template_kwargs} holds); empty for text
 * @param place among responses that were given together, a pair or a scored set
 * @param embedding of the prompt, if the data brings one along
 */
public record Feedback(
    Passage prompt,
    Passage completion,
    boolean desirable,
    double weight,
    Map<String, @Nullable Object> templateVariables,
    Source source,
    Place place,
    @Nullable Embedding embedding)
    implements Row {

  /**
   * Where a response stands among those to the same prompt that were given together.
   *
   * @param group equal for responses given together, which follow one another in the source; -1 for
   *     a row by itself
   * @param size how many were given together
   * @param score how good it is, finite, where the responses have scores in place of thumbs; else
   *     NaN
   */
  public record Place(long group, int size, double score) {
    /** A row by itself, with a thumb. */
    public static final Place ALONE = new Place(-1, 1, Double.NaN);

    public Place {
      if (Double.isInfinite(score)) throw new IllegalArgumentException("an infinite score");
    }
  }

  public Feedback {
    if (prompt.getClass() != completion.getClass()) {
      throw new IllegalArgumentException("prompt and completion must both be text or both chat");
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight must be finite and not negative, got " + weight);
    }
  }

  /** A row by itself. */
  public Feedback(
      Passage prompt,
      Passage completion,
      boolean desirable,
      double weight,
      Map<String, @Nullable Object> templateVariables,
      Source source) {
    this(prompt, completion, desirable, weight, templateVariables, source, Place.ALONE, null);
  }

  /** A row of plain text with weight 1. */
  public static Feedback text(String prompt, String completion, boolean desirable, Source source) {
    return new Feedback(
        new Passage.Text(prompt), new Passage.Text(completion), desirable, 1.0, Map.of(), source);
  }

  /** The same row, with a vector for its prompt. */
  public Feedback with(Embedding vector) {
    return new Feedback(
        prompt, completion, desirable, weight, templateVariables, source, place, vector);
  }
}
