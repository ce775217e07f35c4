package dev.gatun.model;

import dev.gatun.torch.DType;
import org.jspecify.annotations.Nullable;

/** From JSON to {@link ModelConfig}. */
final class ModelConfigReader {
  private ModelConfigReader() {}

  /** Reads config.json; what generation_config.json says about special tokens goes before it. */
  static ModelConfig read(ConfigFile config, ConfigFile generation) {
    var family = Family.of(config);
    var eos = generation.tokenIds("eos_token_id");
    return new ModelConfig(
        family,
        family.decoder(config),
        config.positive("max_position_embeddings"),
        first(generation.tokenId("bos_token_id"), config.tokenId("bos_token_id")),
        eos.isEmpty() ? config.tokenIds("eos_token_id") : eos,
        first(generation.tokenId("pad_token_id"), config.tokenId("pad_token_id")),
        config.number("initializer_range", 0.02),
        dtype(config));
  }

  private static @Nullable Integer first(@Nullable Integer one, @Nullable Integer other) {
    return one != null ? one : other;
  }

  private static @Nullable DType dtype(ConfigFile config) {
    var field = config.has("dtype") ? "dtype" : "torch_dtype"; // of transformers 5 and 4
    var name = config.text(field);
    if (name == null) return null;
    return switch (name.startsWith("torch.") ? name.substring("torch.".length()) : name) {
      case "float32", "float" -> DType.FLOAT32;
      case "bfloat16" -> DType.BFLOAT16;
      case "float16", "half" -> DType.FLOAT16;
      case "float64", "double" -> DType.FLOAT64;
      case "auto" -> null;
      default -> throw config.wrong(field, "float32, bfloat16, float16 or float64");
    };
  }
}
