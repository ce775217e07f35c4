package dev.gatun.lab;

import dev.gatun.align.Needs;
import dev.gatun.optim.LearningRateSchedule;
import dev.gatun.train.StepMetrics;
import dev.gatun.train.Trainer;
import dev.gatun.train.TrainingArguments;
import dev.gatun.train.TrainingListener;
import dev.gatun.train.Udm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Rows by a rule, an objective and its settings: what a study compares. Everything else is the same
 * for all: the optimizer's steps, the batch, the prompts that are measured on.
 */
record Condition(Selection rows, Recipe recipe, Probe probe) {
  /** Metrics of training whose mean over all steps is kept. */
  private static final List<String> LOGGED = List.of("kl", "kl/clamped", "saturation");

  Condition(Selection rows, Recipe recipe) {
    this(rows, recipe, Probe.NONE);
  }

  /** The run of a repetition. */
  Job job(Form form, long seed) {
    var key =
        String.join(
            "; ", form.key(), rows.id(), recipe.key(), "probe " + probe.id(), "seed " + seed);
    return new Job(key, world -> run(world, seed));
  }

  private Outcome run(World world, long seed) throws IOException {
    var folder = Files.createTempDirectory(world.base().getParent(), "run");
    try {
      return new Run(world, folder, seed).measured();
    } finally {
      Lab.delete(folder);
    }
  }

  private final class Run implements TrainingListener {
    private final World world;
    private final Path folder;
    private final long seed;
    private final List<Judgement> trained;
    private final TreeMap<String, List<Double>> seen = new TreeMap<>();
    private final TreeMap<String, List<Double>> logged = new TreeMap<>();
    private long step;

    Run(World world, Path folder, long seed) {
      this.world = world;
      this.folder = folder;
      this.seed = seed;
      this.trained = rows.of(world.pool(seed), seed);
    }

    Outcome measured() {
      see(world.base()); // step 0
      new Trainer(arguments(), this).train(Judgement.source(trained), null);
      var values = new TreeMap<String, double[]>();
      seen.forEach((name, curve) ->
          values.put(name, curve.stream().mapToDouble(Double::doubleValue).toArray()));
      logged.forEach((name, all) -> values.put(name, new double[] {mean(all)}));
      Measures.of(world, folder, seed)
          .forEach((name, value) -> values.put(name, new double[] {value}));
      return new Outcome(values);
    }

    private TrainingArguments arguments() {
      var objective = recipe.objective();
      var steps = world.form().steps();
      // The batch size counts what the objective takes: a pair is two rows.
      var perPrompt = objective.needs().responses() == Needs.Responses.PAIRS ? 2 : 1;
      return TrainingArguments.builder(world.base(), folder)
          .objective(objective)
          .udm(recipe.udm() ? Udm.REFERENCE : Udm.OFF)
          .learningRate(recipe.learningRate())
          .schedule(LearningRateSchedule.LINEAR)
          .warmupSteps(Math.max(1, steps / 10))
          .perDeviceTrainBatchSize(Form.BATCH / perPrompt)
          .maxSteps(steps)
          .maxLength(World.MAX_LENGTH)
          .allowOneClass(true)
          .saveSteps(probe.times() == 1 ? 0 : steps / probe.times())
          .seed(seed)
          .device("cpu")
          .build();
    }

    @Override
    public void onStep(long step, long totalSteps, StepMetrics metrics) {
      this.step = step;
    }

    @Override
    public void onLog(Map<String, Object> line) {
      for (var name : LOGGED) {
        if (line.get(name) instanceof Number number) {
          logged
              .computeIfAbsent("training/" + name, _ -> new ArrayList<>())
              .add(number.doubleValue());
        }
      }
    }

    @Override
    public void onSaved(Path model) {
      see(model);
    }

    private void see(Path model) {
      var found = new TreeMap<>(probe.look().at(world, model, trained, recipe));
      if (found.isEmpty()) return;
      found.put("step", (double) step);
      found.forEach((name, value) ->
          seen.computeIfAbsent("curve/" + name, _ -> new ArrayList<>()).add(value));
    }
  }

  private static double mean(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).average().orElseThrow();
  }
}
