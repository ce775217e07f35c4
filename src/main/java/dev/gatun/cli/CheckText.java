package dev.gatun.cli;

import dev.gatun.align.ClassWeights;
import dev.gatun.data.check.Lengths;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A {@link DataCheck} for a reader, with colour or without. */
final class CheckText {
  private static final int BAR = 40;
  private static final int PROMPT_SHOWN = 400; // characters, at its end
  private static final int LEARNED_SHOWN = 600; // at its beginning

  private final Terminal terminal;
  private final boolean colour;
  private final boolean unicode;

  CheckText(Terminal terminal, boolean colour) {
    this.terminal = terminal;
    this.colour = colour;
    this.unicode = terminal.out().charset().equals(StandardCharsets.UTF_8);
  }

  /** In colour where a person looks on and has not asked for none (no-color.org). */
  static CheckText on(Terminal terminal) {
    return new CheckText(terminal, terminal.interactive() && System.getenv("NO_COLOR") == null);
  }

  void write(DataCheck check) {
    rows(check);
    lengths(check);
    prompts(check);
    examples(check);
  }

  private void rows(DataCheck check) {
    var report = check.report();
    var summary = check.summary();
    say(
        "rows           %,d: %,d desirable, %,d undesirable",
        report.rows(), report.desirable(), report.undesirable());
    if (summary.groups() > 0) {
      say(
          "               %,d of them in %,d pairs or sets, for objectives that compare",
          summary.groupedRows(), summary.groups());
    }
    weights(check);
    for (var note : DataNotes.of(report, check.maxLength())) {
      if (check.cuts() || !note.contains("end-of-sequence")) say("note           %s", note);
    }
  }

  private void weights(DataCheck check) {
    if (check.weights().isEmpty()) {
      say("weights        none to recommend: one class only; train asks for --allow-one-class");
      return;
    }
    var weights = check.weights().get();
    say(
        "weights        --desirable-weight %s to %s, or --undesirable-weight %s to %s (KTO, eq. 8)",
        ClassWeights.number(weights.desirableFrom()),
        ClassWeights.number(weights.desirableTo()),
        ClassWeights.number(weights.undesirableFrom()),
        ClassWeights.number(weights.undesirableTo()));
  }

  private void lengths(DataCheck check) {
    var summary = check.summary();
    say("");
    say(
        "%-14s %9s %9s %9s %9s %9s %9s",
        check.unit(), "shortest", "median", "90 %", "99 %", "longest", "mean");
    lengths("  prompt", summary.prompt());
    lengths("  completion", summary.completion());
    lengths("  together", summary.together());
    say("");
    var bins = summary.together().histogram();
    long most = bins.stream().mapToLong(Lengths.Bin::rows).max().orElse(1);
    for (var bin : bins) {
      var bar = (unicode ? "\u2588" : "#").repeat((int) Math.ceilDiv(bin.rows() * BAR, most));
      var cut = bin.to() > check.maxLength() ? "  > --max-length" : "";
      say("  %,9d - %,9d %,9d %s%s", bin.from(), bin.to(), bin.rows(), bar, cut);
    }
    say("");
    if (check.cuts()) {
      say(
          "an epoch       %,d tokens, %,d of them learned; --max-length %,d cuts %,d rows and drops %,d",
          summary.tokens(),
          summary.learned(),
          check.maxLength(),
          check.report().truncated(),
          check.report().dropped());
    } else {
      say(
          "an epoch       %,d characters; --model DIR counts tokens, and what is cut",
          summary.tokens());
    }
  }

  private void lengths(String name, Lengths lengths) {
    say(
        "%-14s %,9d %,9d %,9d %,9d %,9d %,9.1f",
        name,
        lengths.shortest(),
        lengths.quantile(0.5),
        lengths.quantile(0.9),
        lengths.quantile(0.99),
        lengths.longest(),
        lengths.mean());
  }

  private void prompts(DataCheck check) {
    var summary = check.summary();
    say(
        "prompts        %,d different; %,d with thumbs up alone, %,d with thumbs down alone",
        summary.prompts(), summary.promptsDesirableOnly(), summary.promptsUndesirableOnly());
    say("duplicates     %,d rows repeat prompt, completion and label", summary.duplicates());
    say(
        "contradictions %,d completions have both labels%s",
        summary.contradictions(),
        summary.contradictions() == 0 ? "" : ": what they teach cancels out");
  }

  // ---- examples ----

  private void examples(DataCheck check) {
    if (check.examples().isEmpty()) return;
    say("");
    say("examples; what is learned stands in %s", unicode ? "\u27e6\u27e7" : "[[]]");
    check.examples().forEach(example -> example(example, check.unit()));
  }

  void example(Example example, String unit) {
    say("");
    say(
        "%s: %s, %,d + %,d %s",
        example.source(),
        example.desirable() ? "desirable" : "undesirable",
        example.promptTokens(),
        example.completionTokens(),
        unit);
    body(example, unit).lines().forEach(line -> terminal.say("  | " + line));
  }

  private String body(Example example, String unit) {
    var text = new StringBuilder();
    for (var piece : example.pieces()) {
      var shown = printable(piece.text());
      if (piece.learned()) {
        text.append(coloured("1;32", open() + beginning(shown) + close()));
      } else {
        text.append(coloured("2", ending(shown)));
      }
    }
    if (example.cut() > 0) {
      text.append(String.format(Locale.ROOT, " (%,d %s cut)", example.cut(), unit));
    }
    return text.toString();
  }

  private String open() {
    return unicode ? "\u27e6" : "[[";
  }

  private String close() {
    return unicode ? "\u27e7" : "]]";
  }

  private static String beginning(String text) {
    if (text.length() <= LEARNED_SHOWN) return text;
    int cut = text.offsetByCodePoints(0, text.codePointCount(0, LEARNED_SHOWN));
    return text.substring(0, cut) + more(text.length() - cut);
  }

  private static String ending(String text) {
    if (text.length() <= PROMPT_SHOWN) return text;
    int from = text.length() - PROMPT_SHOWN;
    if (Character.isLowSurrogate(text.charAt(from))) from++;
    return more(from) + text.substring(from);
  }

  private static String more(int characters) {
    return String.format(Locale.ROOT, "(... %,d characters ...)", characters);
  }

  /** Data must not steer the terminal. */
  private static String printable(String text) {
    return text.replaceAll("[\\p{Cntrl}&&[^\n\t]]", "\ufffd");
  }

  // Each line by itself: a line's colour must not run into the margin of the next.
  private String coloured(String code, String text) {
    if (!colour) return text;
    return "\u001b["
        + code
        + "m"
        + text.replace("\n", "\u001b[0m\n\u001b[" + code + "m")
        + "\u001b[0m";
  }

  private void say(String format, Object... values) {
    terminal.say(format, values);
  }
}
