package dev.gatun.model;

import java.util.Arrays;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * The families of models that Gatun reads. A new one is a line here and a file with its mapping.
 */
public enum Family {
  LLAMA("llama", "LlamaForCausalLM", Llama::decoder),
  MISTRAL("mistral", "MistralForCausalLM", Mistral::decoder),
  QWEN2("qwen2", "Qwen2ForCausalLM", Qwen2::decoder),
  QWEN3("qwen3", "Qwen3ForCausalLM", Qwen3::decoder);

  private final String modelType;
  private final String architecture;
  private final Function<DecoderFields, DecoderConfig> mapping;

  Family(String modelType, String architecture, Function<DecoderFields, DecoderConfig> mapping) {
    this.modelType = modelType;
    this.architecture = architecture;
    this.mapping = mapping;
  }

  /** As config.json's model_type has it. */
  public String modelType() {
    return modelType;
  }

  DecoderConfig decoder(ConfigFile config) {
    return mapping.apply(new DecoderFields(config));
  }

  /**
   * The family that a configuration names.
   *
   * @throws ModelException for an unknown model_type, or an architecture that is not the family's
   *     causal LM
   */
  static Family of(ConfigFile config) {
    var modelType = config.text("model_type");
    var architectures = config.texts("architectures");
    for (var family : values()) {
      if (!family.modelType.equals(modelType)) continue;
      if (!architectures.isEmpty() && !architectures.contains(family.architecture)) {
        throw config.refuse(
            "architecture "
                + architectures
                + " is not a causal language model: Gatun reads "
                + known());
      }
      return family;
    }
    throw config.refuse(
        "unknown architecture "
            + architectures
            + " (model_type "
            + (modelType == null ? "is missing" : "'" + modelType + "'")
            + "): Gatun reads "
            + known());
  }

  private static String known() {
    return Arrays.stream(values())
        .map(family -> family.architecture)
        .collect(Collectors.joining(", "));
  }
}
