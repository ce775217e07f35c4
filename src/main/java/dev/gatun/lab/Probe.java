package dev.gatun.lab;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Looks at a model several times while it is trained.
 *
 * @param id says everything about it; a part of the key under which results are kept
 * @param times how often, the finished model included
 */
record Probe(String id, int times, Look look) {
  static final Probe NONE = new Probe("none", 1, (_, _, _, _) -> Map.of());

  /** What is seen, as numbers by name: the same names each time. */
  interface Look {
    /**
     * @param model folder of the model at that time
     * @param rows that it is trained on
     */
    Map<String, Double> at(World world, Path model, List<Judgement> rows, Recipe recipe);
  }
}
