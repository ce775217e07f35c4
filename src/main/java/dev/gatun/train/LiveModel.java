package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.Adapter;
import java.util.function.Supplier;

/**
 * A model in memory that is the reference, or that is it for as long as a setting of its adapter is
 * open.
 */
record LiveModel(Policy policy, Supplier<Adapter.Setting> setting) {
  /** A model of its own. */
  LiveModel(Policy policy) {
    this(policy, () -> Adapter.Setting.NONE);
  }

  /** Makes it the reference until the setting is closed. */
  Adapter.Setting asReference() {
    return setting.get();
  }

  /** Log-probabilities of a batch's tokens under the reference, without gradient. */
  Policy.LogProbs logProbs(PackedBatch batch) {
    try (var _ = asReference()) {
      return policy.logProbs(batch);
    }
  }
}
