package dev.gatun.data.batch;

import static dev.gatun.data.batch.SequentialPlanTest.partners;
import static dev.gatun.data.batch.SequentialPlanTest.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.InputException;
import dev.gatun.data.RowFacts;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

class ShuffledPlanTest {

  private static List<Integer> epoch(WindowPlan plan, long epoch) {
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < plan.windowsPerEpoch(); i++) {
      order.add(plan.window(epoch * plan.windowsPerEpoch() + i));
    }
    return order;
  }

  private static void visitsEveryRowOnce(WindowPlan plan) {
    var seen = new int[plan.rows()];
    for (int w = 0; w < plan.windowsPerEpoch(); w++) {
      for (int row : rows(plan, w)) {
        seen[row]++;
      }
    }
    assertThat(seen).containsOnly(1);
  }

  @Nested
  class Order {
    @Test
    void every_epoch_visits_every_row_once_in_windows_that_stay_the_same() {
      var plan = WindowPlan.shuffled(TableOfRows.distinct(103, 2), WindowSettings.of(4, 2), 42);
      visitsEveryRowOnce(plan);
      assertThat(plan.windowsPerEpoch()).isEqualTo(13);
      assertThat(plan.windowSize(12)).isEqualTo(7);
      for (int e = 0; e < 5; e++) {
        assertThat(epoch(plan, e)).containsExactlyInAnyOrderElementsOf(epoch(plan, 9));
      }
      assertThat(epoch(plan, 0)).isNotEqualTo(epoch(plan, 1));
    }

    @Test
    void any_step_can_be_reached_without_those_before_it() {
      var facts = TableOfRows.distinct(103, 2);
      var settings = WindowSettings.of(4, 2);
      var whole = WindowPlan.shuffled(facts, settings, 42);
      var order = IntStream.range(0, 60).map(whole::window).toArray();
      var resumed = WindowPlan.shuffled(facts, settings, 42);
      for (int step : new int[] {59, 3, 31, 30, 0}) {
        assertThat(resumed.window(step)).isEqualTo(order[step]);
        assertThat(rows(resumed, order[step])).isEqualTo(rows(whole, order[step]));
      }
      assertThat(resumed.pairingHash()).isEqualTo(whole.pairingHash());
      assertThat(WindowPlan.shuffled(facts, settings, 43).pairingHash())
          .isNotEqualTo(whole.pairingHash());
    }

    @Test
    void the_generator_is_splitmix64() {
      // First outputs for seed 1234567 of the authors' published reference code.
      var random = new SplitMix(1234567);
      assertThat(Long.toUnsignedString(random.next())).isEqualTo("6457827717110365317");
      assertThat(Long.toUnsignedString(random.next())).isEqualTo("3203168211198807973");
    }
  }

  @Nested
  class Classes {
    @Test
    void every_window_holds_both_when_there_are_enough_of_both() {
      for (int rows : new int[] {40, 41, 42, 47, 64, 129}) {
        for (int every : new int[] {2, 5, 7}) {
          var facts = TableOfRows.distinct(rows, every);
          var plan = WindowPlan.shuffled(facts, WindowSettings.of(8, 1), rows);
          for (int w = 0; w < plan.windowsPerEpoch(); w++) {
            assertThat(IntStream.of(rows(plan, w)).mapToObj(facts::desirable))
                .as("%d rows, window %d", rows, w)
                .contains(true, false);
          }
          visitsEveryRowOnce(plan);
        }
      }
    }

    @Test
    void are_spread_in_the_proportion_of_the_data() {
      var facts = TableOfRows.distinct(800, 4); // one in four desirable: 4 of a window of 16
      var plan = WindowPlan.shuffled(facts, WindowSettings.of(4, 4), 1);
      for (int w = 0; w < plan.windowsPerEpoch(); w++) {
        assertThat(IntStream.of(rows(plan, w)).filter(facts::desirable).count()).isEqualTo(4);
      }
    }

    @Test
    void too_few_of_one_to_go_round_are_spread_as_far_as_they_go() {
      var facts = TableOfRows.distinct(100, 50); // two desirable rows, thirteen windows
      var plan = WindowPlan.shuffled(facts, WindowSettings.of(8, 1), 1);
      visitsEveryRowOnce(plan);
    }
  }

  @Nested
  class Pairs {
    @Test
    void without_equal_neighbours_are_the_plain_rotation_of_the_window() {
      var plan = WindowPlan.shuffled(TableOfRows.distinct(32, 2), WindowSettings.of(4, 2), 5);
      for (int w = 0; w < plan.windowsPerEpoch(); w++) {
        var rows = rows(plan, w);
        var rotated = new int[rows.length];
        for (int i = 0; i < rows.length; i++) {
          rotated[i] = rows[i == 0 ? rows.length - 1 : i - 1];
        }
        assertThat(partners(plan, w)).isEqualTo(rotated);
      }
    }

    private int[] pair(String... words) {
      var partner = new int[words.length];
      var order = IntStream.range(0, words.length).toArray();
      Rotation.pair(new TableOfRows(words), order, 0, words.length, partner);
      return partner;
    }

    @Test
    void pass_over_an_equal_prompt_to_the_next_different_one() {
      // Row 1 cannot take row 0 (same prompt); going back, row 3 is taken by row 0, so it takes row
      // 2.
      assertThat(pair("a1+", "a2-", "b3+", "b4-")).containsExactly(3, 2, 1, 0);
    }

    @Test
    void pass_over_an_equal_completion() {
      // 1 answers as 0 does and goes further back: 3 is taken by 0, so it takes 2.
      assertThat(pair("a1+", "b1-", "c3+", "d4-")).containsExactly(3, 2, 1, 0);
    }

    @Test
    void exchange_partners_so_that_every_completion_is_used_once() {
      // Going back, 0 takes 2, 1 takes 0, 2 takes 1, and 3 could only take 1: 2 passes it on and
      // takes 0's
      // from 1, which takes 3's. There is no other complete pairing.
      var partner = pair("a1+", "b2+", "c3-", "a3-");
      assertThat(partner).containsExactly(2, 3, 0, 1);
    }

    @Test
    void use_a_completion_twice_rather_than_pair_a_prompt_with_its_own_answer() {
      // Three answers to a and one to b: b's answer is the only mismatch for each a.
      assertThat(pair("a1+", "a2-", "a3+", "b4-")).containsExactly(3, 3, 3, 2);
    }

    @Test
    void that_differ_in_prompt_alone_are_counted_as_weak() {
      var facts = new TableOfRows("a1+", "b1-", "c1+", "d1-");
      var plan = WindowPlan.shuffled(facts, WindowSettings.of(4, 1), 3);
      assertThat(plan.weakPairs()).isEqualTo(4);
      assertThat(partners(plan, 0)).doesNotHaveDuplicates();
    }

    @Test
    void are_mismatched_in_every_window_of_unpaired_pairs() {
      // 200 prompts with a chosen and a rejected completion each, in windows of four.
      var facts = pairs(200);
      for (int seed = 0; seed < 20; seed++) {
        var plan = WindowPlan.shuffled(facts, WindowSettings.of(2, 2), seed);
        assertThat(plan.weakPairs()).isZero();
        for (int w = 0; w < plan.windowsPerEpoch(); w++) {
          var own = rows(plan, w);
          for (int row : own) {
            assertThat(facts.promptKey(row)).isNotEqualTo(facts.promptKey(plan.partner(row)));
            assertThat(own).contains(plan.partner(row));
          }
        }
      }
    }

    @Test
    void of_windows_with_one_prompt_are_made_possible_by_exchanging_rows() {
      // Windows of two: a chosen and a rejected row of one prompt may meet, and must be parted.
      for (int seed = 0; seed < 50; seed++) {
        var plan = WindowPlan.shuffled(pairs(4), WindowSettings.of(2, 1), seed);
        visitsEveryRowOnce(plan);
        assertThat(plan.weakPairs()).isZero();
      }
    }

    @Test
    void of_a_row_left_over_are_made_by_giving_its_window_a_second_row() {
      var three = WindowPlan.shuffled(TableOfRows.distinct(9, 2), WindowSettings.of(4, 1), 1);
      assertThat(IntStream.range(0, 3).map(three::windowSize)).containsExactly(4, 3, 2);
      var two = WindowPlan.shuffled(TableOfRows.distinct(5, 2), WindowSettings.of(2, 1), 1);
      assertThat(IntStream.range(0, 2).map(two::windowSize)).containsExactly(2, 3);
      visitsEveryRowOnce(three);
      visitsEveryRowOnce(two);
    }

    @Test
    void in_windows_of_thousands_of_two_answers_take_no_time_to_speak_of() {
      var random = new Random(3);
      var words = new String[8192];
      for (int i = 0; i < words.length; i++) {
        words[i] =
            (char) (1000 + i) + (random.nextInt(10) < 7 ? "Y" : "N") + (i % 2 == 0 ? "+" : "-");
      }
      var facts = new TableOfRows(words);
      var plan = WindowPlan.shuffled(facts, WindowSettings.of(64, 128), 3);
      assertThat(plan.weakPairs()).isZero();
    }

    private RowFacts pairs(int prompts) {
      var words = new String[2 * prompts];
      for (int i = 0; i < prompts; i++) {
        char prompt = (char) (1000 + i);
        words[2 * i] = "" + prompt + (char) (10_000 + i) + '+';
        words[2 * i + 1] = "" + prompt + (char) (20_000 + i) + '-';
      }
      return new TableOfRows(words);
    }
  }

  @Nested
  class Refusals {
    private void refused(RowFacts facts, WindowSettings settings, String... parts) {
      assertThatThrownBy(() -> WindowPlan.shuffled(facts, settings, 1))
          .isInstanceOf(InputException.class)
          .message()
          .contains(Arrays.asList(parts));
    }

    @Test
    void windows_of_one_row() {
      refused(TableOfRows.distinct(9, 2), WindowSettings.of(1, 1), "window of one row", "bco");
    }

    @Test
    void data_with_one_prompt() {
      var facts = new TableOfRows("a1+", "a2-", "a3+", "a4-");
      refused(facts, WindowSettings.of(2, 1), "two different prompts", "apo_zero_unpaired");
    }

    @Test
    void data_with_too_many_rows_of_one_prompt() {
      var facts = new TableOfRows("a1+", "a2-", "a3+", "a4-", "a5+", "b6-");
      refused(facts, WindowSettings.of(2, 1), "share one prompt");
      visitsEveryRowOnce(WindowPlan.shuffled(facts, WindowSettings.of(3, 2), 1));
    }

    @Test
    void data_with_one_class() {
      refused(TableOfRows.distinct(8, 1), WindowSettings.of(4, 1), "--allow-one-class");
    }

    @Test
    void no_rows() {
      refused(new TableOfRows(), WindowSettings.of(4, 1), "no rows");
    }
  }
}
