package dev.gatun.train;

import dev.gatun.torch.Profiler;
import java.util.Locale;

/** What a training step spends its time on: named ranges in a profile. */
public enum StepPart {
  /** Waiting for the thread that packs batches. */
  DATA_WAIT,
  /** Passes without gradient: KTO's mismatched pairs, or what else the objective needs first. */
  KL_PASS,
  /** The policy's layers. */
  FORWARD,
  /** Logits, and the log-probabilities of the completions. */
  LOG_PROBS,
  /** Gradients. */
  BACKWARD,
  /** The gradients' norm, and scaling them down to it. */
  CLIP,
  OPTIMIZER,
  /** The step's numbers, fetched and written. */
  METRICS;

  /** The range that holds all of a step. */
  static final String STEP = "gatun.step";

  /** As traces and summaries call it. */
  public String label() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }

  String rangeName() {
    return "gatun." + name().toLowerCase(Locale.ROOT);
  }

  /** Opens a range of this part on this thread. */
  Profiler.Range range() {
    return Profiler.range(rangeName());
  }
}
