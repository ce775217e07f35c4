package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way, with sets so small that nothing can be learnt. */
final class LabTest {
  private static final Form TINY = new Form(Form.Kind.QUICK, 1, 8, 1, 11);

  @TempDir Path folder;

  private final List<String> heard = new ArrayList<>();

  private Lab lab(int threads) {
    var listener =
        new Lab.Listener() {
          @Override
          public void onStage(String name) {
            heard.add(name);
          }

          @Override
          public void onRun(int done, int all, double secondsLeft) {
            heard.add(done + "/" + all);
          }

          @Override
          public void onVerdict(int study, String claim, Verdict verdict) {
            heard.add(study + ": " + verdict);
          }
        };
    return new Lab(new Lab.Order(TINY, Set.of(3), folder, threads), listener);
  }

  @Test
  void a_study_is_run_written_and_not_run_again() throws IOException {
    assertThat(lab(2).run()).isTrue();

    // Five objectives at three rates; three objectives on two sets, two of them on a third.
    assertThat(heard)
        .containsSubsequence("tuning", "1/15", "15/15", "studies", "1/8", "8/8")
        .endsWith("3: not reproduced at this scale"); // one seed says nothing
    var page = Files.readString(folder.resolve("lab.md"));
    assertThat(page)
        .contains("## 3. One response per prompt", "1 seeds", "| taken |")
        .doesNotContain("NaN", "## 1.");
    var runs = Files.readString(folder.resolve("lab/runs.jsonl"));
    assertThat(runs.lines()).hasSize(23);

    heard.clear();
    assertThat(lab(1).run()).isTrue();
    assertThat(heard).doesNotContain("1/8");
    assertThat(Files.readString(folder.resolve("lab.md"))).isEqualTo(page);

    // What is lost is made again, the same whatever else is done at the time.
    var lines = runs.lines().toList();
    Files.write(folder.resolve("lab/runs.jsonl"), lines.subList(0, 22));
    assertThat(lab(1).run()).isTrue();
    assertThat(Files.readAllLines(folder.resolve("lab/runs.jsonl"))).isEqualTo(lines);
  }

  @Test
  void asked_to_stop_it_ends_before_the_page() throws IOException {
    var lab = lab(1);
    lab.requestStop();
    assertThat(lab.run()).isFalse();
    assertThat(folder.resolve("lab.md")).doesNotExist();
  }
}
