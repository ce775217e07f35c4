package dev.gatun.cli;

import dev.gatun.demo.Demo;
import dev.gatun.train.GatunVersion;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/**
 * The command line: {@code gatun train|score|evaluate|generate|merge|lab|data|doctor|completion}.
 *
 * <p>Exit codes: 0 good; 2 wrong usage or input, a full disk included, with one message on standard
 * error; 1 anything else; 130 after Ctrl-C.
 */
public final class Main {
  private Main() {}

  /**
   * Runs a command and ends the process with its exit code; returns normally when that is 0, as
   * Maven's JVM likes it.
   */
  public static void main(String[] args) {
    var code = run(args);
    if (code != 0) System.exit(code);
  }

  /** Runs a command in this process, on its standard streams, and returns the exit code. */
  public static int run(String... args) {
    return run(Terminal.system(), args);
  }

  static int run(Terminal terminal, String... args) {
    var verbose = List.of(args).contains("--verbose");
    if (verbose) System.setProperty("org.slf4j.simpleLogger.defaultLogLevel", "info");
    try {
      return execute(terminal, args);
    } catch (Throwable thrown) { // nothing may end in a stack trace that was not asked for
      return fail(terminal, thrown, verbose);
    }
  }

  private static int execute(Terminal terminal, String... args) {
    var defaults = new ConfigDefaults();
    var root = commandLine(terminal, defaults);
    if (args.length == 0) {
      root.usage(terminal.err());
      return Failure.USAGE;
    }
    root.setParameterExceptionHandler((e, given) -> {
      var verbose = List.of(given).contains("--verbose");
      return fail(terminal, new UsageException(UsageMessages.of(e, defaults), e), verbose);
    });
    root.setExecutionExceptionHandler(
        (e, command, parsed) -> fail(terminal, e, parsed.originalArgs().contains("--verbose")));
    var arguments = UsageMessages.inKebabCase(root, args);
    UsageMessages.requireOnce(root, arguments);
    return root.execute(arguments);
  }

  private static int fail(Terminal terminal, Throwable thrown, boolean verbose) {
    var failure = Failure.of(thrown);
    terminal.complain(failure.message());
    if (verbose) thrown.printStackTrace(terminal.err());
    return failure.exitCode();
  }

  static CommandLine commandLine(Terminal terminal, ConfigDefaults defaults) {
    var root = new CommandLine(new Root());
    root.addSubcommand(new TrainCommand(terminal, defaults, () -> Demo.run(terminal.out())))
        .addSubcommand(new ScoreCommand(terminal))
        .addSubcommand(new EvaluateCommand(terminal))
        .addSubcommand(new GenerateCommand(terminal))
        .addSubcommand(new MergeCommand(terminal))
        .addSubcommand(new LabCommand(terminal))
        .addSubcommand(DataCommand.line(terminal))
        .addSubcommand(new DoctorCommand(terminal))
        .addSubcommand(new CompletionCommand(terminal))
        .addSubcommand(new DemoModelCommand(terminal))
        .addSubcommand(new HelpCommand());
    Values.register(root);
    return root.setDefaultValueProvider(defaults)
        .setExpandAtFiles(false) // a prompt may begin with @
        .setUsageHelpWidth(100)
        .setUsageHelpLongOptionsMaxWidth(38)
        .setOut(new java.io.PrintWriter(terminal.out(), true))
        .setErr(new java.io.PrintWriter(terminal.err(), true));
  }

  /** What stands before the command. */
  @Command(
      name = "gatun",
      versionProvider = Version.class,
      synopsisSubcommandLabel = "COMMAND",
      description =
          "Aligns language models from thumbs-up / thumbs-down feedback, on the JVM, in process.",
      footerHeading = "%nExamples:%n",
      footer = {
        "  ./gatun train                     show that alignment works, in about a minute",
        "  ./gatun train --model models/base --data feedback.jsonl --output-dir runs/first",
        "  ./gatun generate --model runs/first --prompt \"Once upon a time\"",
        "  ./gatun data check feedback.jsonl what would be trained",
        "  ./gatun doctor                    what is here, and what is wrong",
        "  ./gatun test                      build and run all tests (a command of the launcher)",
      })
  static final class Root implements Runnable {
    @Option(
        names = {"-h", "--help"},
        usageHelp = true,
        description = "Show this help.")
    boolean help;

    @Option(
        names = {"-V", "--version"},
        versionHelp = true,
        description = "Show the version.")
    boolean version;

    @picocli.CommandLine.Spec
    CommandLine.Model.CommandSpec spec = CommandLine.Model.CommandSpec.create();

    @Override
    public void run() {
      throw new ParameterException(spec.commandLine(), "a command is missing");
    }
  }

  /** Gatun's version and Java's. */
  static final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
      return new String[] {"gatun " + GatunVersion.text() + " (Java " + Runtime.version() + ")"};
    }
  }
}
