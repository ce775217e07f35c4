package dev.gatun.cli;

import dev.gatun.model.LoraConfig;
import dev.gatun.model.LoraConfig.Scaling;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The adapter that {@code train} makes, by TRL's names. Null: not given. */
final class LoraOptions {
  private static final int RANK = 16;
  private static final double ALPHA = 32;

  @Option(
      names = "--use-peft",
      order = 42,
      description =
          "Train a new LoRA adapter, a few small matrices, and leave the model's weights alone. The output folder is"
              + " then an adapter's, in PEFT's format.")
  boolean usePeft;

  @Option(
      names = "--lora-r",
      paramLabel = "N",
      order = 43,
      description = "Rank of the matrices. (default: " + RANK + ")")
  @Nullable Integer rank;

  @Option(
      names = "--lora-alpha",
      paramLabel = "X",
      order = 44,
      description = "Updates are scaled by X / rank. (default: 32)")
  @Nullable Double alpha;

  @Option(
      names = "--lora-dropout",
      paramLabel = "X",
      order = 45,
      description =
          "Share of an update's input that is dropped while training. (default: 0; TRL's KTO switches its 0.05 off)")
  @Nullable Double dropout;

  @Option(
      names = "--lora-target-modules",
      paramLabel = "NAMES",
      order = 46,
      description =
          "Layers to adapt, by name, with commas between; or all-linear. (default: q_proj,v_proj)")
  @Nullable String targetModules;

  @Option(names = "--use-rslora", order = 47, description = "Scale by X / sqrt(rank) instead.")
  boolean useRslora;

  /**
   * The configuration, or null without {@code --use-peft}.
   *
   * @throws UsageException when an option would have no effect
   */
  @Nullable LoraConfig config() {
    if (!usePeft) {
      require("--lora-r", rank == null);
      require("--lora-alpha", alpha == null);
      require("--lora-dropout", dropout == null);
      require("--lora-target-modules", targetModules == null);
      require("--use-rslora", !useRslora);
      return null;
    }
    return new LoraConfig(
        Objects.requireNonNullElse(rank, RANK),
        Objects.requireNonNullElse(alpha, ALPHA),
        Objects.requireNonNullElse(dropout, 0.0),
        targets(),
        useRslora ? Scaling.ROOT_OF_RANK : Scaling.RANK);
  }

  private static void require(String flag, boolean absent) {
    if (!absent) {
      throw new UsageException(
          flag + " is about a new adapter: add --use-peft to train one, or leave it out");
    }
  }

  private List<String> targets() {
    if (targetModules == null) return LoraConfig.DEFAULT_TARGETS;
    return Arrays.stream(targetModules.split("[,\\s]+")).filter(name -> !name.isEmpty()).toList();
  }
}
