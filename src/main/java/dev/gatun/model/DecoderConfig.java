package dev.gatun.model;

import dev.gatun.nn.RopeScaling;
import dev.gatun.nn.Window;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The shape of a decoder-only transformer: what every family's configuration comes down to.
 *
 * @param heads of queries
 * @param kvHeads of keys and values, dividing heads
 * @param headDim of each head, even
 * @param ropeTheta base of the rotary wavelengths
 * @param paddingId token whose embedding gets no gradient from the input, as transformers has it
 *     for pad_token_id; or null
 * @param windows how far back each layer sees; as many as layers
 */
public record DecoderConfig(
    int vocabSize,
    int hiddenSize,
    int intermediateSize,
    int layers,
    int heads,
    int kvHeads,
    int headDim,
    double rmsNormEps,
    double ropeTheta,
    RopeScaling ropeScaling,
    @Nullable Integer paddingId,
    List<Window> windows,
    Set<Feature> features) {

  /** What one decoder has and another has not. */
  public enum Feature {
    /** Biases of the query, key and value projections. */
    QKV_BIAS,
    /** Bias of attention's output projection. */
    ATTENTION_OUTPUT_BIAS,
    /** Biases of the feed-forward block. */
    MLP_BIAS,
    /** RMSNorm over each head's queries and keys. */
    QUERY_KEY_NORM,
    /** The output weight is the embedding. */
    TIED_EMBEDDINGS
  }

  public DecoderConfig {
    windows = List.copyOf(windows);
    features = Set.copyOf(features);
  }

  public boolean has(Feature feature) {
    return features.contains(feature);
  }
}
