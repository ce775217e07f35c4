package dev.gatun.cli;

import dev.gatun.align.Bootstrap;
import dev.gatun.model.ModelSource;
import dev.gatun.train.Contest;
import dev.gatun.train.DensityRatios;
import dev.gatun.train.Evaluator;
import dev.gatun.train.Scorer;
import dev.gatun.train.StopRequest;
import dev.gatun.train.Udm;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun evaluate}: a model beside its reference, on feedback. */
@Command(
    name = "evaluate",
    header =
        "Measure a model beside its reference: loss, rewards, true KL, win rate; with intervals.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis = "Usage: gatun evaluate --model DIR --reference DIR --data FILE|SQL [OPTIONS]",
    descriptionHeading = "%n",
    description =
        "Prints the loss and its metrics with bootstrap intervals, a histogram of the rewards of each class, and the KL"
            + " of model and reference from responses drawn to prompts of the data. With --scoring-model or --judge"
            + " also how often the model's responses are better than the reference's.%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./gatun evaluate --model runs/first --reference models/base --data held-out.jsonl",
      "  ./gatun evaluate --model runs/dpo --reference models/base --data pairs.jsonl --loss dpo \\",
      "      --judge \"python judge.py\" --output evaluation.json",
    })
final class EvaluateCommand implements Callable<Integer> {
  private static final double CONFIDENCE = 0.95;

  private final Terminal terminal;

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, order = 1, heading = "Model and device%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nData and output%n")
  Options options = new Options();

  @ArgGroup(validate = false, order = 3, heading = "%nObjective%n")
  LossOptions objective = new LossOptions();

  @ArgGroup(validate = false, order = 4, heading = "%nResponses%n")
  Responses responses = new Responses();

  /** What is measured, and where it goes. */
  static final class Options extends DataOptions {
    @Option(
        names = "--reference",
        paramLabel = "DIR",
        order = 2,
        description =
            "Model to compare with, usually the one that training started from. Of an adapter, its base model when"
                + " nothing is said.")
    @Nullable Path reference;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        order = 11,
        description = "JSON file for everything that was found; replaced when it exists.")
    @Nullable Path output;

    @Option(
        names = "--per-device-eval-batch-size",
        paramLabel = "N",
        order = 16,
        defaultValue = "8",
        description = "Rows computed at once. (default: ${DEFAULT-VALUE})")
    int batchSize;

    @Option(
        names = "--bootstrap",
        paramLabel = "N",
        order = 17,
        defaultValue = "1000",
        description = "Draws for the 95 %% intervals; 0: no intervals. (default: ${DEFAULT-VALUE})")
    int bootstrap;

    @Option(
        names = "--seed",
        paramLabel = "N",
        order = 18,
        defaultValue = "42",
        description = "Decides draws and responses. (default: ${DEFAULT-VALUE})")
    long seed;
  }

  /** What the models say, and who judges it. */
  static final class Responses {
    @Option(
        names = "--samples",
        paramLabel = "N",
        order = 30,
        defaultValue = "32",
        description =
            "Prompts of the data that get a response, for KL and win rate; 0: none. (default: ${DEFAULT-VALUE})")
    int samples;

    @Option(
        names = "--max-new-tokens",
        paramLabel = "N",
        order = 31,
        defaultValue = "64",
        description = "Where responses are cut. (default: ${DEFAULT-VALUE})")
    int maxNewTokens;

    @Option(
        names = "--scoring-model",
        paramLabel = "DIR",
        order = 32,
        description = "Model that judges responses of the model and of the reference.")
    @Nullable Path scoringModel;

    @Option(
        names = "--scoring-by",
        paramLabel = "BY",
        order = 33,
        defaultValue = "reward",
        completionCandidates = Values.ScoringBy.class,
        description =
            "What counts under --scoring-model: reward, the response's log-probability beyond the reference's;"
                + " likelihood, the mean log-probability of its tokens. (default: ${DEFAULT-VALUE})")
    Contest.By scoringBy = Contest.By.REWARD;

    @Option(
        names = "--judge",
        paramLabel = "COMMAND",
        order = 34,
        description =
            "Program that judges instead: it reads a line {\"prompt\": ..., \"response\": ...} for each response and"
                + " writes a number for each.")
    @Nullable String judge;
  }

  EvaluateCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var policy = model.source("evaluate");
    var reference = reference(policy);
    var data = options.requireData("evaluate");
    var contest = contest();
    var ratios = objective.udm ? DensityRatios.load(trained()) : null;
    var embeddings = embeddings(ratios);
    var settings = settings(ratios);
    var stop = new StopRequest();
    try (var file = options.output == null ? null : OutputFile.open("--output", options.output);
        var progress = Progress.on(terminal);
        var _ = Interrupt.guard(() -> request(stop))) {
      terminal.say("device: " + settings.rows().device());
      progress.begin("reading", 0, Progress.UNKNOWN);
      var source = new CountingSource(embeddings.open(data), progress);
      var tasks = new Tasks(progress);
      try (var evaluator = Evaluator.read(policy, source, settings, tasks, stop)) {
        progress.end();
        var report = evaluator.report();
        terminal.say(
            "data: %,d rows (%,d desirable, %,d undesirable), %,d tokens",
            report.rows(), report.desirable(), report.undesirable(), report.tokens());
        DataNotes.of(report, options.maxLength).forEach(note -> terminal.say("  " + note));
        var found = evaluator.run(reference, contest);
        progress.end();
        if (found.isEmpty()) {
          terminal.complain("stopped: nothing was written");
          return Interrupt.EXIT_CODE;
        }
        var evaluation = new Evaluation(policy, reference, data, settings, report, found.get());
        EvaluationText.write(terminal, evaluation);
        if (file != null) {
          file.line(EvaluationJson.of(evaluation));
          file.publish();
          terminal.say("evaluation: " + options.output);
        }
        return 0;
      }
    }
  }

  private ModelSource reference(ModelSource policy) {
    if (options.reference != null) {
      return ModelSource.of(ModelOptions.folder("--reference", options.reference));
    }
    if (policy.adapter() != null) return new ModelSource(policy.base(), null);
    throw ModelOptions.missing(
        "evaluate",
        "--reference",
        "the model that training started from",
        "--reference models/base");
  }

  private @Nullable Contest contest() {
    var scoring = responses.scoringModel;
    var judge = responses.judge;
    if (scoring != null && judge != null) {
      throw new UsageException("--scoring-model and --judge are both given; choose one");
    }
    if (scoring == null && judge == null) return null;
    if (responses.samples == 0) {
      throw new UsageException(
          (judge == null ? "--scoring-model" : "--judge")
              + " judges responses, and --samples 0 asks for none");
    }
    return judge != null
        ? new Contest.ByJudge(new JudgeProgram(judge), judge)
        : new Contest.ScoringModel(
            ModelSource.of(ModelOptions.folder("--scoring-model", scoring)), responses.scoringBy);
  }

  /** What training left: the adapter's folder, where one was trained. */
  private Path trained() {
    return model.adapter != null ? model.adapter : model.modelFolder("evaluate");
  }

  /**
   * What prompts are compared by, which training has decided.
   *
   * @param ratios the classifier of training, or null without {@code --udm}
   */
  private UdmEmbeddings embeddings(@Nullable DensityRatios ratios) {
    var given = objective.udmEmbeddings();
    if (ratios == null) return given;
    var trained = ratios.by();
    if (objective.udmEmbeddings == null) {
      return UdmEmbeddings.of(
          true, trained == Udm.REFERENCE ? UdmEmbeddings.REFERENCE : UdmEmbeddings.FIELD);
    }
    if (given.udm() == trained) return given;
    throw new UsageException(
        "--udm-embeddings "
            + objective.udmEmbeddings
            + ": the model was trained "
            + (trained == Udm.REFERENCE
                ? "with the reference model's; leave it out"
                : "with embeddings of the data; name field, or a file"));
  }

  private Evaluator.Settings settings(@Nullable DensityRatios ratios) {
    if (options.batchSize < 1) {
      throw new UsageException(
          "--per-device-eval-batch-size must be at least 1, got " + options.batchSize);
    }
    var rows =
        new Scorer.Settings(
            options.maxLength,
            options.batchSize,
            options.badRows(),
            options.template(),
            options.assistantTurns,
            model.dtype,
            model.chosenDevice());
    return new Evaluator.Settings(
        rows,
        objective.objective(),
        ratios,
        new Bootstrap(options.bootstrap, CONFIDENCE, options.seed),
        responses.samples,
        responses.maxNewTokens,
        options.seed);
  }

  private static boolean request(StopRequest stop) {
    stop.request();
    return true;
  }

  /** Passes of an evaluation as tasks of a progress. */
  private static final class Tasks implements Evaluator.Listener {
    private final Progress progress;
    private String task = "";

    Tasks(Progress progress) {
      this.progress = progress;
    }

    @Override
    public void onProgress(String name, long done, long total) {
      if (!name.equals(task)) progress.begin(name, 0, total);
      task = name;
      progress.at(done, "");
      if (done == total) progress.end();
    }
  }
}
