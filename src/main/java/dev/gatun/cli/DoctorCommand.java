package dev.gatun.cli;

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun doctor}: what Gatun runs on here, and what is wrong with it. */
@Command(
    name = "doctor",
    description =
        "Show what Gatun runs on here: Java, libtorch, devices, memory, caches; and what is wrong, if anything.",
    footerHeading = "%nExit code: 0 when all is well, 1 when something is wrong.%n")
final class DoctorCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(names = "--verbose", description = "Show libtorch's whole build configuration.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var examination =
        new Examination(verbose ? Examination.Detail.ALL : Examination.Detail.SUMMARY);
    examination.run();
    for (var finding : examination.findings()) terminal.say(finding);
    var problems = examination.problems();
    terminal.say("");
    if (problems.isEmpty()) {
      terminal.say("all is well");
      return 0;
    }
    terminal.say(
        problems.size() == 1 ? "1 thing is wrong:" : problems.size() + " things are wrong:");
    for (var problem : problems) terminal.say("  - " + problem);
    return Failure.OTHER;
  }
}
