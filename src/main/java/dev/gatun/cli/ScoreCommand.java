package dev.gatun.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.model.ModelSource;
import dev.gatun.train.Scorer;
import dev.gatun.train.StopRequest;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun score}: what a model thinks of each row of a feedback file. */
@Command(
    name = "score",
    header = "Write what a model, or two, think of each row of a feedback file.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis =
        "Usage: gatun score --model DIR [--reference DIR] --data FILE --output FILE.jsonl [OPTIONS]",
    descriptionHeading = "%n",
    description = {
      "Writes one JSON object for each row, in the order of the data: row (its number, from 0), source (file:line), label,"
          + " logps (summed log-probability of the completion), with --reference also ref_logps and reward = beta * (logps -"
          + " ref_logps), prompt_tokens, completion_tokens. Rows that --max-length drops are left out and counted.%n"
    },
    footerHeading = "%nExample:%n",
    footer =
        "  ./gatun score --model runs/first --reference models/base --data feedback.jsonl --output scores.jsonl")
final class ScoreCommand implements Callable<Integer> {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Terminal terminal;

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @ArgGroup(validate = false, order = 1, heading = "Model and device%n")
  ModelOptions model = new ModelOptions();

  @ArgGroup(validate = false, order = 2, heading = "%nData and output%n")
  Options options = new Options();

  /** What {@code score} alone has. */
  static final class Options extends DataOptions {
    @Option(
        names = "--reference",
        paramLabel = "DIR",
        order = 2,
        description = "Model to compare with, usually the one that training started from.")
    @Nullable Path reference;

    @Option(
        names = "--output",
        paramLabel = "FILE",
        order = 11,
        description = "JSONL file for the scores; replaced when it exists.")
    @Nullable Path output;

    @Option(
        names = "--beta",
        paramLabel = "X",
        order = 12,
        defaultValue = "0.1",
        description = "Factor of rewards. (default: ${DEFAULT-VALUE})")
    double beta;

    @Option(
        names = "--per-device-eval-batch-size",
        paramLabel = "N",
        order = 14,
        defaultValue = "8",
        description = "Rows computed at once. (default: ${DEFAULT-VALUE})")
    int batchSize;
  }

  ScoreCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws JsonProcessingException {
    var policy = model.source("score");
    var reference =
        options.reference == null
            ? null
            : ModelSource.of(ModelOptions.folder("--reference", options.reference));
    var data = options.requireData("score");
    var output = require();
    var device = model.chosenDevice();
    var settings =
        new Scorer.Settings(
            options.maxLength,
            options.batchSize,
            options.badRows(),
            options.template(),
            options.assistantTurns,
            model.dtype,
            device);
    var stop = new StopRequest();
    try (var file = OutputFile.open("--output", output);
        var progress = Progress.on(terminal);
        var _ = Interrupt.guard(() -> request(stop))) {
      terminal.say("device: " + device);
      progress.begin("reading", 0, Progress.UNKNOWN);
      var source = new CountingSource(FeedbackFile.open(data), progress);
      try (var scorer = Scorer.read(policy.tokenizer(), source, settings)) {
        progress.end();
        tell(scorer);
        var logProbs = pass("scoring", policy, scorer, progress, stop);
        var references =
            reference == null ? null : pass("reference", reference, scorer, progress, stop);
        if (stop.requested()) {
          terminal.complain("stopped: nothing was written");
          return Interrupt.EXIT_CODE;
        }
        for (var row = 0; row < scorer.rows(); row++)
          file.line(line(scorer, row, logProbs, references));
        file.publish();
        terminal.say("scores: " + output);
        return 0;
      }
    }
  }

  private Path require() {
    if (options.output == null) {
      throw ModelOptions.missing(
          "score", "--output", "where the scores go", "--output scores.jsonl");
    }
    if (options.output.toString().equals(options.data)) {
      throw new UsageException("--output " + options.output + ": is the data file; name another");
    }
    if (!(options.beta > 0) || Double.isInfinite(options.beta)) {
      throw new UsageException("--beta must be a number above 0, got " + options.beta);
    }
    if (options.batchSize < 1) {
      throw new UsageException(
          "--per-device-eval-batch-size must be at least 1, got " + options.batchSize);
    }
    return options.output;
  }

  private static boolean request(StopRequest stop) {
    stop.request();
    return true;
  }

  private void tell(Scorer scorer) {
    var report = scorer.report();
    terminal.say(
        "data: %,d rows (%,d desirable, %,d undesirable), %,d tokens",
        report.rows(), report.desirable(), report.undesirable(), report.tokens());
    DataNotes.of(report, options.maxLength).forEach(note -> terminal.say("  " + note));
  }

  private static double[] pass(
      String task, ModelSource model, Scorer scorer, Progress progress, StopRequest stop) {
    progress.begin(task, 0, scorer.rows());
    var values = scorer.logProbs(model, (done, total) -> progress.at(done, ""), stop);
    progress.end();
    return values;
  }

  private String line(Scorer scorer, int row, double[] logProbs, double @Nullable [] references)
      throws JsonProcessingException {
    var line = new LinkedHashMap<String, Object>();
    line.put("row", scorer.number(row));
    line.put("source", scorer.source(row).toString());
    line.put("label", scorer.desirable(row));
    line.put("logps", logProbs[row]);
    if (references != null) {
      line.put("ref_logps", references[row]);
      line.put("reward", options.beta * (logProbs[row] - references[row]));
    }
    line.put("prompt_tokens", scorer.promptTokens(row));
    line.put("completion_tokens", scorer.completionTokens(row));
    return JSON.writeValueAsString(line);
  }
}
