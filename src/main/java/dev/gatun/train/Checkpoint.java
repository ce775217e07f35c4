package dev.gatun.train;

import dev.gatun.model.CausalLM;
import dev.gatun.optim.Optimizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A folder to resume from: the model, the optimizer's state ({@code optimizer.safetensors}) and
 * {@code trainer_state.json}, the objective's state in it.
 */
record Checkpoint(Path folder, long step, long numTokens, Map<String, Double> objective) {
  private static final String OPTIMIZER = "optimizer.safetensors";
  private static final String STATE = "trainer_state.json";

  static void write(
      Path folder,
      long step,
      long numTokens,
      ObjectiveState objective,
      CausalLM model,
      Optimizer optimizer) {
    model.saveExactly(folder);
    try {
      optimizer.save(folder.resolve(OPTIMIZER));
    } catch (IOException e) {
      throw RunFolder.cannotWrite(folder.resolve(OPTIMIZER), e);
    }
    RunFolder.writeJson(
        folder.resolve(STATE),
        Map.of("step", step, "num_tokens", numTokens, "objective", objective.values()));
  }

  /** The checkpoint that the arguments ask for, or empty for a fresh start. */
  static Optional<Checkpoint> toResume(TrainingArguments arguments, RunFolder run) {
    if (!arguments.resume()) return Optional.empty();
    var folder =
        arguments
            .resumeCheckpoint()
            .or(run::lastCheckpoint)
            .orElseThrow(() ->
                new TrainingException(
                    "--resume: there is no checkpoint in "
                        + run.path()
                        + "; start without --resume"));
    var state = folder.resolve(STATE);
    if (!Files.exists(state)) {
      throw new TrainingException(
          "--resume: " + folder + " is no checkpoint (it has no " + STATE + ")");
    }
    var json = RunFolder.readJson(state);
    var objective = new TreeMap<String, Double>();
    json.path("objective")
        .properties()
        .forEach(entry -> objective.put(entry.getKey(), entry.getValue().asDouble()));
    return Optional.of(
        new Checkpoint(
            folder, json.path("step").asLong(), json.path("num_tokens").asLong(), objective));
  }

  /** Takes the optimizer's state over. */
  void load(Optimizer optimizer) {
    optimizer.load(folder.resolve(OPTIMIZER));
  }
}
