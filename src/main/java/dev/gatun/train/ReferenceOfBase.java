package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.Adapter;
import java.nio.file.Path;
import java.util.function.Supplier;

/**
 * The reference of a run that trains a new adapter: the same model with the adapter off. It is
 * there all the time, so nothing is computed ahead: each window's log-probabilities when the window
 * is trained on first, and none that an earlier run or epoch has computed.
 */
final class ReferenceOfBase implements Reference {
  private final ReferenceLogProbs known;
  private final Path file;
  private final Policy policy;
  private final Supplier<Adapter.Setting> off;
  private boolean changed;

  /**
   * @param known filled as the run goes
   * @param file where {@link #keep} writes it
   * @param off makes the policy the reference model
   */
  ReferenceOfBase(
      ReferenceLogProbs known, Path file, Policy policy, Supplier<Adapter.Setting> off) {
    this.known = known;
    this.file = file;
    this.policy = policy;
    this.off = off;
  }

  @Override
  public double[] matched(PackedBatch batch) {
    if (!known.knowsMatched(batch)) compute(() -> known.fillMatched(policy, batch));
    return known.matched(batch);
  }

  @Override
  public double[] mismatched(PackedBatch batch) {
    if (!known.knowsMismatched(batch)) compute(() -> known.fillMismatched(policy, batch));
    return known.mismatched(batch);
  }

  private void compute(Runnable pass) {
    try (var _ = off.get()) {
      pass.run();
    }
    changed = true;
  }

  @Override
  public void keep() {
    if (changed) known.write(file);
    changed = false;
  }
}
