package dev.gatun.cli;

import dev.gatun.data.IngestReport;
import dev.gatun.train.StepMetrics;
import dev.gatun.train.StepProfile;
import dev.gatun.train.TrainingArguments;
import dev.gatun.train.TrainingListener;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells the reader of a terminal, or of a log, how a training run goes. */
final class RunReport implements TrainingListener {
  // The names are those of metrics.jsonl.
  private static final List<String> SHOWN =
      List.of("loss", "kl", "rewards/margins", "grad_norm", "learning_rate", "tokens_per_second");

  private final Terminal terminal;
  private final Progress progress;
  private final TrainingArguments arguments;
  private volatile boolean begun;
  private boolean referencePass;
  private long firstStep;
  private long totalSteps;
  private long startNanos;
  private @Nullable Path lastSaved;

  RunReport(Terminal terminal, Progress progress, TrainingArguments arguments) {
    this.terminal = terminal;
    this.progress = progress;
    this.arguments = arguments;
  }

  /** Whether there is something that a sudden end would cut short. Safe from any thread. */
  boolean begun() {
    return begun;
  }

  /** The checkpoint or model written last. */
  Optional<Path> lastSaved() {
    return Optional.ofNullable(lastSaved);
  }

  @Override
  public void onData(String name, IngestReport report) {
    progress.end();
    terminal.say(
        "%s data: %,d rows (%,d desirable, %,d undesirable), %,d tokens",
        name, report.rows(), report.desirable(), report.undesirable(), report.tokens());
    DataNotes.of(report, arguments.maxLength()).forEach(note -> terminal.say("  " + note));
    if (!name.equals("training")) return;
    begun = true;
    arguments.objective().advice(report.desirable(), report.undesirable()).ifPresent(terminal::say);
  }

  @Override
  public void onGroups(String name, long groups, long leftOut) {
    terminal.say(
        "%s data: %,d %s%s",
        name,
        groups,
        switch (arguments.objective().needs().responses()) {
          case SINGLE, DESIRABLE -> "rows to learn from";
          case PAIRS -> "pairs";
          case SETS -> "sets of responses";
        },
        leftOut == 0 ? "" : String.format(Locale.ROOT, "; %,d rows are in none", leftOut));
  }

  @Override
  public void onDensityRatios(double[] ratios) {
    var range = Arrays.stream(ratios).summaryStatistics();
    terminal.say("udm: weights of thumbs down from %.2f to %.2f", range.getMin(), range.getMax());
  }

  @Override
  public void onReference(long done, long total) {
    if (!referencePass) progress.begin("reference", 0, total);
    referencePass = done < total;
    progress.at(done, "");
    if (done == total) progress.end();
  }

  @Override
  public void onStart(String device, long parameters, long first, long total) {
    progress.end();
    terminal.say(
        "model: %s, %,d parameters, %s",
        arguments.model(), parameters, Values.name(arguments.dtype()));
    terminal.say("steps: %,d%s", total, first == 0 ? "" : ", going on after step " + first);
    firstStep = first;
    totalSteps = total;
    startNanos = System.nanoTime();
    progress.begin("train", first, total);
  }

  @Override
  public void onStep(long step, long total, StepMetrics metrics) {
    progress.at(
        step,
        String.format(
            Locale.ROOT,
            "loss %.4f%s%s  %,.0f tok/s",
            metrics.loss(),
            known("  kl ", metrics.kl()),
            known("  margin ", metrics.margin()),
            metrics.tokensPerSecond()));
  }

  @Override
  public void onLog(Map<String, Object> line) {
    var evaluation = line.keySet().stream().anyMatch(key -> key.startsWith("eval_"));
    // On a terminal the bar shows the same numbers; metrics.jsonl keeps them all.
    if (evaluation || !terminal.interactive()) progress.say(text(line, evaluation ? "eval_" : ""));
  }

  private String text(Map<String, Object> line, String prefix) {
    var step = ((Number) line.getOrDefault("step", 0L)).longValue();
    var text = new StringBuilder("step " + step + "/" + totalSteps);
    append(text, "epoch", line.get("epoch"));
    for (var name : SHOWN) append(text, prefix + name, line.get(prefix + name));
    if (prefix.isEmpty()) text.append("  ").append(left(step));
    return text.toString();
  }

  private static void append(StringBuilder text, String name, @Nullable Object value) {
    if (value instanceof Number number)
      text.append("  ").append(name).append(' ').append(shown(number.doubleValue()));
  }

  private static String shown(double value) {
    var size = Math.abs(value);
    if (size >= 1000) return String.format(Locale.ROOT, "%.0f", value);
    return String.format(Locale.ROOT, size == 0 || size >= 0.001 ? "%.4f" : "%.3e", value);
  }

  private String left(long step) {
    var elapsed = Duration.ofNanos(System.nanoTime() - startNanos);
    return BarRenderer.left(elapsed, step - firstStep, totalSteps - step);
  }

  @Override
  public void onProfile(StepProfile profile) {
    progress.say(
        String.format(
            Locale.ROOT,
            "profile: %.1f ms a step (%d steps, with every operator recorded)",
            1e3 * profile.seconds() / profile.steps(),
            profile.steps()));
    var other = profile.seconds();
    for (var part : profile.parts().entrySet()) {
      progress.say(share(part.getKey().label(), part.getValue(), profile.seconds()));
      other -= part.getValue();
    }
    progress.say(share("other", other, profile.seconds()));
    progress.say("trace: " + profile.trace() + " (open it in https://ui.perfetto.dev)");
  }

  private static String share(String part, double seconds, double all) {
    return String.format(Locale.ROOT, "  %-10s %5.1f %%", part, 100 * seconds / all);
  }

  @Override
  public void onSaved(Path folder) {
    lastSaved = folder;
    if (!folder.equals(arguments.outputDir())) progress.say("checkpoint: " + folder);
  }

  /** What stands at the end of a whole run. */
  void done(StepMetrics last) {
    progress.end();
    terminal.say(
        "done: %,d steps in %s; last step: loss %.4f%s%s",
        totalSteps,
        BarRenderer.clock(Duration.ofNanos(System.nanoTime() - startNanos)),
        last.loss(),
        known(", kl ", last.kl()),
        known(", rewards/margins ", last.margin()));
  }

  /** Nothing where the objective, or the step, has no such number. */
  private static String known(String name, double value) {
    return Double.isNaN(value) ? "" : name + shown(value);
  }
}
