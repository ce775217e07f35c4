package dev.gatun.cli;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code gatun data}: commands about feedback itself. */
@Command(
    name = "data",
    header = "Look at feedback: data check says what would be trained.",
    synopsisHeading = "%n",
    customSynopsis = "Usage: gatun data check FILE|SQL [OPTIONS]",
    footerHeading = "%nExample:%n",
    footer = "  ./gatun data check feedback.jsonl --model models/base")
final class DataCommand implements Runnable {
  @Spec CommandSpec spec = CommandSpec.create();

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  static CommandLine line(Terminal terminal) {
    return new CommandLine(new DataCommand()).addSubcommand(new CheckCommand(terminal));
  }

  @Override
  public void run() {
    throw new ParameterException(
        spec.commandLine(), "data needs a command: ./gatun data check FILE");
  }
}
