package dev.gatun.cli;

import dev.gatun.align.RewardHistogram;
import dev.gatun.train.Findings;
import dev.gatun.train.Metric;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/** An {@link Evaluation} for a reader. */
final class EvaluationText {
  private static final int BAR = 24;

  private EvaluationText() {}

  static void write(Terminal terminal, Evaluation evaluation) {
    var findings = evaluation.findings();
    terminal.say("");
    terminal.say(
        "%s on %,d %s",
        evaluation.settings().objective().name(), findings.prompts(), compared(evaluation));
    terminal.say("%-22s %12s   95 %% interval", "", "value");
    for (var metric : findings.metrics()) terminal.say(line(metric.name(), metric));
    histogram(terminal, findings.histogram());
    if (findings.kl() != null) kl(terminal, findings.kl(), evaluation.settings().maxNewTokens());
    if (findings.winRate() != null) winRate(terminal, findings.winRate());
  }

  private static String compared(Evaluation evaluation) {
    return switch (evaluation.settings().objective().needs().responses()) {
      case SINGLE -> "rows";
      case DESIRABLE -> "desirable rows";
      case PAIRS -> "pairs";
      case SETS -> "sets of responses";
    };
  }

  private static String line(String name, Metric metric) {
    var text = String.format(Locale.ROOT, "%-22s %12s", name, number(metric.value()));
    return metric.hasInterval()
        ? text + "   " + number(metric.low()) + " to " + number(metric.high())
        : text;
  }

  private static String number(double value) {
    return String.format(Locale.ROOT, "%.5g", value);
  }

  private static void histogram(Terminal terminal, RewardHistogram histogram) {
    var most =
        Math.max(
            1,
            Math.max(
                Arrays.stream(histogram.desirable()).max().orElse(0),
                Arrays.stream(histogram.undesirable()).max().orElse(0)));
    var full = terminal.out().charset().equals(StandardCharsets.UTF_8) ? "\u2588" : "#";
    terminal.say("");
    terminal.say("%-24s %-" + (BAR + 7) + "s %s", "rewards", "desirable", "undesirable");
    for (var bin = 0; bin < histogram.desirable().length; bin++) {
      terminal.say(
          "%10s to %10s %s %s",
          number(histogram.edges()[bin]),
          number(histogram.edges()[bin + 1]),
          bar(full, histogram.desirable()[bin], most),
          bar(full, histogram.undesirable()[bin], most).stripTrailing());
    }
  }

  private static String bar(String full, long rows, long most) {
    var drawn = full.repeat((int) Math.ceilDiv(rows * BAR, most));
    return String.format(Locale.ROOT, "%,6d %-" + BAR + "s", rows, drawn);
  }

  private static void kl(Terminal terminal, Findings.SampledKl kl, int maxNewTokens) {
    terminal.say("");
    terminal.say(
        "KL(model || reference)  %s nats, standard error %s: %,d responses drawn, %.1f tokens each%s",
        number(kl.mean()),
        number(kl.stderr()),
        kl.prompts(),
        kl.tokens(),
        kl.cut() == 0
            ? ""
            : String.format(
                Locale.ROOT, "; %,d of them cut at --max-new-tokens %,d", kl.cut(), maxNewTokens));
  }

  private static void winRate(Terminal terminal, Findings.WinRate winRate) {
    terminal.say(line("win rate", winRate.rate()));
    terminal.say(
        "  judged by %s: model %s, reference %s on %,d prompts",
        winRate.judge(), number(winRate.policy()), number(winRate.reference()), winRate.prompts());
  }
}
