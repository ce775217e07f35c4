package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import java.util.EnumSet;

/** Llama 1 to 3, and what shares its architecture (TinyLlama, SmolLM, Yi, ...). */
final class Llama {
  private Llama() {}

  static DecoderConfig decoder(DecoderFields fields) {
    var config = fields.config();
    var features = EnumSet.noneOf(Feature.class);
    if (config.flag("attention_bias")) {
      features.add(Feature.QKV_BIAS);
      features.add(Feature.ATTENTION_OUTPUT_BIAS);
    }
    if (config.flag("mlp_bias")) features.add(Feature.MLP_BIAS);
    return fields.decoder(
        config.positive("num_key_value_heads", fields.heads()),
        config.positive("head_dim", fields.evenShare()),
        fields.unlimited(),
        features);
  }
}
