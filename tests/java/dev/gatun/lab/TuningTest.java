package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which learning rates are tried, by outcomes that are made up: KL is the rate itself. */
final class TuningTest {
  private static final Form FORM = Form.quick();
  private static final Pattern RATE = Pattern.compile("lr ([0-9.E-]+)");

  @TempDir Path folder;
  private Ledger ledger;

  @BeforeEach
  void empty() throws IOException {
    ledger = Ledger.open(folder.resolve("runs.jsonl"));
  }

  /** Does what is asked for until nothing more is; the rates that were tried. */
  private Set<Double> settle(DoubleUnaryOperator liked) throws IOException {
    var tried = new HashSet<Double>();
    var done = new HashSet<String>();
    for (var open = true; open; ) {
      open = false;
      for (var job : Tuning.jobs(FORM, ledger)) {
        if (!done.add(job.key())) continue;
        open = true;
        var rate = rate(job);
        tried.add(rate);
        ledger.add(
            job.key(),
            new Outcome(
                Map.of(
                    Measures.LIKED,
                    new double[] {liked.applyAsDouble(rate)},
                    Measures.GRAMMATICAL,
                    new double[] {1},
                    Measures.KL,
                    new double[] {rate})));
      }
    }
    return tried;
  }

  private static double rate(Job job) {
    var found = RATE.matcher(job.key());
    assertThat(found.find()).as(job.key()).isTrue();
    return Double.parseDouble(found.group(1));
  }

  @Test
  void a_best_rate_inside_the_grid_ends_the_search() throws IOException {
    assertThat(settle(rate -> rate == 1e-3 ? 0.8 : 0.5)).containsOnly(5e-4, 1e-3, 2e-3);
    assertThat(Tuning.choose(FORM, ledger).of("kto").learningRate()).isEqualTo(1e-3);
    assertThat(Tuning.caution(FORM, ledger)).isEmpty();
  }

  @Test
  void while_the_largest_is_the_one_to_take_its_double_is_tried_too() throws IOException {
    // Better by ten points with each doubling up to 0.004, and by one, which is within two, beyond.
    assertThat(settle(rate -> rate >= 8e-3 ? 0.81 : rate >= 4e-3 ? 0.8 : rate * 300))
        .containsOnly(5e-4, 1e-3, 2e-3, 4e-3, 8e-3);
    assertThat(Tuning.choose(FORM, ledger).of("dpo").learningRate()).isEqualTo(4e-3);
    assertThat(Tuning.caution(FORM, ledger))
        .contains("its double was tried too: of KTO, BCO, DPO, NCA, SFT.")
        .doesNotContain("is the largest that was tried");
    assertThat(Tuning.table(FORM, ledger).markdown()).contains("| KTO | 0.004 | 80.0 % |");
  }

  @Test
  void the_search_has_an_end() throws IOException {
    assertThat(settle(rate -> rate * 50)).contains(1.6e-2).doesNotContain(3.2e-2);
    assertThat(Tuning.caution(FORM, ledger))
        .contains("The rate of KTO, BCO, DPO, NCA, SFT is the largest that was tried");
  }
}
