package dev.gatun.data.batch;

import static dev.gatun.data.batch.SequentialPlanTest.partners;
import static dev.gatun.data.batch.SequentialPlanTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import dev.gatun.data.TokenStore;
import dev.gatun.data.TokenStoreWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows and mismatched pairs formed anew for every epoch. */
class FreshPlanTest {
  private static final int MAX_LENGTH = 60;
  private static final RowFacts FACTS = TableOfRows.distinct(45, 3);
  private static final WindowSettings SETTINGS = WindowSettings.of(4, 2); // six windows an epoch

  @TempDir Path folder;

  private static WindowPlan fresh() {
    return WindowPlan.fresh(FACTS, SETTINGS, 42);
  }

  /** Rows and their partners at a step. */
  private static List<List<Integer>> pairs(WindowPlan plan, long step) {
    var now = plan.at(step);
    var rows = rows(now, now.window(step));
    var partners = partners(now, now.window(step));
    return IntStream.range(0, rows.length).mapToObj(i -> List.of(rows[i], partners[i])).toList();
  }

  @Test
  void the_first_epoch_is_that_of_windows_formed_once() {
    var once = WindowPlan.shuffled(FACTS, SETTINGS, 42);
    for (int step = 0; step < 6; step++) {
      assertThat(pairs(fresh(), step)).isEqualTo(pairs(once, step));
    }
    assertThat(fresh().pairingHash()).isNotEqualTo(once.pairingHash());
  }

  @Test
  void every_epoch_visits_every_row_once_in_other_windows_that_hold_both_classes() {
    var plan = fresh();
    var seen = new HashSet<List<List<Integer>>>();
    for (int epoch = 0; epoch < 5; epoch++) {
      var visited = new ArrayList<Integer>();
      for (int i = 0; i < 6; i++) {
        var pairs = pairs(plan, 6L * epoch + i);
        assertThat(seen.add(pairs)).isTrue();
        pairs.forEach(pair -> visited.add(pair.getFirst()));
        assertThat(pairs).anyMatch(pair -> FACTS.desirable(pair.getFirst()));
        assertThat(pairs).anyMatch(pair -> !FACTS.desirable(pair.getFirst()));
      }
      assertThat(visited).hasSize(45).doesNotHaveDuplicates();
    }
  }

  @Test
  void partners_are_of_the_same_window_and_change_from_epoch_to_epoch() {
    var plan = fresh();
    var partnersOfRow7 = new HashSet<Integer>();
    for (int step = 0; step < 60; step++) {
      var pairs = pairs(plan, step);
      var own = pairs.stream().map(List::getFirst).toList();
      // The set of y' is the set of y.
      assertThat(pairs.stream().map(List::getLast)).containsExactlyInAnyOrderElementsOf(own);
      for (var pair : pairs) if (pair.getFirst() == 7) partnersOfRow7.add(pair.getLast());
    }
    assertThat(partnersOfRow7).hasSizeGreaterThan(5).doesNotContain(7); // ten epochs
  }

  @Test
  void no_epoch_pairs_a_prompt_with_an_answer_to_itself() {
    // Four prompts with two answers each in windows of two: most formings put some of them
    // together.
    var words = new String[8];
    for (int i = 0; i < 8; i++) words[i] = (char) ('a' + i / 2) + "" + i + (i % 2 == 0 ? '+' : '-');
    var facts = new TableOfRows(words);
    var plan = WindowPlan.fresh(facts, WindowSettings.of(2, 1), 1);
    for (int step = 0; step < 400; step++) {
      for (var pair : pairs(plan, step)) {
        assertThat(facts.promptKey(pair.getFirst())).isNotEqualTo(facts.promptKey(pair.getLast()));
      }
    }
  }

  @Test
  void any_step_can_be_reached_without_those_before_it() {
    var whole = fresh();
    var order = IntStream.range(0, 60).mapToObj(step -> pairs(whole, step)).toList();
    for (int step : new int[] {59, 3, 31, 30, 0, 36, 35}) {
      assertThat(pairs(fresh(), step)).isEqualTo(order.get(step));
      assertThat(pairs(whole, step)).isEqualTo(order.get(step));
    }
    assertThat(WindowPlan.fresh(FACTS, SETTINGS, 43).pairingHash())
        .isNotEqualTo(whole.pairingHash());
  }

  @Test
  void what_no_epoch_can_form_is_refused_before_the_first() {
    var facts = new TableOfRows("a1+", "a2-", "a3+", "a4-", "a5+", "b6-");
    assertThatThrownBy(() -> WindowPlan.fresh(facts, WindowSettings.of(2, 1), 1))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("share one prompt");
    // One more row of another prompt for each window is enough, whatever the forming.
    var enough = new TableOfRows("a1+", "a2-", "a3+", "b4-", "c5+", "d6-");
    var plan = WindowPlan.fresh(enough, WindowSettings.of(2, 1), 1);
    for (int step = 0; step < 300; step++) assertThat(pairs(plan, step)).hasSize(2);
  }

  private TokenStore store(int rows) {
    var random = new Random(5);
    try (var writer = TokenStoreWriter.temporary(folder, MAX_LENGTH)) {
      for (int r = 0; r < rows; r++) {
        var prompt = IntStream.range(r, r + 1 + random.nextInt(40)).toArray();
        var completion = IntStream.range(r + rows, r + rows + 1 + random.nextInt(39)).toArray();
        writer.append(prompt, completion, r % 2 == 0, 1);
      }
      return writer.finish();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 60, 100, 100_000})
  void the_loader_has_room_for_every_window_of_every_epoch(int tokensPerBatch) {
    try (var store = store(37)) {
      var settings = WindowSettings.of(3, 2).withTokensPerBatch(tokensPerBatch);
      var plan = WindowPlan.fresh(store, settings, 3);
      try (var loader = BatchLoader.start(store, plan, 0)) {
        for (int step = 0; step < 40 * plan.windowsPerEpoch(); step++) {
          var window = loader.next();
          var loaded = new ArrayList<List<Integer>>();
          for (int m = 0; m < window.microBatches(); m++) {
            var other = window.mismatched(m);
            assertThat(other.round()).isEqualTo(step / plan.windowsPerEpoch());
            for (int b = 0; b < other.sequences(); b++) {
              loaded.add(List.of(other.row(b), other.completionRow(b)));
            }
          }
          assertThat(loaded).containsExactlyInAnyOrderElementsOf(pairs(plan, step));
          window.release();
        }
      }
    }
  }
}
