package dev.gatun.data;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One completion and what a reader thought of it.
 *
 * <p>Prompt and completion are of one kind: both text, or both chat.
 *
 * @param desirable thumbs up (true) or down
 * @param weight factor on the row's loss, finite and not negative; 1 unless the data says otherwise
 * @param templateVariables extra variables for the chat template ({@code tools}, and what the row's
 *     {@code chat_template_kwargs} holds); empty for text
 */
public record Feedback(
    Passage prompt,
    Passage completion,
    boolean desirable,
    double weight,
    Map<String, @Nullable Object> templateVariables,
    Source source)
    implements Row {

  public Feedback {
    if (prompt.getClass() != completion.getClass()) {
      throw new IllegalArgumentException("prompt and completion must both be text or both chat");
    }
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new IllegalArgumentException("weight must be finite and not negative, got " + weight);
    }
  }

  /** A row of plain text with weight 1. */
  public static Feedback text(String prompt, String completion, boolean desirable, Source source) {
    return new Feedback(
        new Passage.Text(prompt), new Passage.Text(completion), desirable, 1.0, Map.of(), source);
  }
}
