package dev.gatun.torch.fuzz;

import dev.gatun.testing.CrashProbe;
import dev.gatun.torch.Operators;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Runs {@link OperatorFuzz} again behind every case that ended it, and lists those. */
final class FuzzCampaign {
  /** One case that ended the process, or did not end. */
  record Finding(long index, String name, String arguments, String how) {
    @Override
    public String toString() {
      return "%s%n  case %d: %s%n  %s"
          .formatted(how, index, arguments, Operators.find(name).schema().text());
    }
  }

  private final long seed;
  private final Path journal;
  private final List<Finding> findings = new ArrayList<>();
  private final List<Finding> stuck = new ArrayList<>();
  private final long[] counts = new long[4];

  FuzzCampaign(long seed, Path folder) {
    this.seed = seed;
    this.journal = folder.resolve("journal");
  }

  /** Runs up to so many cases, for so many seconds. */
  FuzzCampaign run(long cases, long seconds) throws IOException {
    var end = System.nanoTime() + seconds * 1_000_000_000L;
    for (long next = 0; next < cases; ) {
      var left = (end - System.nanoTime()) / 1_000_000_000L;
      if (left <= 0) break;
      var run = child(next, cases - next, left);
      if (run.exitCode() == 0) {
        var words = run.out().strip().substring(run.out().strip().lastIndexOf('\n') + 1).split(" ");
        for (var i = 0; i < counts.length; i++) counts[i] += Long.parseLong(words[1 + i]);
        if (!words[5].equals("0")) throw new IllegalStateException("tensors left: " + words[5]);
        break;
      }
      var last = journal();
      var finding = new Finding(Long.parseLong(last[0]), last[1], last[2], how(run));
      (run.exitCode() == OperatorFuzz.STUCK ? stuck : findings).add(finding);
      counts[0] += finding.index - next;
      if (Boolean.getBoolean("gatun.fuzz.print")) System.out.println(finding);
      next = finding.index + 1;
    }
    return this;
  }

  private CrashProbe.Run child(long first, long cases, long seconds) {
    return CrashProbe.of(
            OperatorFuzz.class,
            Long.toString(seed),
            Long.toString(first),
            Long.toString(cases),
            Long.toString(seconds),
            journal.toString())
        .options("-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
        .environment("OMP_NUM_THREADS", "1")
        .addressSpace(8L << 30)
        .timeout(Duration.ofSeconds(seconds + 120))
        .run();
  }

  private String[] journal() throws IOException {
    var text = new String(Files.readAllBytes(journal), StandardCharsets.UTF_8);
    return text.substring(0, text.indexOf('\n')).split("\t", 3);
  }

  private static String how(CrashProbe.Run run) {
    if (run.exitCode() == OperatorFuzz.STUCK) return "does not end";
    var frame = Pattern.compile("# Problematic frame:\\s*# (.*)").matcher(run.fatalError());
    var signal = Pattern.compile("#  (SIG\\w+)").matcher(run.fatalError());
    if (signal.find()) return signal.group(1) + (frame.find() ? " " + frame.group(1) : "");
    var err = run.err().strip();
    return "exit code " + run.exitCode() + ": " + err.substring(0, Math.min(err.length(), 2000));
  }

  /** What ended the process. */
  List<Finding> findings() {
    return findings;
  }

  /** What had not ended after half a minute. */
  List<Finding> stuck() {
    return stuck;
  }

  long called() {
    return counts[0];
  }

  @Override
  public String toString() {
    return "fuzz, seed %d: %,d calls, %,d of them refused, %,d without fitting arguments, %,d gradients; %d ended the process, %d did not end"
        .formatted(seed, counts[0], counts[1], counts[2], counts[3], findings.size(), stuck.size());
  }
}
