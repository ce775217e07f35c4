package dev.gatun.train;

import dev.gatun.data.TokenStore;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.batch.KlPairs;
import dev.gatun.data.batch.OneClass;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.data.batch.WindowSettings;
import dev.gatun.torch.Device;

/**
 * What a model gives every row of a store, in the order of the data.
 *
 * @param matched summed log-probabilities of the completions; 0 of rows that a stop came before
 * @param mismatched the same with the completion of another row; empty where nobody asked
 * @param tokens how many tokens each matched sum has
 */
record RowLogProbs(double[] matched, double[] mismatched, int[] tokens) {

  static RowLogProbs of(
      Policy policy,
      TokenStore store,
      KlPairs pairs,
      int batchSize,
      Device device,
      Scorer.Listener listener,
      StopRequest stop) {
    var settings = new WindowSettings(batchSize, 1, pairs, OneClass.ALLOW);
    var plan = WindowPlan.evaluation(store, settings, batchSize);
    var rows = store.rows();
    var other = pairs == KlPairs.MISMATCHED;
    var values = new RowLogProbs(new double[rows], new double[other ? rows : 0], new int[rows]);
    try (var loader = BatchLoader.start(store, plan, 0, 2, BatchMemory.of(device))) {
      for (var done = 0; done < rows && !stop.requested(); ) {
        var window = loader.next();
        // File order: rows of a batch follow one another.
        if (other) policy.logProbs(window.mismatched(0), values.mismatched, done);
        done += values.add(policy, window.matched(0), done);
        window.release();
        listener.onRows(done, rows);
      }
    }
    return values;
  }

  private int add(Policy policy, PackedBatch batch, int at) {
    policy.logProbs(batch, matched, at);
    for (var i = 0; i < batch.sequences(); i++) tokens[at + i] = batch.predicted(i);
    return batch.sequences();
  }
}
