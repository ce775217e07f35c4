package dev.gatun.train;

import dev.gatun.align.Needs;
import dev.gatun.align.Objective;

/**
 * Whether thumbs down are weighted as if their prompts were distributed as those of thumbs up
 * (BCO's underlying distribution matching), and what prompts are compared by.
 */
public enum Udm {
  /** No weights. */
  OFF,
  /** The mean of the reference model's last hidden states over the prompt's tokens. */
  REFERENCE,
  /** Vectors that the rows bring along: {@link dev.gatun.data.Feedback#embedding}. */
  EMBEDDINGS;

  /**
   * @throws TrainingException when there are weights, and the objective does not learn from thumbs
   */
  void requireSuits(Objective objective) {
    if (this == OFF || objective.needs().responses() == Needs.Responses.SINGLE) return;
    throw new TrainingException(
        "--udm matches the prompts of thumbs up and down, so --loss must learn from these, got "
            + objective.name());
  }
}
