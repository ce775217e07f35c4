package dev.gatun.train;

/**
 * A reference that follows the policy (TR-DPO, Gorbatovski et al. 2024): after every so many
 * optimizer steps, each of its weights becomes (1 - alpha) times itself plus alpha times the
 * policy's.
 *
 * @param alpha from 0 (it stays) to 1 (it becomes the policy); TRL's {@code ref_model_mixup_alpha}
 * @param steps between two of these; TRL's {@code ref_model_sync_steps}
 */
public record ReferenceSync(double alpha, long steps) {
  /** TRL's values. */
  public static final ReferenceSync DEFAULT = new ReferenceSync(0.6, 512);

  public ReferenceSync {
    if (!(alpha >= 0 && alpha <= 1)) {
      throw new TrainingException(
          "--ref-model-mixup-alpha must be from 0 (the reference stays) to 1 (it becomes the policy),"
              + " got "
              + alpha);
    }
    if (steps < 1) {
      throw new TrainingException("--ref-model-sync-steps must be at least 1, got " + steps);
    }
  }

  /** Whether the reference moves after a step, counted from 1. */
  boolean due(long step) {
    return step % steps == 0;
  }
}
