package dev.gatun.train;

import dev.gatun.data.FeedbackSource;
import dev.gatun.data.batch.BatchLoader;
import dev.gatun.data.batch.BatchWindow;
import dev.gatun.data.batch.WindowPlan;
import dev.gatun.model.Adapter;
import dev.gatun.model.CausalLM;
import dev.gatun.optim.AdamW;
import dev.gatun.optim.GradientClipping;
import dev.gatun.optim.Optimizer;
import dev.gatun.optim.ParameterGroup;
import dev.gatun.text.Tokenizer;
import dev.gatun.torch.Profiler;
import dev.gatun.torch.Torch;
import java.lang.foreign.SegmentAllocator;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * Aligns a model with feedback: reads and tokenizes the data, computes the reference model's
 * log-probabilities once, trains, and leaves a model folder that Python can load.
 *
 * <p>One instance runs once. The run belongs to the calling thread; {@link #requestStop} is for any
 * other.
 */
public final class Trainer {
  /**
   * How a run ended.
   *
   * @param steps optimizer steps done, those before a resume included
   * @param totalSteps that were asked for
   * @param folder the trained model, or the checkpoint to resume from when it was stopped
   */
  public record Result(long steps, long totalSteps, Path folder, StepMetrics last) {
    /** Whether it was stopped before its last step. */
    public boolean stopped() {
      return steps < totalSteps;
    }
  }

  private final TrainingArguments arguments;
  private final TrainingListener listener;
  private final StopRequest stop = new StopRequest();

  public Trainer(TrainingArguments arguments, TrainingListener listener) {
    this.arguments = arguments;
    this.listener = listener;
  }

  /**
   * Ends the run after the step it is in, with a checkpoint to resume from. Safe from any thread.
   */
  public void requestStop() {
    stop.request();
  }

  /**
   * Runs.
   *
   * @param data feedback to learn from; closed by this method
   * @param evaluation feedback to measure on, or null; closed by this method
   * @throws IllegalArgumentException for input that cannot be trained on; nothing is lost and no
   *     training has begun
   */
  public Result train(FeedbackSource data, @Nullable FeedbackSource evaluation) {
    var fresh = FreshFolder.of(arguments.outputDir());
    try (data;
        evaluation) {
      return run(data, evaluation);
    } catch (Throwable failed) {
      fresh.removeIfEmpty();
      throw failed;
    } finally {
      Torch.emptyHostCache(); // a service goes on without it
    }
  }

  private Result run(FeedbackSource data, @Nullable FeedbackSource evaluation) {
    var device = Devices.choose(arguments.device());
    var start = new Start(arguments);
    var folder = RunFolder.open(arguments.outputDir(), start.source());
    var checkpoint = Checkpoint.toResume(arguments, folder);
    var memory = BatchMemory.of(device);
    try (var tokenizer = Tokenizer.load(start.source().tokenizer());
        var train = TrainingData.read("training", data, tokenizer, arguments, listener);
        var eval =
            evaluation == null
                ? null
                : TrainingData.readEvaluation(evaluation, tokenizer, arguments, listener);
        var model = start.load(checkpoint, device);
        var optimizer =
            new AdamW(
                ParameterGroup.sparingNorms(
                    model.trainableParameters(), arguments.learningRate(), arguments.weightDecay()),
                arguments.optimizer());
        var references =
            new References(arguments, start, start.fingerprint(), device, memory, listener, stop)) {
      var run = new RunRecord(arguments, start.fingerprint(), tokenizer, train);
      if (checkpoint.isPresent()) {
        run.requireSame(folder);
        Matching.requireSame(arguments, checkpoint.get());
        checkpoint.get().load(optimizer);
        folder.truncateLog(checkpoint.get().step());
      } else {
        folder.clear();
      }
      folder.writeRun(run.toJson());
      var execution = arguments.execution();
      var activations =
          execution.gradientCheckpointing().budget(model, device, execution.activationMemory());
      var policy = new Policy(model, device, activations);
      var objective = train.fit(arguments.objective());
      Reference trainReference = null;
      Reference evalReference = null;
      if (objective.needs().reference()) {
        var steps = totalSteps(train.plan());
        trainReference = references.of(train, steps, model, policy, checkpoint);
        if (eval != null) {
          var windows = eval.plan().windowsPerEpoch();
          evalReference = references.of(eval, windows, model, policy, checkpoint);
        }
      }
      // An adapter is still as the run began: what it then gives is the reference.
      var asBefore = checkpoint.isEmpty() || start.hasAdapter() ? model : null;
      var matching = Matching.of(arguments, checkpoint, train, eval, asBefore, device, listener);
      checkpoint.ifPresent(saved -> start.resume(model, saved));
      var settings =
          new LossSettings(
              objective, arguments.comparison().klScope(), arguments.lossNormalization());
      var loop =
          new Loop(
              folder,
              model,
              optimizer,
              references,
              memory,
              train,
              new WindowStep(policy, trainReference, matching.train(), settings),
              eval,
              new WindowStep(policy, evalReference, matching.evaluation(), settings),
              matching,
              new ObjectiveState(
                  checkpoint.map(Checkpoint::objective).orElse(objective.initialState())));
      if (stop.requested())
        return new Result(0, totalSteps(train.plan()), folder.path(), new StepMetrics());
      var parameters = model.trainableParameters().stream().mapToLong(p -> p.value().numel()).sum();
      listener.onStart(
          device.toString(),
          parameters,
          checkpoint.map(Checkpoint::step).orElse(0L),
          totalSteps(train.plan()));
      return loop.run(checkpoint);
    }
  }

  private long totalSteps(WindowPlan plan) {
    if (arguments.maxSteps() > 0) return arguments.maxSteps();
    return (long) Math.ceil(arguments.epochs() * plan.windowsPerEpoch());
  }

  /** The steps, with all that they need. */
  private final class Loop {
    private final RunFolder folder;
    private final CausalLM model;
    private final Optimizer optimizer;
    private final References references;
    private final SegmentAllocator memory;
    private final TrainingData train;
    private final @Nullable TrainingData eval;
    private final WindowStep trainStep;
    private final WindowStep evalStep;
    private final Matching matching;
    private final ObjectiveState state;
    private final long totalSteps;
    private StepMetrics interval = new StepMetrics();
    private StepMetrics last = new StepMetrics();
    private long numTokens;

    Loop(
        RunFolder folder,
        CausalLM model,
        Optimizer optimizer,
        References references,
        SegmentAllocator memory,
        TrainingData train,
        WindowStep trainStep,
        @Nullable TrainingData eval,
        WindowStep evalStep,
        Matching matching,
        ObjectiveState state) {
      this.folder = folder;
      this.model = model;
      this.optimizer = optimizer;
      this.references = references;
      this.memory = memory;
      this.train = train;
      this.eval = eval;
      this.trainStep = trainStep;
      this.evalStep = evalStep;
      this.matching = matching;
      this.state = state;
      this.totalSteps = totalSteps(train.plan());
    }

    Result run(Optional<Checkpoint> checkpoint) {
      var step = checkpoint.map(Checkpoint::step).orElse(0L);
      numTokens = checkpoint.map(Checkpoint::numTokens).orElse(0L);
      try (var loader = BatchLoader.start(train.store(), train.plan(), step, 2, memory);
          var profiler =
              new StepProfiler(arguments.execution().profile(), step, totalSteps, listener)) {
        while (step < totalSteps && !stop.requested()) {
          profiler.before(step);
          try (var _ = Profiler.range(StepPart.STEP)) {
            last = step(loader, step);
            step++;
            numTokens += last.tokens();
            try (var _ = StepPart.METRICS.range()) {
              interval.add(last);
              listener.onStep(step, totalSteps, last);
              if (step % arguments.loggingSteps() == 0 || step == totalSteps) log(step);
            }
          }
          profiler.after(step - 1);
          if (evaluationDue(step)) evaluate(step);
          if (step < totalSteps && arguments.saveSteps() > 0 && step % arguments.saveSteps() == 0)
            save(step);
        }
      }
      if (step < totalSteps) {
        save(step);
        return new Result(step, totalSteps, folder.checkpoint(step), last);
      }
      keepReferences();
      model.save(folder.path());
      matching.save(folder.path());
      listener.onSaved(folder.path());
      return new Result(step, totalSteps, folder.path(), last);
    }

    private StepMetrics step(BatchLoader loader, long step) {
      var window = next(loader);
      try {
        return step(window, step);
      } finally {
        window.release();
      }
    }

    private static BatchWindow next(BatchLoader loader) {
      try (var _ = StepPart.DATA_WAIT.range()) {
        return loader.next();
      }
    }

    private StepMetrics step(BatchWindow window, long step) {
      var start = System.nanoTime();
      optimizer.zeroGrad();
      var metrics = gradient(window, step);
      var norm = clip();
      if (!Double.isFinite(metrics.loss()) || !Double.isFinite(norm))
        throw diverged(step, metrics, norm);
      var factor = arguments.schedule().factor(step, arguments.warmupSteps(), totalSteps);
      try (var _ = StepPart.OPTIMIZER.range()) {
        optimizer.step(factor);
        references.afterStep(step + 1, model);
      }
      metrics.step(norm, arguments.learningRate() * factor, (System.nanoTime() - start) / 1e9);
      return metrics;
    }

    private double clip() {
      try (var _ = StepPart.CLIP.range()) {
        return GradientClipping.clip(model.trainableParameters(), arguments.maxGradNorm());
      }
    }

    private StepMetrics gradient(BatchWindow window, long step) {
      var seed = new SplittableRandom(arguments.seed() + step).nextLong();
      var training = model.adapter().map(adapter -> adapter.training(seed));
      try (var _ = training.orElse(Adapter.Setting.NONE)) {
        return trainStep.train(window, state);
      }
    }

    // The parameters are still those of the step before: they are kept, so that nothing is lost.
    private TrainingException diverged(long step, StepMetrics metrics, double norm) {
      if (step > 0) save(step);
      return new TrainingException(
          "at step "
              + (step + 1)
              + " the loss is "
              + metrics.loss()
              + " and the gradient norm "
              + norm
              + ": training has diverged"
              + (step > 0 ? "; the state before it is in " + folder.checkpoint(step) : "")
              + ". Lower --learning-rate, or look for broken weights in the model");
    }

    private void log(long step) {
      var line = new LinkedHashMap<String, Object>();
      line.put("step", step);
      line.put("epoch", (double) step / train.plan().windowsPerEpoch());
      line.putAll(interval.named(""));
      line.put("num_tokens", numTokens);
      line.put("tokens_per_second", interval.tokensPerSecond());
      line.put("step_time_s", interval.seconds());
      write(line);
      interval = new StepMetrics();
    }

    private boolean evaluationDue(long step) {
      if (eval == null) return false;
      if (step == totalSteps) return true;
      var every =
          arguments.evalSteps() > 0 ? arguments.evalSteps() : train.plan().windowsPerEpoch();
      return step % every == 0;
    }

    private void evaluate(long step) {
      if (eval == null) return;
      var sums = new StepMetrics();
      try (var loader = BatchLoader.start(eval.store(), eval.plan(), 0, 2, memory)) {
        for (var w = 0; w < eval.plan().windowsPerEpoch(); w++) {
          var window = loader.next();
          sums.add(evalStep.evaluate(window, state));
          window.release();
        }
      }
      var line = new LinkedHashMap<String, Object>();
      line.put("step", step);
      line.put("epoch", (double) step / train.plan().windowsPerEpoch());
      line.putAll(sums.named("eval_"));
      write(line);
    }

    private void write(Map<String, Object> line) {
      folder.log(line);
      listener.onLog(line);
    }

    private void keepReferences() {
      trainStep.keepReference();
      evalStep.keepReference();
    }

    private void save(long step) {
      keepReferences();
      folder.writeCheckpoint(
          step,
          target -> {
            Checkpoint.write(target, step, numTokens, state, model, optimizer);
            references.save(target);
            matching.save(target);
          });
      listener.onSaved(folder.checkpoint(step));
    }
  }
}
