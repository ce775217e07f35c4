package dev.gatun.model;

import dev.gatun.nn.Window;
import java.util.Collections;
import java.util.Set;

/** Mistral 7B and its relatives: Llama with a sliding window in every layer, and no biases. */
final class Mistral {
  private Mistral() {}

  static DecoderConfig decoder(DecoderFields fields) {
    var config = fields.config();
    // An absent field means 4096 to transformers; null means no limit.
    var unlimited = config.mentions("sliding_window") && !config.has("sliding_window");
    var window = unlimited ? Window.UNLIMITED : new Window(config.positive("sliding_window", 4096));
    // The same holds for this one: 8, or as many as heads.
    var kvHeads = config.mentions("num_key_value_heads") ? fields.heads() : 8;
    return fields.decoder(
        config.positive("num_key_value_heads", kvHeads),
        config.positive("head_dim", fields.evenShare()),
        Collections.nCopies(fields.layers(), window),
        Set.of());
  }
}
