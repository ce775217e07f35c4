package dev.gatun.train;

import dev.gatun.align.Objective;
import dev.gatun.align.ReferencePoint;
import dev.gatun.data.batch.BatchWindow;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.List;

/**
 * The loss of one optimizer window. The reference point comes first, from all mismatched pairs of
 * the window and without gradient; then every micro-batch is compared with it.
 */
final class WindowStep {
  /** Whether the window's gradient is wanted. */
  enum Mode {
    TRAIN,
    EVALUATE
  }

  private final Policy policy;
  private final ReferenceLogProbs reference;
  private final Objective objective;
  private final KlScope klScope;

  WindowStep(Policy policy, ReferenceLogProbs reference, Objective objective, KlScope klScope) {
    this.policy = policy;
    this.reference = reference;
    this.objective = objective;
    this.klScope = klScope;
  }

  /** Adds the window's gradient to the parameters, in mode TRAIN, and returns its metrics. */
  StepMetrics run(BatchWindow window, Mode mode) {
    var metrics = new StepMetrics();
    var whole = new ReferencePoint();
    var each = new ReferencePoint[window.microBatches()];
    for (var m = 0; m < each.length; m++) {
      each[m] = new ReferencePoint();
      if (!objective.needsMismatchedPairs()) continue;
      var pairs = window.mismatched(m);
      var sum = mismatchedSum(pairs);
      each[m].add(sum, pairs.sequences());
      whole.add(sum, pairs.sequences());
    }
    for (var m = 0; m < each.length; m++) {
      var point = klScope == KlScope.WINDOW ? whole : each[m];
      matched(window.matched(m), point.value(), window.rows(), mode, metrics);
      if (objective.needsMismatchedPairs()) metrics.addReferencePoint(point.value());
    }
    return metrics;
  }

  private double mismatchedSum(PackedBatch pairs) {
    var logProbs = new double[pairs.sequences()];
    policy.logProbs(pairs, logProbs, 0);
    var references = reference.mismatched(pairs);
    var sum = 0.0;
    for (var i = 0; i < logProbs.length; i++) sum += logProbs[i] - references[i];
    return sum;
  }

  private void matched(
      PackedBatch packed, double referencePoint, int windowRows, Mode mode, StepMetrics metrics) {
    try (var _ = TensorScope.open();
        var _ = mode == Mode.TRAIN ? Autograd.enableGrad() : Autograd.noGrad()) {
      var scores = policy.scores(packed);
      var logProbs = scores.logProbs(); // (rows)
      var batch = scores.batch();
      var references = Tensor.of(reference.matched(packed)).to(logProbs.device());
      var logRatios = logProbs.sub(references);
      var losses =
          objective.loss(logRatios, batch.desirable(), referencePoint).mul(batch.weights());
      if (mode == Mode.TRAIN) losses.sum().div(windowRows).backward();
      record(packed, losses, logRatios, logProbs, scores.logits(), metrics);
    }
  }

  // One transfer from the device for all of the batch's numbers.
  private void record(
      PackedBatch packed,
      Tensor losses,
      Tensor logRatios,
      Tensor logProbs,
      Tensor logits,
      StepMetrics metrics) {
    var rows = packed.sequences();
    var columns = List.of(losses.detach(), logRatios.detach(), logProbs.detach(), logits);
    var values = Tensor.stack(columns, 0).toDoubleArray(); // (4, rows)
    for (var i = 0; i < rows; i++) {
      metrics.addRow(
          packed.desirable(i),
          values[i],
          objective.beta() * values[rows + i],
          values[2 * rows + i],
          values[3 * rows + i],
          packed.predicted(i));
    }
    metrics.addTokens(packed.tokens());
  }
}
