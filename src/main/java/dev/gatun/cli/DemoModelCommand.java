package dev.gatun.cli;

import dev.gatun.demo.Pretraining;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * {@code gatun demo-model}: trains the demo's base model anew. For Gatun's developers, so not in
 * the help.
 */
@Command(
    name = "demo-model",
    hidden = true,
    description = "Train the demo's base model on stories of its grammar: about ten minutes.")
final class DemoModelCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Parameters(paramLabel = "DIR", description = "Where the model goes.")
  Path folder = Path.of("");

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  DemoModelCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    try {
      Pretraining.run(
          folder,
          (step, steps, loss) ->
              terminal.say("step %d/%d  loss %.4f nats per token", step, steps, loss));
      return 0;
    } catch (IOException e) {
      throw new UsageException(folder + ": cannot be written (" + e.getMessage() + ")", e);
    }
  }
}
