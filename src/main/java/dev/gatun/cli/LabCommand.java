package dev.gatun.cli;

import dev.gatun.lab.Form;
import dev.gatun.lab.Lab;
import dev.gatun.lab.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code gatun lab}: controlled studies of the objectives. */
@Command(
    name = "lab",
    description =
        "Run controlled studies of the objectives on a language, a model and a taste that are known, and write what was found: lab.md, with plots in lab/. Runs that are done are kept in lab/runs.jsonl and not done again.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  ./gatun lab --quick --output-dir out           all studies, small: about ten minutes on two cores",
      "  ./gatun lab --output-dir out                   all studies, five seeds: a night",
      "  ./gatun lab --quick --studies 1,4 --output-dir out",
    })
final class LabCommand implements Callable<Integer> {
  private final Terminal terminal;

  @Option(
      names = "--output-dir",
      paramLabel = "DIR",
      required = true,
      order = 1,
      description = "Where lab.md goes.")
  Path outputDir = Path.of("");

  @Option(
      names = "--quick",
      order = 2,
      description = "Fewer seeds and levels, smaller sets, fewer steps.")
  boolean quick;

  @Option(
      names = "--studies",
      paramLabel = "N[,N]",
      split = ",",
      order = 3,
      description = "Numbers of studies (default: all).")
  @Nullable Set<Integer> studies;

  @Option(
      names = "--seeds",
      paramLabel = "N",
      order = 4,
      description = "Repetitions of every condition (default: 5, or 3 with --quick).")
  @Nullable Integer seeds;

  @Option(
      names = "--jobs",
      paramLabel = "N",
      order = 5,
      description = "Runs at a time (default: one for each core). Results do not depend on it.")
  @Nullable Integer jobs;

  @Option(names = "--verbose", order = 6, description = "Show the stack of a failure.")
  boolean verbose;

  @Option(
      names = {"-h", "--help"},
      order = 7,
      usageHelp = true,
      description = "Show this help.")
  boolean help;

  LabCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    var lab = new Lab(order(), new Says());
    try (var _ = Interrupt.guard(() -> stop(lab))) {
      if (!lab.run()) {
        terminal.complain("stopped; the same command goes on from here");
        return Interrupt.EXIT_CODE;
      }
      terminal.say("written: " + outputDir.resolve("lab.md"));
      return 0;
    } catch (IOException e) {
      throw new UsageException(
          outputDir + ": cannot be written (" + e.getMessage() + "): name another --output-dir", e);
    }
  }

  private Lab.Order order() {
    var form = quick ? Form.quick() : Form.full();
    if (seeds != null) form = form.withSeeds(positive("--seeds", seeds));
    var threads =
        jobs == null ? Runtime.getRuntime().availableProcessors() : positive("--jobs", jobs);
    return new Lab.Order(form, chosen(), outputDir, threads);
  }

  private Set<Integer> chosen() {
    var all = Lab.studies().keySet();
    if (studies == null) return all;
    for (var number : studies) {
      if (!all.contains(number)) {
        throw new UsageException(
            "--studies: there is no study " + number + "; there are " + new TreeSet<>(all));
      }
    }
    return studies;
  }

  private static int positive(String flag, int value) {
    if (value < 1) throw new UsageException(flag + " must be at least 1, got " + value);
    return value;
  }

  private boolean stop(Lab lab) {
    lab.requestStop();
    terminal.complain("stopping after the runs under way; Ctrl-C again ends at once");
    return true;
  }

  private final class Says implements Lab.Listener {
    private String stage = "";

    @Override
    public void onStage(String name) {
      stage = name;
    }

    @Override
    public void onRun(int done, int all, double secondsLeft) {
      var left = Math.round(secondsLeft);
      terminal.say("%s: run %d of %d, %d:%02d left", stage, done, all, left / 60, left % 60);
    }

    @Override
    public void onVerdict(int study, String claim, Verdict verdict) {
      terminal.say("study %d: %s: %s", study, claim, verdict);
    }
  }
}
