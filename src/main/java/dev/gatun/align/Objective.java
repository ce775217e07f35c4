package dev.gatun.align;

import java.util.Map;
import java.util.Optional;

/**
 * A loss on log-probabilities of whole responses: a pure function that knows no model, loader or
 * trainer. With s the summed log-probability of a response, u = s_policy - s_reference; its
 * implicit reward is r = beta * u, for every objective that has a reference.
 *
 * <p>The shapes that responses come in are sealed; formulas are not: a new one implements {@link
 * RowObjective}, {@link PairObjective} or {@link SetObjective} and gets a line in {@link
 * Objectives}.
 */
public sealed interface Objective permits RowObjective, PairObjective, SetObjective, Mix {
  /** As on the command line. */
  String name();

  Needs needs();

  /** All its settings by the names of their flags, {@code beta} for {@code --beta}. */
  Map<String, Object> settings();

  /** Factor of the implicit reward. */
  double beta();

  /**
   * Loss, rewards and metrics of a micro-batch.
   *
   * @param window sums over the whole window that the micro-batch is part of
   * @param state what {@link #advance} gave for the window
   */
  Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state);

  /** Part of a row's weight that comes from its class: what normalization by weights divides by. */
  default double classWeight(boolean desirable) {
    return 1;
  }

  /** What it remembers of the windows before; part of the checkpoint. Empty for most. */
  default Map<String, Double> initialState() {
    return Map.of();
  }

  /** The state with a window to be trained on taken in, before that window's losses. */
  default Map<String, Double> advance(Map<String, Double> state, WindowSums window) {
    return state;
  }

  /** Metrics of a window as a whole. */
  default Map<String, Double> measures(WindowSums window, Map<String, Double> state) {
    return Map.of();
  }

  /** Itself with what depends on the numbers of rows in the training data filled in. */
  default Objective forClasses(long desirable, long undesirable) {
    return this;
  }

  /** What there is to say about the numbers of rows in the training data. */
  default Optional<String> advice(long desirable, long undesirable) {
    return Optional.empty();
  }
}
