package dev.gatun.train;

import dev.gatun.data.batch.PackedBatch;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A reference model that is there all the time, so that nothing is computed ahead: each window's
 * log-probabilities when the window is trained on first, and none that an earlier run or epoch has
 * computed, until the model changes. What no file keeps is then used again only in a batch of the
 * same rows, where a run that goes on from a checkpoint computes the same bits.
 */
final class LiveReference implements SummedReference {
  private final LiveModel model;
  private final boolean repeats;
  private ReferenceLogProbs known;
  private @Nullable Path file;
  private boolean changed;

  /**
   * @param repeats whether the same rows make a batch in every epoch
   * @param known filled as the run goes
   * @param file where {@link #keep} writes it; null of a model that no other run has
   */
  LiveReference(LiveModel model, boolean repeats, ReferenceLogProbs known, @Nullable Path file) {
    this.model = model;
    this.repeats = repeats;
    this.known = known;
    this.file = file;
  }

  @Override
  public double[] matched(PackedBatch batch) {
    var usable = repeats || file != null;
    if (!usable || !known.knowsMatched(batch))
      compute(() -> known.fillMatched(model.policy(), batch));
    return known.matched(batch);
  }

  @Override
  public double[] mismatched(PackedBatch batch) {
    if (!known.knowsMismatched(batch)) compute(() -> known.fillMismatched(model.policy(), batch));
    return known.mismatched(batch);
  }

  private void compute(Runnable pass) {
    try (var _ = model.asReference()) {
      pass.run();
    }
    changed = true;
  }

  @Override
  public void keep() {
    if (changed && file != null) known.write(file);
    changed = false;
  }

  /** The model is about to become another one: what is known of it is of no more use here. */
  void forget() {
    keep();
    known = new ReferenceLogProbs(known.rows());
    file = null;
  }
}
