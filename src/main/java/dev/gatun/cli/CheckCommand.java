package dev.gatun.cli;

import dev.gatun.data.BadRowPolicy;
import dev.gatun.data.CharacterEncoder;
import dev.gatun.data.IngestSettings;
import dev.gatun.data.Ingestion;
import dev.gatun.data.TextEncoder;
import dev.gatun.data.TokenizerEncoder;
import dev.gatun.data.check.DataSummary;
import dev.gatun.data.format.FeedbackFile;
import dev.gatun.text.SpecialTokens;
import dev.gatun.text.StreamingDecoder;
import dev.gatun.text.Tokenizer;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code gatun data check}: what a training run would make of feedback. */
@Command(
    name = "check",
    header =
        "Say what would be trained: classes, weights, lengths, duplicates, contradictions, examples.",
    sortOptions = false,
    synopsisHeading = "%n",
    customSynopsis = "Usage: gatun data check FILE|SQL [--model DIR] [OPTIONS]",
    descriptionHeading = "%n",
    description =
        "Reads all of it, in memory that does not grow with its texts, and trains nothing. With --model lengths are"
            + " tokens and the examples show what is learned; without, lengths are characters. Exit code 2 when there"
            + " are bad rows, which train would stop at.%n",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./gatun data check feedback.jsonl --model models/base",
      "  ./gatun data check \"SELECT * FROM 'feedback/*.parquet'\" --json",
    })
final class CheckCommand implements Callable<Integer> {
  private final Terminal terminal;

  @ArgGroup(validate = false, order = 9, heading = "%nOther%n")
  CommonOptions common = new CommonOptions();

  @Parameters(arity = "0..1", paramLabel = "FILE|SQL", description = "The same as --data.")
  @Nullable String file;

  @ArgGroup(validate = false, order = 2, heading = "%nData and output%n")
  Options options = new Options();

  /** What {@code data check} alone has. */
  static final class Options extends DataOptions {
    @Option(
        names = "--model",
        paramLabel = "DIR",
        order = 1,
        description = "Model folder whose tokenizer and chat template are used.")
    @Nullable Path model;

    @Option(
        names = "--examples",
        paramLabel = "N",
        order = 20,
        defaultValue = "5",
        description = "Rows to show as they would be trained. (default: ${DEFAULT-VALUE})")
    int examples;

    @Option(names = "--json", order = 21, description = "Print one JSON object instead.")
    boolean json;
  }

  CheckCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (options.examples < 0) {
      throw new UsageException("--examples must be 0 or more, got " + options.examples);
    }
    var check = options.model == null ? withoutModel() : withModel(options.model);
    if (options.json) {
      terminal.say(CheckJson.of(check));
    } else {
      CheckText.on(terminal).write(check);
    }
    var bad = check.report().badRows();
    if (bad == 0 || options.skipBadRows) return 0;
    throw new UsageException(
        (bad == 1 ? "1 bad row" : bad + " bad rows")
            + ": train would stop there; correct "
            + (bad == 1 ? "it" : "them")
            + ", or leave "
            + (bad == 1 ? "it" : "them")
            + " out with --skip-bad-rows");
  }

  private DataCheck withModel(Path model) {
    var folder = ModelOptions.folder("--model", model);
    try (var tokenizer = Tokenizer.load(folder)) {
      var encoder = TokenizerEncoder.of(tokenizer, options.template());
      return check(
          encoder,
          options.maxLength,
          "tokens",
          () -> new Tokens(tokenizer.streamingDecoder(SpecialTokens.KEEP)));
    }
  }

  private DataCheck withoutModel() {
    if (options.chatTemplate != null) {
      throw new UsageException("--chat-template has no meaning without --model DIR");
    }
    return check(new CharacterEncoder(), DataCheck.UNCUT, "characters", Characters::new);
  }

  private DataCheck check(
      TextEncoder encoder, int maxLength, String unit, Supplier<Example.Decoder> decoders) {
    var settings =
        IngestSettings.of(maxLength, Path.of(System.getProperty("java.io.tmpdir")))
            .withBadRows(BadRowPolicy.SKIP)
            .withAssistantTurns(options.assistantTurns);
    var samples = new Samples(options.examples);
    // What is machine-readable stands alone on standard output.
    var reader = options.json ? terminal.forComments() : terminal;
    try (var progress = Progress.on(reader)) {
      progress.begin("reading", 0, Progress.UNKNOWN);
      try (var source = new CountingSource(FeedbackFile.open(data()), progress);
          var ingested = Ingestion.run(source, encoder, settings, samples::add)) {
        progress.end();
        var store = ingested.store();
        var examples =
            samples.drawn().stream()
                .map(drawn -> Example.of(store, drawn.row(), drawn.source(), decoders.get()))
                .toList();
        return new DataCheck(ingested.report(), DataSummary.of(store), unit, maxLength, examples);
      }
    }
  }

  private String data() {
    if (file != null && options.data != null) {
      throw new UsageException("the data is given twice, as " + file + " and with --data");
    }
    return file == null ? options.requireData("data check") : file;
  }

  /** Token ids to text, special tokens included. */
  private record Tokens(StreamingDecoder decoder) implements Example.Decoder {
    @Override
    public String append(int id) {
      return decoder.append(id);
    }

    @Override
    public String finish() {
      return decoder.finish();
    }
  }

  /** Ids that are characters. */
  private record Characters() implements Example.Decoder {
    @Override
    public String append(int id) {
      return Character.toString(id);
    }

    @Override
    public String finish() {
      return "";
    }
  }
}
