package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Experimental, from no paper: noise contrastive alignment of rows by themselves. A desirable row
 * costs -log sigmoid(r) - 1/2 log sigmoid(-r), an undesirable one -1/2 log sigmoid(-r): on a pair
 * the two add up to {@link NcaPair}. No mismatched pairs are needed.
 *
 * @param beta above 0
 */
public record NcaUnpaired(double beta) implements RowObjective {
  public NcaUnpaired {
    Knobs.requirePositive("--beta", beta);
  }

  @Override
  public String name() {
    return "nca_unpaired";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta);
  }

  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.SINGLE, true, false, false);
  }

  @Override
  public Tensor losses(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    var rewards = batch.logRatios().mul(beta);
    var data = batch.desirable().where(rewards.logSigmoid(), rewards.zerosLike());
    return data.add(rewards.neg().logSigmoid().mul(0.5)).neg();
  }
}
