package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import java.util.EnumSet;

/** Qwen 3 (dense): norms on each head's queries and keys, heads of 128 unless said otherwise. */
final class Qwen3 {
  private Qwen3() {}

  static DecoderConfig decoder(DecoderFields fields) {
    var config = fields.config();
    var features = EnumSet.of(Feature.QUERY_KEY_NORM);
    if (config.flag("attention_bias")) {
      features.add(Feature.QKV_BIAS);
      features.add(Feature.ATTENTION_OUTPUT_BIAS);
    }
    var kvHeads = config.mentions("num_key_value_heads") ? fields.heads() : 32;
    return fields.decoder(
        config.positive("num_key_value_heads", kvHeads),
        config.positive("head_dim", 128),
        fields.qwenWindows(),
        features);
  }
}
