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
  // Scores of one micro-batch up to this size are kept from forward to backward: less time than
  // computing them again, and less memory than the layers' activations usually take.
  private static final long KEEP_BYTES = 512L << 20;

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
    var tokens = model.logProbs(hidden, batch.targets(), KEEP_BYTES);
    var sequences = packed.sequences();
    var logProbs = SequenceLogProbs.sums(tokens.logProbs(), batch.sequenceOf(), sequences);
    try (var _ = Autograd.noGrad()) {
      var logits = SequenceLogProbs.sums(tokens.logitSums(), batch.sequenceOf(), sequences);
      return new Scores(batch, logProbs, logits.div(model.config().decoder().vocabSize()));
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
      var logProbs = model.logProbs(hidden, batch.targets(), 0).logProbs();
      var values =
          SequenceLogProbs.sums(logProbs, batch.sequenceOf(), packed.sequences()).toDoubleArray();
      System.arraycopy(values, 0, to, at, values.length);
    }
  }
}
