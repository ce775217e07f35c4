package dev.gatun.train;

import dev.gatun.model.ModelSource;

/** Who judges responses of a model and of its reference to the same prompts, and how. */
public sealed interface Contest {
  /** What a scoring model looks at. */
  enum By {
    /** log pi_scoring(y|x) - log pi_ref(y|x): what the scoring model was aligned to prefer. */
    REWARD,
    /** Mean log-probability of a response's tokens: what reads well to the scoring model. */
    LIKELIHOOD
  }

  /** A model that judges. */
  record ScoringModel(ModelSource model, By by) implements Contest {}

  /**
   * Anything else that judges.
   *
   * @param name what reports call it
   */
  record ByJudge(Judge judge, String name) implements Contest {}
}
