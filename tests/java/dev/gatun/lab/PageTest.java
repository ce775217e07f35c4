package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageTest {
  @TempDir Path folder;

  private static final Study STUDY =
      new Study() {
        @Override
        public int number() {
          return 8;
        }

        @Override
        public String title() {
          return "Tea: hot, or cold?";
        }

        @Override
        public String question() {
          return "Hot tea is liked.";
        }

        @Override
        public List<Job> jobs(Plan plan) {
          return List.of();
        }

        @Override
        public Finding find(Plan plan) {
          return finding();
        }
      };

  private static Study.Finding finding() {
    var plot =
        new LinePlot(
            "Tea",
            Axis.linear("degrees"),
            Axis.linear("%"),
            List.of(Series.measured("tea", List.of(new Series.Point(1, 2, 1, 3)))));
    return new Study.Finding(
        "Tea was served.",
        List.of(
            new Claim(
                "hot is better",
                new Interval(0.1, 0.05, 0.15),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.POINTS),
            new Claim("it cools", new Interval(1, 0, 2), Claim.Side.BELOW, 0.5, Claim.Unit.PLAIN)),
        new Table(List.of("tea", "liked|"), List.of(List.of("hot", "90"))),
        Map.of("tea", plot),
        "There was milk.");
  }

  @Test
  void a_study_is_claim_method_table_plot_and_verdicts() throws IOException {
    var page =
        new Page(Form.quick(), new Table(List.of("tuned"), List.of(List.of("1"))), "Beware.\n");
    Files.writeString(
        Files.createDirectory(folder.resolve("lab")).resolve("note.md"), "By hand.\n");
    page.write(folder, Map.of(STUDY, finding()));

    var text = Files.readString(folder.resolve("lab.md"));
    assertThat(text)
        .contains("This is the quick form: 3 seeds", "**Note.** By hand.\n\n## Verdicts")
        .contains(
            """
            | study | claim | measured | verdict |
            |---|---|---|---|
            | [8](#8-tea-hot-or-cold) | hot is better | 10.0 (5.0 to 15.0) points | reproduced |
            | [8](#8-tea-hot-or-cold) | it cools | 1.00 (0.00 to 2.00) | not reproduced at this scale: the interval is too wide to tell |
            """)
        .contains(
            """
            ## 8. Tea: hot, or cold?

            **Claim.** Hot tea is liked.

            **Done.** Tea was served.

            **Found.**

            | tea | liked\\| |
            |---|---|
            | hot | 90 |

            ![Tea](lab/tea.svg)

            There was milk.

            **Verdict.**

            - hot is better: 10.0 (5.0 to 15.0) points: **reproduced**.
            - it cools: 1.00 (0.00 to 2.00), claimed below 0.5: **not reproduced at this scale: the interval is too wide to tell**.
            """)
        .endsWith("| tuned |\n|---|\n| 1 |\n\nBeware.\n");
    assertThat(folder.resolve("lab/tea.svg")).hasContent(finding().plots().get("tea").toSvg());
  }

  /** The committed page is what its committed runs say: neither is edited by hand. */
  @Test
  void the_documentation_is_written_from_its_runs() throws IOException {
    var docs = Path.of("docs");
    Files.createDirectories(folder.resolve("lab"));
    for (var name : List.of("runs.jsonl", "note.md")) {
      Files.copy(docs.resolve("lab").resolve(name), folder.resolve("lab").resolve(name));
    }
    Lab.write(Form.quick().withSeeds(5), Lab.studies().keySet(), folder);

    assertThat(folder.resolve("lab.md")).hasSameTextualContentAs(docs.resolve("lab.md"));
    try (var written = Files.list(folder.resolve("lab"))) {
      for (var file : written.toList()) {
        assertThat(file).hasSameTextualContentAs(docs.resolve("lab").resolve(file.getFileName()));
      }
    }
  }
}
