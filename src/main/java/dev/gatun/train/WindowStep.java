package dev.gatun.train;

import dev.gatun.align.Evaluation;
import dev.gatun.align.MicroBatch;
import dev.gatun.align.Objective;
import dev.gatun.align.WindowSums;
import dev.gatun.data.batch.BatchWindow;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loss of one optimizer window. What the objective wants to know of the whole window comes
 * first and without gradient; then every micro-batch is evaluated with it.
 */
final class WindowStep {
  private final Policy policy;
  private final @Nullable Reference reference;
  private final RowWeights rowWeights;
  private final Objective objective;
  private final KlScope scope;
  private final Normalization normalization;

  /**
   * @param reference null exactly when the objective needs none
   */
  WindowStep(
      Policy policy, @Nullable Reference reference, RowWeights rowWeights, LossSettings settings) {
    this.policy = policy;
    this.reference = reference;
    this.rowWeights = rowWeights;
    this.objective = settings.objective();
    this.scope = settings.scope();
    this.normalization = settings.normalization();
  }

  /** Adds the window's gradient to the parameters, and takes the window into the state. */
  StepMetrics train(BatchWindow window, ObjectiveState state) {
    return run(window, state, true);
  }

  /** Measures; nothing changes. */
  StepMetrics evaluate(BatchWindow window, ObjectiveState state) {
    return run(window, state, false);
  }

  /** Keeps what has been computed of the reference for later runs. */
  void keepReference() {
    if (reference != null) reference.keep();
  }

  private StepMetrics run(BatchWindow window, ObjectiveState state, boolean train) {
    var metrics = new StepMetrics();
    // A micro-batch with statistics of its own gets its log-ratios from the pass with gradient.
    var lone = scope == KlScope.MICRO_BATCH || window.microBatches() == 1;
    var each = new ArrayList<WindowSums>();
    var whole = WindowSums.NONE;
    try (var _ = StepPart.KL_PASS.range()) {
      for (var m = 0; m < window.microBatches(); m++) {
        var sums = counts(window.matched(m));
        if (!lone) sums = ratiosFirst(sums, window, m);
        each.add(sums);
        whole = whole.plus(sums);
      }
    }
    if (!lone && train) state.advance(objective, whole);
    var losses = 0.0;
    for (var m = 0; m < window.microBatches(); m++) {
      var sums = scope == KlScope.WINDOW ? whole : each.get(m);
      var pairs = lone && objective.needs().mismatchedPairs() ? window.mismatched(m) : null;
      var pass = new Pass(window.matched(m), pairs, divisor(whole), train, metrics);
      losses += pass.run(sums, lone, state);
    }
    metrics.addLoss(losses, divisor(whole));
    if (!lone) measure(whole, state.values(), metrics);
    return metrics;
  }

  private double divisor(WindowSums whole) {
    return normalization == Normalization.ROWS ? whole.prompts() : whole.weights();
  }

  private void measure(WindowSums sums, Map<String, Double> state, StepMetrics metrics) {
    objective.measures(sums, state).forEach((name, value) -> metrics.add(name, value, 1));
  }

  // ---- without gradient ----

  private WindowSums ratiosFirst(WindowSums sums, BatchWindow window, int m) {
    if (objective.needs().mismatchedPairs()) {
      sums = sums.plusMismatched(mismatchedRatios(window.mismatched(m)));
    }
    if (objective.needs().rewardsFirst()) {
      var matched = window.matched(m);
      sums = plusMatched(sums, matched, matchedRatios(matched));
    }
    return sums;
  }

  private WindowSums counts(PackedBatch batch) {
    var members = new int[batch.prompts()];
    for (var i = 0; i < batch.sequences(); i++) members[batch.prompt(i)]++;
    var weights = 0.0;
    var tokens = 0L;
    for (var i = 0; i < batch.sequences(); i++) {
      var desirable = batch.desirable(i);
      weights +=
          rowWeights.of(batch, i) * objective.classWeight(desirable) / members[batch.prompt(i)];
      tokens += desirable ? batch.predicted(i) : 0;
    }
    return WindowSums.of(batch.prompts(), batch.sequences(), weights, tokens);
  }

  private double[] matchedRatios(PackedBatch batch) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var own = policy.logProbs(batch);
      return own.sums().sub(reference().matched(batch, own).logProbs()).toDoubleArray();
    }
  }

  private double[] mismatchedRatios(PackedBatch pairs) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      return ratios(pairs, policy.logProbs(pairs));
    }
  }

  private double[] ratios(PackedBatch pairs, Policy.LogProbs own) {
    return own.sums().sub(reference().mismatched(pairs, own)).toDoubleArray();
  }

  private static WindowSums plusMatched(WindowSums sums, PackedBatch batch, double[] ratios) {
    for (var i = 0; i < ratios.length; i++) sums = sums.plusMatched(batch.desirable(i), ratios[i]);
    return sums;
  }

  private Reference reference() {
    return Objects.requireNonNull(reference, "the objective needs a reference");
  }

  // ---- with gradient ----

  /** One micro-batch. */
  private final class Pass {
    private final PackedBatch packed;
    private final @Nullable PackedBatch pairs;
    private final double divisor;
    private final boolean train;
    private final StepMetrics metrics;

    /**
     * @param pairs mismatched ones whose log-ratios are still to come, or null
     */
    Pass(
        PackedBatch packed,
        @Nullable PackedBatch pairs,
        double divisor,
        boolean train,
        StepMetrics metrics) {
      this.packed = packed;
      this.pairs = pairs;
      this.divisor = divisor;
      this.train = train;
      this.metrics = metrics;
    }

    /** The sum of the losses. */
    double run(WindowSums sums, boolean lone, ObjectiveState state) {
      try (var _ = TensorScope.open();
          var _ = train ? Autograd.enableGrad() : Autograd.noGrad()) {
        var scores = policy.scores(packed, pairs);
        var compared = reference == null ? null : reference.matched(packed, scores.logProbs());
        var batch = microBatch(scores, compared);
        if (lone) {
          if (pairs != null && scores.pairs() != null) {
            sums = sums.plusMismatched(ratios(pairs, scores.pairs()));
          }
          if (objective.needs().rewardsFirst()) {
            sums = plusMatched(sums, packed, batch.logRatios().detach().toDoubleArray());
          }
          if (train) state.advance(objective, sums);
          measure(sums, state.values(), metrics);
        }
        var evaluation = objective.evaluate(batch, sums, state.values());
        if (compared != null) evaluation = evaluation.with(compared.means());
        var losses = evaluation.losses().mul(promptWeights(batch));
        if (train) backward(losses);
        try (var _ = StepPart.METRICS.range()) {
          return record(losses, evaluation, batch, scores.logits());
        }
      }
    }

    private void backward(Tensor losses) {
      try (var _ = StepPart.BACKWARD.range()) {
        losses.sum().div(divisor).backward();
      }
    }

    private MicroBatch microBatch(Policy.Scores scores, Reference.@Nullable Scores compared) {
      var batch = scores.batch();
      return new MicroBatch(
          scores.logProbs().sums(),
          compared == null ? null : compared.logProbs(),
          batch.tokens(),
          batch.desirable(),
          batch.scores(),
          batch.promptOf(),
          packed.prompts());
    }

    /** Responses given together have one weight. */
    private Tensor promptWeights(MicroBatch batch) {
      var weights = new double[packed.prompts()];
      for (var i = 0; i < packed.sequences(); i++)
        weights[packed.prompt(i)] = rowWeights.of(packed, i);
      return Tensor.of(weights).to(batch.logProbs().device());
    }

    // One transfer from the device for all of the batch's numbers.
    private double record(Tensor losses, Evaluation evaluation, MicroBatch batch, Tensor logits) {
      var parts = new ArrayList<Tensor>();
      parts.add(batch.logProbs().detach());
      parts.add(logits);
      if (evaluation.rewards() != null) parts.add(evaluation.rewards());
      parts.add(losses.detach().sum().reshape(1));
      var names = List.copyOf(evaluation.means().keySet());
      for (var name : names) {
        parts.add(evaluation.means().get(name).to(logits.dtype()).sum().reshape(1));
      }
      var values = Tensor.cat(parts, 0).toDoubleArray();
      var rows = packed.sequences();
      for (var i = 0; i < rows; i++) {
        metrics.addRow(packed.desirable(i), values[i], values[rows + i], packed.predicted(i));
      }
      var at = 2 * rows;
      if (evaluation.rewards() != null) {
        for (var i = 0; i < rows; i++) metrics.addReward(packed.desirable(i), values[at++]);
      }
      var sum = values[at++];
      for (var name : names) {
        metrics.add(name, values[at++], evaluation.means().get(name).numel());
      }
      metrics.addTokens(packed.tokens());
      return sum;
    }
  }
}
