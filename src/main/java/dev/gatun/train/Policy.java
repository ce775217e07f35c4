package dev.gatun.train;

import dev.gatun.align.SequenceLogProbs;
import dev.gatun.data.batch.PackedBatch;
import dev.gatun.model.ActivationBudget;
import dev.gatun.model.Adapter;
import dev.gatun.model.CausalLM;
import dev.gatun.nn.PackedAttention;
import dev.gatun.nn.PromptMemory;
import dev.gatun.nn.RopeScaling;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.List;
import org.jspecify.annotations.Nullable;

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
   * @param logProbs of the batch's completions, with gradient
   * @param logits (sequences): sum over its predicted tokens of the mean logit over the vocabulary,
   *     without gradient
   * @param pairs of the pairs' completions, without gradient; null without pairs
   */
  record Scores(BatchTensors batch, LogProbs logProbs, Tensor logits, @Nullable LogProbs pairs) {}

  /**
   * Log-probabilities of the completions of a batch.
   *
   * @param tokens (predicted tokens)
   * @param sequenceOf int64 (predicted tokens): the sequence that each belongs to
   * @param sums (sequences), float64
   */
  record LogProbs(Tensor tokens, Tensor sequenceOf, Tensor sums) {
    private static LogProbs of(Tensor tokens, BatchTensors batch) {
      var sequences = batch.sequences().lengths().length;
      var sums = SequenceLogProbs.sums(tokens, batch.sequenceOf(), sequences);
      return new LogProbs(tokens, batch.sequenceOf(), sums);
    }

    private LogProbs keptBy(TensorScope scope) {
      return new LogProbs(scope.keep(tokens), scope.keep(sequenceOf), scope.keep(sums));
    }
  }

  /**
   * A pass whose log-probabilities carry gradients, unless a mode around it forbids them; and one
   * without gradient over pairs, of which only the completions are computed when their prompts are
   * the batch's.
   */
  Scores scores(PackedBatch packed, @Nullable PackedBatch pairs) {
    var batch = BatchTensors.of(packed, device);
    try (var memory = new PromptMemory(model.config().decoder().layers())) {
      var all = forward(batch, pairs != null && sharesPrompts(packed, pairs) ? memory : null);
      var pairLogProbs = pairs == null ? null : pairs(packed, pairs, all, memory);
      var hidden = all.indexSelect(0, batch.predictors()); // (C, hidden)
      try (var _ = StepPart.LOG_PROBS.range()) {
        return scores(batch, hidden, pairLogProbs);
      }
    }
  }

  private Tensor forward(BatchTensors batch, @Nullable PromptMemory memory) {
    try (var _ = StepPart.FORWARD.range()) {
      var own = new PackedAttention(batch.sequences().lengths());
      var core = memory == null ? own : memory.filling(own);
      return model.hiddenStates(batch.sequences(), core, activations);
    }
  }

  // Frequencies that depend on a sequence's length, and dropout in the pass with gradient alone,
  // make a prompt's keys different ones.
  private boolean sharesPrompts(PackedBatch packed, PackedBatch pairs) {
    var dropout = model.adapter().map(adapter -> adapter.config().dropout()).orElse(0.0);
    return dropout == 0
        && !(model.config().decoder().ropeScaling() instanceof RopeScaling.Dynamic)
        && PairTokens.fit(packed, pairs);
  }

  /**
   * Log-probabilities of the pairs' completions.
   *
   * @param hidden of the batch's tokens
   */
  private LogProbs pairs(
      PackedBatch packed, PackedBatch pairs, Tensor hidden, PromptMemory memory) {
    try (var _ = StepPart.KL_PASS.range()) {
      if (!memory.isComplete()) return logProbs(pairs);
      try (var scope = TensorScope.open();
          var _ = Autograd.inferenceMode()) {
        var tokens = PairTokens.of(packed, pairs, device);
        var states = Tensor.cat(states(hidden.detach(), tokens, memory), 0);
        var predicting = states.indexSelect(0, tokens.predictors());
        return logProbs(BatchTensors.of(pairs, device), predicting).keptBy(scope);
      }
    }
  }

  private List<Tensor> states(Tensor hidden, PairTokens tokens, PromptMemory memory) {
    if (tokens.isEmpty()) return List.of(hidden);
    var sequences = tokens.sequences();
    var core = memory.continuing(tokens.tokens(), sequences.lengths(), tokens.lengths());
    return List.of(hidden, model.hiddenStates(sequences, core));
  }

  private Scores scores(BatchTensors batch, Tensor hidden, @Nullable LogProbs pairLogProbs) {
    var tokens = model.logProbs(hidden, batch.targets(), KEEP_BYTES);
    var logProbs = LogProbs.of(tokens.logProbs(), batch);
    try (var _ = Autograd.noGrad()) {
      var sequences = batch.sequences().lengths().length;
      var logits = SequenceLogProbs.sums(tokens.logitSums(), batch.sequenceOf(), sequences);
      return new Scores(
          batch, logProbs, logits.div(model.config().decoder().vocabSize()), pairLogProbs);
    }
  }

  /**
   * Summed log-probabilities of the completions, one for each sequence, written to {@code to} from
   * {@code at} on.
   */
  void logProbs(PackedBatch packed, double[] to, int at) {
    try (var _ = TensorScope.open()) {
      var sums = logProbs(packed).sums().toDoubleArray();
      System.arraycopy(sums, 0, to, at, packed.sequences());
    }
  }

  /** Log-probabilities of the completions, without gradient. */
  LogProbs logProbs(PackedBatch packed) {
    try (var scope = TensorScope.open();
        var _ = model.adapter().map(Adapter::evaluating).orElse(Adapter.Setting.NONE);
        var _ = Autograd.inferenceMode()) {
      var batch = BatchTensors.of(packed, device);
      var hidden = model.hiddenStates(batch.sequences()).indexSelect(0, batch.predictors());
      return logProbs(batch, hidden).keptBy(scope);
    }
  }

  private LogProbs logProbs(BatchTensors batch, Tensor hidden) {
    return LogProbs.of(model.logProbs(hidden, batch.targets(), 0).logProbs(), batch);
  }
}
