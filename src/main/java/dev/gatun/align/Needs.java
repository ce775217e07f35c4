package dev.gatun.align;

/**
 * What an objective asks of data and models; what it does not ask for is not computed.
 *
 * @param responses which responses belong together
 * @param reference whether it compares with a reference model
 * @param mismatchedPairs whether it compares with prompts that were given other prompts'
 *     completions
 * @param rewardsFirst whether the whole window's log-ratios must be known before its first loss
 */
public record Needs(
    Responses responses, boolean reference, boolean mismatchedPairs, boolean rewardsFirst) {
  /** How responses make a prompt's part of a batch, and so what the batch size counts. */
  public enum Responses {
    /** Each stands for itself, and only thumbs up are learnt from. */
    DESIRABLE,
    /** Each stands for itself, thumbs up or down. */
    SINGLE,
    /** One that was chosen and one that was rejected. */
    PAIRS,
    /** Two or more with scores. */
    SETS
  }

  /** All that either asks for. */
  Needs and(Needs other) {
    return new Needs(
        responses.compareTo(other.responses) >= 0 ? responses : other.responses,
        reference || other.reference,
        mismatchedPairs || other.mismatchedPairs,
        rewardsFirst || other.rewardsFirst);
  }
}
