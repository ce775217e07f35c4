package dev.gatun.model;

import dev.gatun.model.DecoderConfig.Feature;
import dev.gatun.nn.Window;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The fields of config.json that families share, with transformers' names; what differs, a family
 * passes in.
 */
final class DecoderFields {
  private final ConfigFile config;

  DecoderFields(ConfigFile config) {
    this.config = config;
  }

  ConfigFile config() {
    return config;
  }

  int layers() {
    return config.positive("num_hidden_layers");
  }

  int heads() {
    return config.positive("num_attention_heads");
  }

  /** hidden size / heads: what head_dim is when the configuration has none. */
  int evenShare() {
    return config.positive("hidden_size") / heads();
  }

  /** Every layer sees everything. */
  List<Window> unlimited() {
    return Collections.nCopies(layers(), Window.UNLIMITED);
  }

  /**
   * Qwen's windows: layer_types, or else the layers from max_window_layers on, where
   * use_sliding_window holds.
   */
  List<Window> qwenWindows() {
    if (!config.flag("use_sliding_window")) return unlimited();
    var window =
        config.mentions("sliding_window") && !config.has("sliding_window")
            ? Window.UNLIMITED
            : new Window(config.positive("sliding_window", 4096));
    var types = config.texts("layer_types");
    if (!types.isEmpty() && types.size() != layers()) {
      throw config.refuse(
          "layer_types has " + types.size() + " entries for " + layers() + " layers");
    }
    var firstLimited = config.has("max_window_layers") ? config.number("max_window_layers") : 28;
    var windows = new ArrayList<Window>();
    for (var layer = 0; layer < layers(); layer++) {
      var limited =
          types.isEmpty() ? layer >= firstLimited : types.get(layer).equals("sliding_attention");
      windows.add(limited ? window : Window.UNLIMITED);
    }
    return windows;
  }

  DecoderConfig decoder(int kvHeads, int headDim, List<Window> windows, Set<Feature> features) {
    var activation = config.text("hidden_act");
    if (activation != null && !activation.equals("silu") && !activation.equals("swish")) {
      throw config.refuse("hidden_act '" + activation + "' is not supported, only 'silu'");
    }
    if (config.has("quantization_config")) {
      throw config.refuse(
          "the checkpoint is quantized (quantization_config): save it dequantized, in float32,"
              + " bfloat16 or float16");
    }
    if (heads() % kvHeads != 0) {
      throw config.refuse(
          "num_attention_heads "
              + heads()
              + " is not a multiple of num_key_value_heads "
              + kvHeads);
    }
    if (headDim % 2 != 0)
      throw config.refuse("head_dim " + headDim + " is odd: rotary embeddings need pairs");
    var all = EnumSet.noneOf(Feature.class);
    all.addAll(features);
    if (config.flag("tie_word_embeddings")) all.add(Feature.TIED_EMBEDDINGS);
    var rope = new RopeFields(config, maxPositions());
    return new DecoderConfig(
        config.positive("vocab_size"),
        config.positive("hidden_size"),
        config.positive("intermediate_size"),
        layers(),
        heads(),
        kvHeads,
        headDim,
        config.number("rms_norm_eps", 1e-6),
        rope.theta(),
        rope.scaling(),
        paddingId(),
        windows,
        all);
  }

  /** Negative ids count from the end of the vocabulary, as they do in torch.nn.Embedding. */
  private @Nullable Integer paddingId() {
    var id = config.tokenId("pad_token_id");
    if (id == null) return null;
    var vocab = config.positive("vocab_size");
    if (id < -vocab || id >= vocab)
      throw config.wrong("pad_token_id", "a token of a vocabulary of " + vocab);
    return id < 0 ? id + vocab : id;
  }

  int maxPositions() {
    return config.positive("max_position_embeddings");
  }
}
