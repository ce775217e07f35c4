package dev.gatun.train;

import dev.gatun.align.Objective;
import dev.gatun.align.WindowSums;
import java.util.Map;

/** What a run's objective remembers, from step to step and in checkpoints. */
final class ObjectiveState {
  private Map<String, Double> values;

  ObjectiveState(Map<String, Double> values) {
    this.values = values;
  }

  void advance(Objective objective, WindowSums window) {
    values = objective.advance(values, window);
  }

  Map<String, Double> values() {
    return values;
  }
}
