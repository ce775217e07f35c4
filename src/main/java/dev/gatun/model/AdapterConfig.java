package dev.gatun.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.model.LoraConfig.Scaling;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * adapter_config.json, as PEFT writes it. What Gatun does not read of it is kept and written again;
 * what would change the model's numbers and is not implemented is refused.
 */
final class AdapterConfig {
  static final String FILE = "adapter_config.json";
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String BASE = "base_model_name_or_path";

  // Fields that make another model of the same matrices, unless they are null, false or empty.
  private static final List<String> REFUSED =
      List.of(
          "use_dora",
          "use_qalora",
          "use_bdlora",
          "fan_in_fan_out",
          "lora_bias",
          "modules_to_save",
          "layer_replication",
          "target_parameters",
          "trainable_token_indices",
          "alora_invocation_tokens",
          "arrow_config",
          "kasa_config",
          "monteclora_config",
          "velora_config");
  // Ways to begin that leave the base model's weights alone.
  private static final List<String> PLAIN_BEGINNINGS =
      List.of("true", "false", "gaussian", "eva", "orthogonal");

  private final Path path;
  private final ObjectNode json;
  private final LoraConfig lora;

  private AdapterConfig(Path path, ObjectNode json) {
    this.path = path;
    this.json = json;
    var fields = ConfigFile.of(path, json);
    this.lora =
        new LoraConfig(
            fields.positive("r", 8),
            fields.number("lora_alpha", 8),
            fields.number("lora_dropout", 0),
            targetModules(),
            fields.flag("use_rslora") ? Scaling.ROOT_OF_RANK : Scaling.RANK);
  }

  static boolean isIn(Path folder) {
    return Files.isRegularFile(folder.resolve(FILE));
  }

  /**
   * Reads the file of a folder.
   *
   * @throws ModelException when it is not there, or describes what Gatun does not implement
   */
  static AdapterConfig read(Path folder) {
    var path = folder.resolve(FILE);
    if (!Files.isRegularFile(path)) {
      throw new ModelException(
          path + ": no such file; an adapter is a folder with it and " + AdapterFolder.WEIGHTS);
    }
    var json = ConfigFile.parse(path, FolderFiles.read(path)).json();
    var type = json.path("peft_type").asText("");
    if (!type.equals("LORA"))
      throw new ModelException(path + ": peft_type is '" + type + "': Gatun reads LORA adapters");
    for (var field : REFUSED) refuseUnlessEmpty(path, field, json.path(field));
    if (!json.path("bias").asText("none").equals("none"))
      refuseUnlessEmpty(path, "bias", json.path("bias"));
    var beginning = json.path("init_lora_weights").asText("true");
    if (!PLAIN_BEGINNINGS.contains(beginning)) {
      throw new ModelException(
          path
              + ": init_lora_weights is '"
              + beginning
              + "', which changes the base model: save it in Python with"
              + " path_initial_model_for_weight_conversion, as a plain adapter");
    }
    return new AdapterConfig(path, (ObjectNode) json);
  }

  private static void refuseUnlessEmpty(Path path, String field, JsonNode value) {
    var empty =
        value.isMissingNode()
            || value.isNull()
            || value.isBoolean() && !value.asBoolean()
            || value.isContainerNode() && value.isEmpty();
    if (!empty) {
      throw new ModelException(
          path
              + ": "
              + field
              + " is "
              + value
              + ", which Gatun does not implement: merge the adapter in Python, and use the merged"
              + " model");
    }
  }

  /** That of a new adapter. */
  static AdapterConfig fresh(LoraConfig config, List<String> targetModules) {
    var json = JSON.createObjectNode();
    json.put("peft_type", "LORA").put("task_type", "CAUSAL_LM").putNull("auto_mapping");
    json.putNull(BASE).putNull("revision").put("inference_mode", true);
    json.put("r", config.rank());
    if (config.alpha() == Math.rint(config.alpha())) json.put("lora_alpha", (long) config.alpha());
    else json.put("lora_alpha", config.alpha());
    json.put("lora_dropout", config.dropout());
    json.put("use_rslora", config.scaling() == Scaling.ROOT_OF_RANK).put("use_dora", false);
    json.put("bias", "none").put("fan_in_fan_out", false).put("init_lora_weights", true);
    var targets = json.putArray("target_modules");
    targetModules.forEach(targets::add);
    json.putNull("modules_to_save").putObject("rank_pattern");
    json.putObject("alpha_pattern");
    return new AdapterConfig(Path.of(FILE), json);
  }

  LoraConfig lora() {
    return lora;
  }

  /** What the update of a layer is multiplied with. */
  double scaling(String module, long rank) {
    return lora.scaling().of(alpha(module), rank);
  }

  /** PEFT's get_pattern_key: the first pattern that matches the end of the name. */
  private double alpha(String module) {
    for (var entry : json.path("alpha_pattern").properties()) {
      try {
        var pattern = Pattern.compile("(.*\\.)?(" + entry.getKey() + ")$");
        if (pattern.matcher(module).lookingAt()) return entry.getValue().asDouble();
      } catch (PatternSyntaxException e) {
        throw new ModelException(path + ": alpha_pattern: " + e.getMessage(), e);
      }
    }
    return lora.alpha();
  }

  private List<String> targetModules() {
    var targets = json.path("target_modules");
    if (targets.isTextual()) return List.of(targets.asText()); // all-linear, or an expression
    var names = targets.properties().isEmpty() ? targets.valueStream() : Stream.<JsonNode>empty();
    var list = names.map(JsonNode::asText).toList();
    return list.isEmpty() ? LoraConfig.DEFAULT_TARGETS : list;
  }

  /** The base model that the file names, as it stands there. */
  @Nullable String base() {
    return json.path(BASE).asText(null);
  }

  /** The file's bytes, for an adapter of this base model. */
  byte[] toBytes(Path base) {
    var written = json.deepCopy();
    written.put(BASE, base.toAbsolutePath().normalize().toString());
    try {
      var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsString(written) + "\n";
      return text.getBytes(StandardCharsets.UTF_8);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("JSON that was read cannot be written", e);
    }
  }
}
