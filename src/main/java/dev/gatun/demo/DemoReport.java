package dev.gatun.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What the demo shows at its end, as plain text for a terminal of {@value #WIDTH} columns: a few
 * stories before and after side by side, the readers' thumbs, and the measured rates with 95 %
 * Wilson intervals.
 *
 * @param comparisons the same beginnings told by both models; at least one
 * @param feedback the thumbs that the model learned from
 * @param before rates of the base model
 * @param after rates of the aligned model
 */
public record DemoReport(
    List<Comparison> comparisons, Feedback feedback, Measure before, Measure after) {

  /** Columns of the terminal that the report is laid out for. */
  public static final int WIDTH = 100;

  private static final String GUTTER = " | ";
  private static final String INDENT = "  ";
  private static final int COLUMN = (WIDTH - 2 * INDENT.length() - GUTTER.length()) / 2;

  /**
   * One beginning, gone on with twice.
   *
   * @param prompt the beginning
   * @param before the base model's completion
   * @param after the aligned model's
   */
  public record Comparison(String prompt, String before, String after) {}

  public DemoReport {
    comparisons = List.copyOf(comparisons);
  }

  /**
   * The report, lines of at most {@value #WIDTH} columns parted by {@code \n}, with one at the end.
   */
  public String render() {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < comparisons.size(); i++) {
      addComparison(lines, i + 1, comparisons.get(i));
    }
    addFeedback(lines);
    addRates(lines);
    return String.join("\n", lines) + "\n";
  }

  private static void addComparison(List<String> lines, int number, Comparison comparison) {
    lines.addAll(wrap(number + ". " + comparison.prompt(), WIDTH));
    lines.add(row("BEFORE", "AFTER"));
    List<String> left = wrap("..." + comparison.before(), COLUMN);
    List<String> right = wrap("..." + comparison.after(), COLUMN);
    for (int i = 0; i < Math.max(left.size(), right.size()); i++) {
      lines.add(row(at(left, i), at(right, i)));
    }
    lines.add("");
  }

  private void addFeedback(List<String> lines) {
    int thumbs = feedback.thumbs().size();
    lines.add(
        String.format(
            Locale.ROOT,
            "Learned from %,d thumbs: %,d up (%.0f %%), %,d down (%.0f %%); %,d stories got none.",
            thumbs,
            feedback.up(),
            percent(feedback.up(), thumbs),
            feedback.down(),
            percent(feedback.down(), thumbs),
            feedback.silent()));
    lines.add(
        String.format(
            Locale.ROOT,
            "Of these thumbs %,d (%.0f %%) point the wrong way: readers make mistakes.",
            feedback.misread(),
            percent(feedback.misread(), thumbs)));
    lines.add("");
  }

  private void addRates(List<String> lines) {
    String format = INDENT + "%-34s%-26s%-26s";
    lines.add(String.format(format, "", "BEFORE", "AFTER").stripTrailing());
    lines.add(rate(format, "liked by readers (happy ending)", before.liked(), after.liked()));
    lines.add(rate(format, "grammatical, start to end", before.grammatical(), after.grammatical()));
    lines.add(
        String.format(
            Locale.ROOT,
            INDENT + "%,d fresh stories before and %,d after; in brackets 95 %% Wilson intervals.",
            before.liked().total(),
            after.liked().total()));
  }

  private static String rate(String format, String name, Rate before, Rate after) {
    return String.format(format, name, before, after).stripTrailing();
  }

  private static double percent(int part, int whole) {
    return whole == 0 ? 0 : 100.0 * part / whole;
  }

  private static String row(String left, String right) {
    return (INDENT + left + " ".repeat(COLUMN - left.length()) + GUTTER + right).stripTrailing();
  }

  private static String at(List<String> lines, int index) {
    return index < lines.size() ? lines.get(index) : "";
  }

  /**
   * Breaks at spaces; a word wider than the column is cut. Control characters, line breaks too,
   * become spaces.
   */
  private static List<String> wrap(String text, int width) {
    List<String> lines = new ArrayList<>();
    var line = new StringBuilder();
    for (String word : text.replaceAll("\\p{Cntrl}", " ").strip().split(" +")) {
      String rest = word;
      if (!line.isEmpty() && line.length() + 1 + rest.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      while (rest.length() > width) {
        lines.add(rest.substring(0, width));
        rest = rest.substring(width);
      }
      line.append(line.isEmpty() ? "" : " ").append(rest);
    }
    lines.add(line.toString());
    return lines;
  }
}
