package dev.gatun.model;

import dev.gatun.torch.DType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a model folder's config.json and generation_config.json say.
 *
 * @param family whose mapping read it
 * @param maxPositions longest sequence that the model is meant for
 * @param bosId token that begins a text, or null
 * @param eosIds tokens that end a generated text; may be empty
 * @param padId token for padding, or null
 * @param initializerRange standard deviation of fresh weights
 * @param dtype that the folder says its weights have, or null
 */
public record ModelConfig(
    Family family,
    DecoderConfig decoder,
    int maxPositions,
    @Nullable Integer bosId,
    List<Integer> eosIds,
    @Nullable Integer padId,
    double initializerRange,
    @Nullable DType dtype) {
  public ModelConfig {
    eosIds = List.copyOf(eosIds);
  }
}
