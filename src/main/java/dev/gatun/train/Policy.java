package dev.gatun.train;

import dev.gatun.align.SequenceLogProbs;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.ActivationBudget;
import dev.gatun.model.Adapter;
import dev.gatun.model.CausalLM;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;

/** A model seen as a source of log-probabilities of packed batches. */
final class Policy {
  private final CausalLM model;
  private final Device device;
  private final ActivationBudget activations;

  /** A model that keeps all that it computes for a gradient. */
  Policy(CausalLM model, Device device) {
    this(model, device, ActivationBudget.UNLIMITED);
  }

  /** A model that keeps as much for a gradient as fits. */
  Policy(CausalLM model, Device device, ActivationBudget activations) {
    this.model = model;
    this.device = device;
    this.activations = activations;
  }

  /**
   * What one pass over a batch gives.
   *
   * @param logProbs (sequences): summed log-probability of each completion, float64
   * @param logits (sequences): sum over its predicted tokens of the mean logit over the vocabulary,
   *     without gradient
   */
  record Scores(BatchTensors batch, Tensor logProbs, Tensor logits) {}

  /** A pass whose log-probabilities carry gradients, unless a mode around it forbids them. */
  Scores scores(PackedBatch packed) {
    var batch = BatchTensors.of(packed, device);
    var hidden = forward(batch);
    try (var _ = StepPart.LOG_PROBS.range()) {
      return scores(packed, batch, hidden);
    }
  }

  /** Hidden states of the positions that predict, (C, hidden). */
  private Tensor forward(BatchTensors batch) {
    try (var _ = StepPart.FORWARD.range()) {
      return model.hiddenStates(batch.sequences(), activations).indexSelect(0, batch.predictors());
    }
  }

  private Scores scores(PackedBatch packed, BatchTensors batch, Tensor hidden) {
    var logits = model.logits(hidden); // (C, vocabulary)
    var logProbs =
        SequenceLogProbs.of(logits, batch.targets(), batch.sequenceOf(), packed.sequences());
    try (var _ = Autograd.noGrad()) {
      var means = logits.detach().mean(logProbs.dtype(), -1); // (C)
      var sums =
          Tensor.zeros(logProbs.shape(), logProbs.dtype(), device)
              .indexAdd(0, batch.sequenceOf(), means);
      return new Scores(batch, logProbs, sums);
    }
  }

  /**
   * Summed log-probabilities of the completions, one for each sequence, written to {@code to} from
   * {@code at} on.
   */
  void logProbs(PackedBatch packed, double[] to, int at) {
    try (var _ = TensorScope.open();
        var _ = model.adapter().map(Adapter::evaluating).orElse(Adapter.Setting.NONE);
        var _ = Autograd.inferenceMode()) {
      var batch = BatchTensors.of(packed, device);
      var hidden = model.hiddenStates(batch.sequences()).indexSelect(0, batch.predictors());
      var sums =
          SequenceLogProbs.of(
              model.logits(hidden), batch.targets(), batch.sequenceOf(), packed.sequences());
      var values = sums.toDoubleArray();
      System.arraycopy(values, 0, to, at, values.length);
    }
  }
}
