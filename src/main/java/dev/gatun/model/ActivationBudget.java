package dev.gatun.model;

import dev.gatun.torch.DType;

/**
 * How many bytes a pass with gradient may keep of its layers. What does not fit is computed again
 * on the way back (activation checkpointing: Chen et al., 2016): the same numbers, one more forward
 * pass of those layers.
 *
 * @param bytes 0: keep as little as possible
 */
public record ActivationBudget(long bytes) {
  /** Keeps everything. */
  public static final ActivationBudget UNLIMITED = new ActivationBudget(Long.MAX_VALUE);

  /** Keeps nothing but the layers' inputs. */
  public static final ActivationBudget NOTHING = new ActivationBudget(0);

  public ActivationBudget {
    if (bytes < 0) throw new ModelException("a budget of " + bytes + " bytes is below 0");
  }

  /**
   * How many of the first layers have to be computed again. The first ones, because what the last
   * ones keep is freed before: the peak is at the end of the forward pass.
   *
   * @param tokens of the pass
   */
  int recomputedLayers(DecoderConfig config, long tokens, DType dtype) {
    var whole = (double) tokens * dtype.bytes() * keptByLayer(config);
    var input = (double) tokens * dtype.bytes() * config.hiddenSize();
    for (var recomputed = 0; recomputed < config.layers(); recomputed++) {
      if ((config.layers() - recomputed) * whole + recomputed * input <= bytes) return recomputed;
    }
    return config.layers();
  }

  /**
   * Elements for each token that autograd keeps of one layer: two norms' inputs and outputs; query,
   * key and value before and after their own norms and rotation; attention's result twice; gate,
   * its activation, up, and their product.
   */
  static long keptByLayer(DecoderConfig config) {
    var queries = (long) config.heads() * config.headDim();
    var keys = (long) config.kvHeads() * config.headDim();
    return 4L * config.hiddenSize() + 4 * queries + 4 * keys + 4L * config.intermediateSize();
  }
}
