package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A weighted sum of objectives on the same responses. Rewards and the names of metrics are those of
 * the first part that has them.
 *
 * @param parts two or more
 */
public record Mix(List<Part> parts) implements Objective {
  /**
   * @param factor above 0
   */
  public record Part(Objective objective, double factor) {
    public Part {
      if (!(factor > 0) || Double.isInfinite(factor)) {
        throw new IllegalArgumentException(
            "--loss: the factor of " + objective.name() + " must be above 0, got " + factor);
      }
    }
  }

  public Mix {
    parts = List.copyOf(parts);
    if (parts.size() < 2) throw new IllegalArgumentException("a mix needs two objectives or more");
    var shapes = parts.stream().map(part -> part.objective.needs().responses()).toList();
    if (shapes.contains(Needs.Responses.PAIRS) && shapes.contains(Needs.Responses.SETS)) {
      throw new IllegalArgumentException(
          "--loss: a mix cannot compare pairs and whole sets at once; nca_pair is nca of a pair");
    }
  }

  @Override
  public String name() {
    return parts.stream()
        .map(part -> part.objective.name() + ":" + part.factor)
        .collect(Collectors.joining(","));
  }

  @Override
  public Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    for (var part : parts) part.objective.settings().forEach(settings::putIfAbsent);
    return settings;
  }

  @Override
  public Needs needs() {
    return parts.stream().map(part -> part.objective.needs()).reduce(Needs::and).orElseThrow();
  }

  @Override
  public double beta() {
    return parts.getFirst().objective.beta();
  }

  @Override
  public Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    @Nullable Tensor losses = null;
    @Nullable Tensor rewards = null;
    var means = new LinkedHashMap<String, Tensor>();
    for (var i = 0; i < parts.size(); i++) {
      var part = parts.get(i);
      var one = part.objective.evaluate(batch, window, own(state, i));
      var weighted = one.losses().mul(part.factor);
      losses = losses == null ? weighted : losses.add(weighted);
      if (rewards == null) rewards = one.rewards();
      means.put("loss/" + part.objective.name(), one.losses().detach());
      one.means().forEach(means::putIfAbsent);
    }
    return new Evaluation(Objects.requireNonNull(losses), rewards, means);
  }

  @Override
  public double classWeight(boolean desirable) {
    return parts.getFirst().objective.classWeight(desirable);
  }

  // Each part's state is kept under its number, so that equal objectives do not meet.

  @Override
  public Map<String, Double> initialState() {
    return states((part, _) -> part.objective.initialState());
  }

  @Override
  public Map<String, Double> advance(Map<String, Double> state, WindowSums window) {
    return states((part, i) -> part.objective.advance(own(state, i), window));
  }

  private Map<String, Double> states(BiFunction<Part, Integer, Map<String, Double>> of) {
    var all = new TreeMap<String, Double>();
    for (var i = 0; i < parts.size(); i++) {
      var prefix = i + "/";
      of.apply(parts.get(i), i).forEach((name, value) -> all.put(prefix + name, value));
    }
    return all;
  }

  private static Map<String, Double> own(Map<String, Double> state, int part) {
    var prefix = part + "/";
    var own = new TreeMap<String, Double>();
    state.forEach((name, value) -> {
      if (name.startsWith(prefix)) own.put(name.substring(prefix.length()), value);
    });
    return own;
  }

  @Override
  public Map<String, Double> measures(WindowSums window, Map<String, Double> state) {
    var all = new LinkedHashMap<String, Double>();
    for (var i = 0; i < parts.size(); i++) {
      parts.get(i).objective.measures(window, own(state, i)).forEach(all::putIfAbsent);
    }
    return all;
  }

  @Override
  public Mix forClasses(long desirable, long undesirable) {
    return new Mix(
        parts.stream()
            .map(part -> new Part(part.objective.forClasses(desirable, undesirable), part.factor))
            .toList());
  }
}
