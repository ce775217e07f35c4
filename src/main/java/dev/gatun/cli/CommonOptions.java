package dev.gatun.cli;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of every command that reads a model. */
final class CommonOptions {
  @Option(
      names = "--config",
      paramLabel = "FILE",
      order = 1,
      description =
          "YAML file of options, by the same names (learning_rate: 1e-6); the command line wins over it.")
  @Nullable Path config;

  @Option(
      names = "--verbose",
      order = 2,
      description = "Show what goes on inside, and the stack of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      order = 3,
      usageHelp = true,
      description = "Show this help.")
  boolean help;
}
