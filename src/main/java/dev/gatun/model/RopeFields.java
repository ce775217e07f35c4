package dev.gatun.model;

import dev.gatun.nn.RopeScaling;
import dev.gatun.nn.RopeScaling.Truncation;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The rotary embedding in config.json. transformers 4 writes {@code rope_theta} and {@code
 * rope_scaling} (with {@code type} or {@code rope_type}); transformers 5 puts all of it into {@code
 * rope_parameters}.
 */
final class RopeFields {
  private static final double DEFAULT_THETA = 10_000;

  private final ConfigFile config;
  private final ConfigFile fields;
  private final int maxPositions;

  RopeFields(ConfigFile config, int maxPositions) {
    this.config = config;
    this.maxPositions = maxPositions;
    var scaling = config.object("rope_scaling");
    var parameters =
        scaling != null && !scaling.fields().isEmpty() ? scaling : config.object("rope_parameters");
    this.fields = parameters == null ? config : parameters;
    if (number("partial_rotary_factor", 1) != 1) {
      throw config.refuse(
          "partial_rotary_factor "
              + number("partial_rotary_factor", 1)
              + " is not supported, only 1 (whole heads)");
    }
    for (var field : fields.fields()) {
      if (fields != config
          && (field.equals("full_attention") || field.equals("sliding_attention"))) {
        throw config.refuse(
            "a rotary embedding for each layer type ('" + field + "') is not supported");
      }
    }
  }

  double theta() {
    var theta = number("rope_theta", DEFAULT_THETA);
    if (!(theta > 1)) throw config.refuse("rope_theta " + theta + " is not a number above 1");
    return theta;
  }

  RopeScaling scaling() {
    var type = type();
    return switch (type) {
      case "default" -> new RopeScaling.None();
      case "linear" -> new RopeScaling.Linear(factor());
      case "dynamic" -> new RopeScaling.Dynamic(factor(), maxPositions);
      case "llama3" ->
          new RopeScaling.Llama3(
              factor(),
              fields.number("low_freq_factor"),
              fields.number("high_freq_factor"),
              originalPositions());
      case "yarn" -> yarn();
      default ->
          throw config.refuse(
              "rope_type '"
                  + type
                  + "' is not supported: known are default, linear, dynamic, llama3, yarn");
    };
  }

  private String type() {
    if (fields == config) return "default";
    var type = fields.text("rope_type");
    return Objects.requireNonNullElse(type != null ? type : fields.text("type"), "default");
  }

  private RopeScaling yarn() {
    var original = originalPositions();
    var truncate = fields.flag("truncate", ConfigFile.Default.TRUE);
    return new RopeScaling.Yarn(
        fields.has("factor") ? factor() : (double) maxPositions / original,
        original,
        fields.numberOrNull("attention_factor"),
        zeroMeansDefault("beta_fast", 32),
        zeroMeansDefault("beta_slow", 1),
        fields.numberOrNull("mscale"),
        fields.numberOrNull("mscale_all_dim"),
        truncate ? Truncation.WHOLE_DIMENSIONS : Truncation.NONE);
  }

  private double factor() {
    var factor = fields.number("factor");
    if (!(factor > 0)) throw fields.wrong("factor", "a number above 0");
    return factor;
  }

  private double zeroMeansDefault(String field, double otherwise) {
    var value = fields.number(field, otherwise);
    return value == 0 ? otherwise : value;
  }

  private int originalPositions() {
    var field = "original_max_position_embeddings";
    return config.positive(field, fields.positive(field, maxPositions));
  }

  /** From the rotary fields, else from the configuration around them. */
  private double number(String field, double otherwise) {
    @Nullable Double own = fields.numberOrNull(field);
    return own != null ? own : config.number(field, otherwise);
  }
}
