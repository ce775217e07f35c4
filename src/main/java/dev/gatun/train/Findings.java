package dev.gatun.train;

import dev.gatun.align.RewardHistogram;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What an evaluation found.
 *
 * @param prompts rows, pairs or sets that the objective compared
 * @param histogram of the rewards
 * @param kl null where nothing was drawn
 * @param winRate null where nobody judged
 */
public record Findings(
    int prompts,
    List<Metric> metrics,
    RewardHistogram histogram,
    @Nullable SampledKl kl,
    @Nullable WinRate winRate) {

  /**
   * KL(policy || reference) of whole responses, in nats: the mean of log pi(y|x) - log pi_ref(y|x)
   * over responses y that the policy gave to prompts of the data. It has no bias; of responses that
   * were cut it is the divergence of their beginnings.
   *
   * @param stderr standard error of the mean
   * @param prompts responses drawn, one for each prompt
   * @param tokens mean length of the responses
   * @param cut responses that had not ended
   */
  public record SampledKl(double mean, double stderr, int prompts, double tokens, int cut) {}

  /**
   * How often the policy's response to a prompt was found better than the reference's; ties count
   * half.
   *
   * @param rate with its interval
   * @param policy mean score of the policy's responses
   * @param reference mean score of the reference's
   * @param judge who judged
   */
  public record WinRate(Metric rate, double policy, double reference, int prompts, String judge) {}
}
