package dev.gatun.model;

import java.util.List;

/**
 * A low-rank adapter, in PEFT's terms.
 *
 * @param rank r: rows of A and columns of B
 * @param alpha lora_alpha: the update is scaled by alpha / rank
 * @param dropout lora_dropout: probability that an element of an update's input is dropped while
 *     training
 * @param targetModules which linear layers have an update: the last parts of their names, or {@link
 *     #ALL_LINEAR} alone
 * @param scaling what alpha is divided by
 */
public record LoraConfig(
    int rank, double alpha, double dropout, List<String> targetModules, Scaling scaling) {
  /** Every linear layer but the output. */
  public static final String ALL_LINEAR = "all-linear";

  /** PEFT's choice for Llama, Mistral and Qwen. */
  public static final List<String> DEFAULT_TARGETS = List.of("q_proj", "v_proj");

  /** What alpha is divided by. */
  public enum Scaling {
    /** The rank. */
    RANK,
    /** Its square root: use_rslora (Kalajdzievski, 2023). */
    ROOT_OF_RANK;

    double of(double alpha, long rank) {
      return this == RANK ? alpha / rank : alpha / Math.sqrt(rank);
    }
  }

  public LoraConfig {
    targetModules = List.copyOf(targetModules);
    if (rank < 1) throw new ModelException("--lora-r must be at least 1, got " + rank);
    if (!(alpha > 0) || Double.isInfinite(alpha))
      throw new ModelException("--lora-alpha must be a number above 0, got " + alpha);
    if (!(dropout >= 0 && dropout < 1))
      throw new ModelException("--lora-dropout must be 0 or more and below 1, got " + dropout);
    if (targetModules.isEmpty())
      throw new ModelException(
          "--lora-target-modules names no layer: for example q_proj,v_proj, or " + ALL_LINEAR);
  }

  /** Whether one of the names of {@link #targetModules} means the layer of this name. */
  static boolean matches(String target, String module) {
    return target.equals(ALL_LINEAR) || module.equals(target) || module.endsWith("." + target);
  }
}
