package dev.gatun.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** Writes what was found: a page in Markdown with plots beside it. Same outcomes, same bytes. */
final class Page {
  private static final String INTRODUCTION =
      """
      # The lab: does it work, and when?

      Seven controlled studies of the objectives, each with a paper's claim, what was done, what was found, and a verdict.
      This page and its plots are written by `./gatun lab` from the runs in [lab/runs.jsonl](lab/runs.jsonl); by hand there is nothing but the note, where there is one.

      **The world.** A small language of children's stories with a known grammar; a model of 0.9 million parameters that was trained on it and ends half of
      its stories sadly; and a taste that is a program: a story is *liked* when it is in the language, to the letter, and ends happily. So the true reward of
      any story is known. Training sets are chosen from stories that the base model told (at temperature 1), two for each prompt: one that is liked and one that is not.

      **Measured** on fresh stories to held-out prompts, the same for all runs: the share that is *liked* is the true reward. KL is the mean log-ratio of the
      model and the base model on these stories, in nats a story.

      **Verdicts** follow from a rule. A claim is a number that should be above or below a bound. Its 95 %% interval is Student's t over seeds, of
      differences seed by seed: both sides of a comparison have the same prompts, stories and order. *Reproduced*: the whole interval is on the claimed
      side. *Contradicted*: all of it is on the other side. *Not reproduced at this scale*: the bound lies inside; and then the interval is called too wide to tell
      when it still allows an effect as claimed of 5 points, 0.5 nats, or 0.1 of a number without a unit. Intervals are not corrected for the number of claims: of
      twenty claims that are exactly on their bound, one would be called either way. Those of shares may reach beyond 0 and 100 %%, as Student's t knows no ends;
      a wide one mostly means that a seed or two lost the language, which the runs' `grammatical` shows.

      Claims are told in this project's words, from the papers as docs/objectives.md cites them; some are this project's own expectations, and say so.

      **Not tested** by this page: that any of it holds for a language model of useful size. All runs see the same few hundred prompts, take the same number of steps, and use one model.

      This is the %s form: %d seeds, %d prompts in a training set, %d steps of %d rows, %d fresh stories a run.
      """;

  private final Form form;
  private final Table tuning;
  private final String caution;

  /**
   * @param tuning all settings that were tried
   * @param caution what to know of them; may be empty
   */
  Page(Form form, Table tuning, String caution) {
    this.form = form;
    this.tuning = tuning;
    this.caution = caution;
  }

  /**
   * Writes {@code lab.md} and {@code lab/*.svg}. What stands in {@code lab/note.md} is taken over:
   * how the runs came about is for whoever made them to say.
   *
   * @param findings in the order of the page
   */
  void write(Path folder, Map<Study, Study.Finding> findings) throws IOException {
    var plots = folder.resolve("lab");
    Files.createDirectories(plots);
    for (var finding : findings.values()) {
      for (var plot : new TreeMap<>(finding.plots()).entrySet()) {
        plot.getValue().write(plots.resolve(plot.getKey() + ".svg"));
      }
    }
    var note = plots.resolve("note.md");
    var text = Files.exists(note) ? Files.readString(note).strip() : "";
    Files.writeString(folder.resolve("lab.md"), markdown(findings, text));
  }

  private String markdown(Map<Study, Study.Finding> findings, String note) {
    var parts = new ArrayList<String>();
    parts.add(
        INTRODUCTION.formatted(
            form.kind().name().toLowerCase(Locale.ROOT),
            form.seeds(),
            form.pairs(),
            form.steps(),
            Form.BATCH,
            form.measured()));
    if (!note.isEmpty()) parts.add("**Note.** " + note + "\n");
    parts.add("## Verdicts\n");
    parts.add(verdicts(findings).markdown());
    findings.forEach((study, finding) -> parts.add(section(study, finding)));
    parts.add(settings());
    return String.join("\n", parts);
  }

  private static Table verdicts(Map<Study, Study.Finding> findings) {
    var rows = new ArrayList<List<String>>();
    findings.forEach((study, finding) -> {
      for (var claim : finding.claims()) {
        rows.add(
            List.of(
                "[" + study.number() + "](#" + anchor(study) + ")",
                claim.text(),
                claim.unit().write(claim.value()),
                claim.verdictText()));
      }
    });
    return new Table(List.of("study", "claim", "measured", "verdict"), rows);
  }

  private static String section(Study study, Study.Finding finding) {
    var parts = new ArrayList<String>();
    parts.add("## " + heading(study) + "\n");
    parts.add("**Claim.** " + study.question() + "\n");
    parts.add("**Done.** " + finding.method() + "\n");
    parts.add("**Found.**\n");
    parts.add(finding.table().markdown());
    new TreeMap<>(finding.plots())
        .forEach((name, plot) -> parts.add("![" + plot.title() + "](lab/" + name + ".svg)\n"));
    if (!finding.remark().isEmpty()) parts.add(finding.remark() + "\n");
    parts.add("**Verdict.**\n");
    for (var claim : finding.claims()) parts.add(verdict(claim));
    parts.add("");
    return String.join("\n", parts);
  }

  private static String verdict(Claim claim) {
    var bound =
        claim.bound() == 0 && claim.side() == Claim.Side.ABOVE
            ? ""
            : ", claimed "
                + (claim.side() == Claim.Side.ABOVE ? "above " : "below ")
                + Sweep.number(claim.bound() * claim.unit().factor);
    return "- "
        + claim.text()
        + ": "
        + claim.unit().write(claim.value())
        + bound
        + ": **"
        + claim.verdictText()
        + "**.";
  }

  private static String heading(Study study) {
    return study.number() + ". " + study.title();
  }

  /** As a Markdown viewer makes it of the heading. */
  private static String anchor(Study study) {
    return heading(study).toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-');
  }

  private String settings() {
    return """
    ## Settings

    Beta is 1 for all: the papers' 0.1 times ten. Only the product of beta and a log-ratio matters, and a story's rest carries some twenty nats under the base model, where a
    response in the papers' data carries some hundred. The learning rate was chosen before any study, on clean and balanced data of a seed that no study
    uses, from the same three for each objective, and on to twice the largest while that is the one to take: of those whose liked share is within two points of
    the objective's best, the one with the least KL. Relatives have the settings of their parent: cDPO and robust DPO those of DPO, apo_zero_unpaired those of KTO.
    All else is the same for all: AdamW (0.9, 0.999), a linear schedule with a tenth of the steps to warm up, gradients clipped to a norm of 1, batches of 16 rows or 8 pairs, the same
    number of steps.

    """
        + tuning.markdown()
        + (caution.isEmpty() ? "" : "\n" + caution);
  }
}
