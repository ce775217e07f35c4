package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import java.util.Set;

/** Qwen 2 and 2.5: Llama with biased queries, keys and values. */
final class Qwen2 {
  private Qwen2() {}

  static DecoderConfig decoder(DecoderFields fields) {
    var config = fields.config();
    var kvHeads = config.mentions("num_key_value_heads") ? fields.heads() : 32;
    return fields.decoder(
        config.positive("num_key_value_heads", kvHeads),
        config.positive("head_dim", fields.evenShare()),
        fields.qwenWindows(),
        Set.of(Feature.QKV_BIAS));
  }
}
