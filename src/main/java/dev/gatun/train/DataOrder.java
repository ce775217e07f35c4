package dev.gatun.train;

/** In which order rows make windows. */
public enum DataOrder {
  /**
   * Windows formed once with the seed, each with both classes; every epoch shuffles their order.
   */
  SHUFFLED,
  /** File order, completions rotated within each micro-batch: the reference trainer's batches. */
  SEQUENTIAL
}
