package dev.gatun.cli;

import dev.gatun.data.Passage;
import dev.gatun.train.Trainer;
import dev.gatun.train.TrainingArguments;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code gatun train}: KTO on a model folder; without any argument, the embedded demonstration. */
@Command(
    name = "train",
    header =
        "Align a model with thumbs-up / thumbs-down feedback; without arguments, show that it works.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis = {
      "Usage: gatun train",
      "       gatun train --model DIR --data FILE --output-dir DIR [OPTIONS]",
    },
    descriptionHeading = "%n",
    description = {
      "Aligns a Hugging Face model folder. Without arguments: KTO on a small embedded model, in about a minute.",
      "Options are TRL's argument names. Ctrl-C saves a checkpoint and says how to go on from it.%n",
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./gatun train",
      "  ./gatun train --model models/base --data feedback.jsonl --output-dir runs/first",
      "  ./gatun train --config runs/first.yaml --learning-rate 5e-6",
      "  ./gatun train --model models/base --data feedback.jsonl --output-dir runs/first --resume",
      "  zcat *.gz | ./gatun train --model models/base --data - --output-dir runs/first",
    })
final class TrainCommand implements Callable<Integer> {
  private static final Pattern FLAG = Pattern.compile("^(--[a-z0-9-]+)");
  private static final int PROMPT_SHOWN = 60;
  private static final String STDIN = "-";

  /** The run that {@code train} without arguments does; the seam to {@code dev.gatun.demo}. */
  @FunctionalInterface
  interface EmbeddedRun {
    void run() throws Exception;
  }

  private final Terminal terminal;
  private final ConfigDefaults defaults;
  private final EmbeddedRun demo;

  @Spec CommandSpec spec = CommandSpec.create();

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, order = 1, heading = "Model and device%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nData and output%n")
  TrainOptions.Data data = new TrainOptions.Data();

  @ArgGroup(validate = false, order = 3, heading = "%nObjective%n")
  TrainOptions.Loss loss = new TrainOptions.Loss();

  @ArgGroup(validate = false, order = 4, heading = "%nOptimization%n")
  TrainOptions.Optimization optimization = new TrainOptions.Optimization();

  @ArgGroup(validate = false, order = 5, heading = "%nAdapter (LoRA)%n")
  LoraOptions lora = new LoraOptions();

  @ArgGroup(validate = false, order = 6, heading = "%nTime and memory%n")
  ExecutionOptions execution = new ExecutionOptions();

  @ArgGroup(validate = false, order = 7, heading = "%nRun%n")
  TrainOptions.Run run = new TrainOptions.Run();

  TrainCommand(Terminal terminal, ConfigDefaults defaults, EmbeddedRun demo) {
    this.terminal = terminal;
    this.defaults = defaults;
    this.demo = demo;
  }

  @Override
  public Integer call() throws Exception {
    if (nothingAsked()) {
      demo.run();
      return 0;
    }
    var arguments = arguments();
    terminal.say("device: " + model.chosenDevice());
    return train(arguments);
  }

  private boolean nothingAsked() {
    return spec.commandLine().getParseResult().matchedOptions().stream()
        .allMatch(option -> option.longestName().equals("--verbose"));
  }

  private int train(TrainingArguments arguments) {
    var embeddings = loss.udmEmbeddings();
    var ofEvaluation = embeddings.ofEvaluation(data.evalData != null, data.evalEmbeddings);
    try (var progress = Progress.on(terminal)) {
      var report = new RunReport(terminal, progress, arguments);
      var trainer = new Trainer(arguments, report);
      try (var feedback = open(given(data.data), embeddings, progress);
          var evaluation =
              data.evalData == null ? null : open(data.evalData, ofEvaluation, progress);
          var _ = Interrupt.guard(() -> stop(trainer, report))) {
        progress.begin("reading", 0, Progress.UNKNOWN);
        var result = trainer.train(feedback, evaluation);
        progress.end();
        if (result.stopped()) return stopped(result, report);
        report.done(result.last());
        terminal.say("model: " + result.folder());
        terminal.say("try it: " + tryIt(result.folder(), feedback));
        return 0;
      } catch (RuntimeException failed) {
        progress.end();
        throw report.lastSaved().map(saved -> withSaved(failed, saved)).orElse(failed);
      }
    }
  }

  private CountingSource open(String name, UdmEmbeddings embeddings, Progress progress) {
    if (name.equals(STDIN) && terminal.interactive()) {
      terminal.say("reading feedback from the keyboard; Ctrl-D ends it");
    }
    return new CountingSource(embeddings.open(name), progress);
  }

  // ---- ends other than the last step ----

  private boolean stop(Trainer trainer, RunReport report) {
    trainer.requestStop();
    if (report.begun()) {
      terminal.complain(
          "stopping after this step to save a checkpoint; Ctrl-C again ends at once, without");
      return true;
    }
    terminal.complain("stopped before training began: there is nothing to resume");
    return false;
  }

  private int stopped(Trainer.Result result, RunReport report) {
    if (report.lastSaved().isEmpty()) {
      terminal.complain("stopped before the first step: there is nothing to resume");
    } else {
      terminal.complain(
          "stopped after step "
              + result.steps()
              + " of "
              + result.totalSteps()
              + "; saved "
              + result.folder()
              + "\ngo on with: "
              + resumeCommand());
    }
    return Interrupt.EXIT_CODE;
  }

  private String resumeCommand() {
    var words = new ArrayList<>(List.of("./gatun"));
    var skipValue = false;
    for (var word : spec.root().commandLine().getParseResult().originalArgs()) {
      var resume = word.equals("--resume") || word.startsWith("--resume=");
      var value = skipValue && !word.startsWith("--");
      skipValue = word.equals("--resume");
      if (!resume && !value) words.add(ShellWords.quote(word));
    }
    words.add("--resume");
    return String.join(" ", words);
  }

  private static RuntimeException withSaved(RuntimeException failed, Path saved) {
    var failure = Failure.of(failed);
    return new ReportedFailure(
        new Failure(failure.exitCode(), failure.message() + "; what was saved last is in " + saved),
        failed);
  }

  private String tryIt(Path folder, CountingSource feedback) {
    var prompt = feedback.firstPrompt();
    var chat = prompt.isPresent() && prompt.get() instanceof Passage.Chat;
    var text =
        prompt.isPresent() && prompt.get() instanceof Passage.Text(var first) ? first.strip() : "";
    if (text.isEmpty()) text = chat ? "Hello!" : "Once upon a time";
    text = text.lines().findFirst().orElse(text);
    if (text.length() > PROMPT_SHOWN) text = text.substring(0, PROMPT_SHOWN);
    return "./gatun generate --model "
        + ShellWords.quote(folder.toString())
        + " --prompt "
        + ShellWords.quote(text)
        + (chat ? " --chat" : "");
  }

  // ---- arguments ----

  private TrainingArguments arguments() {
    requireAll();
    var source = model.modelFolder("train");
    try {
      var builder =
          TrainingArguments.builder(source, given(data.outputDir))
              .objective(loss.objective())
              .klScope(loss.klScope)
              .klPairing(loss.klPairing)
              .humanline(loss.humanline())
              .referenceSync(loss.referenceSync())
              .lossNormalization(loss.normalization)
              .udm(loss.udmEmbeddings().udm())
              .learningRate(optimization.learningRate)
              .schedule(optimization.schedule)
              .warmupSteps(optimization.warmupSteps)
              .optimizer(optimization.adamW())
              .weightDecay(optimization.weightDecay)
              .maxGradNorm(optimization.maxGradNorm)
              .epochs(optimization.epochs)
              .maxSteps(optimization.maxSteps)
              .perDeviceTrainBatchSize(optimization.batchSize)
              .gradientAccumulationSteps(optimization.accumulation)
              .maxLength(data.maxLength)
              .dataOrder(data.dataOrder)
              .chatTemplate(data.template())
              .assistantTurns(data.assistantTurns)
              .skipBadRows(data.skipBadRows)
              .allowOneClass(data.allowOneClass)
              .seed(run.seed)
              .loggingSteps(run.loggingSteps)
              .evalSteps(run.evalSteps)
              .saveSteps(run.saveSteps)
              .dtype(model.dtype)
              .lora(lora.config())
              .execution(execution.execution())
              .adapter(
                  model.adapter == null ? null : ModelOptions.folder("--adapter", model.adapter))
              .device(model.device.toLowerCase(Locale.ROOT));
      return resuming(builder).build();
    } catch (UsageException e) {
      throw e;
    } catch (IllegalArgumentException e) {
      throw placed(e);
    }
  }

  /** {@code --resume} alone is true, as it is in a configuration file. */
  private TrainingArguments.Builder resuming(TrainingArguments.Builder builder) {
    return switch (String.valueOf(run.resume)) {
      case "null", "false" -> builder;
      case "true" -> builder.resume();
      default -> builder.resumeFrom(given(run.resume));
    };
  }

  private void requireAll() {
    var missing = new ArrayList<String>();
    if (model.model == null) missing.add("--model DIR (a Hugging Face model folder)");
    if (data.data == null) missing.add("--data FILE (the feedback)");
    if (data.outputDir == null) missing.add("--output-dir DIR (where the trained model goes)");
    if (!missing.isEmpty()) {
      throw new UsageException(
          "train needs "
              + String.join(" and ", missing)
              + ": ./gatun train --model "
              + word(model.model, "models/base")
              + " --data "
              + word(data.data, "feedback.jsonl")
              + " --output-dir "
              + word(data.outputDir, suggestedOutput()));
    }
    if (STDIN.equals(data.data) && STDIN.equals(data.evalData)) {
      throw new UsageException(
          "--data and --eval-data cannot both be standard input; name a file for one of them");
    }
  }

  /** An option that is known to be there. */
  private static <T> T given(@Nullable T value) {
    return Objects.requireNonNull(value);
  }

  private static String word(@Nullable Object value, String otherwise) {
    return ShellWords.quote(value == null ? otherwise : value.toString());
  }

  private String suggestedOutput() {
    var name = model.model == null ? null : model.model.getFileName();
    return "runs/" + (name == null ? "base" : name) + "-kto";
  }

  /** Says where in the configuration file an unfit value stands, if it came from there. */
  private IllegalArgumentException placed(IllegalArgumentException e) {
    var flag = FLAG.matcher(String.valueOf(e.getMessage()));
    var option = flag.find() ? spec.findOption(flag.group(1)) : null;
    if (option == null) return e;
    return defaults
        .place(option)
        .<IllegalArgumentException>map(
            place -> new UsageException(place + ": " + e.getMessage(), e))
        .orElse(e);
  }
}
