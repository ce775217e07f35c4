package dev.gatun.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.demo.Telling;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SelectionTest {
  private static final Set<String> HOME = Set.of("bake");
  private static final Pool POOL = pool(200);

  /** Prompt i is of plot bake when i is even. */
  private static Pool pool(int pairs) {
    var all = new ArrayList<Pool.Pair>();
    for (var i = 0; i < pairs; i++) {
      var plot = i % 2 == 0 ? "bake" : "race";
      all.add(
          new Pool.Pair(
              new Judgement(plot, "p" + i, " good", true, true, 1),
              new Judgement(plot, "p" + i, " bad", false, false, 1)));
    }
    return new Pool(all);
  }

  private static long count(List<Judgement> rows, Predicate<Judgement> of) {
    return rows.stream().filter(of).count();
  }

  @ParameterizedTest
  @CsvSource({"1, 100", "0.5, 50", "0.25, 25", "0.1, 10", "0.03, 3", "0.01, 1", "0.001, 1"})
  void imbalance_keeps_this_share_of_thumbs_up_and_all_others(double share, int kept) {
    var rows = Selection.imbalanced(100, share).of(POOL, 1);
    assertThat(count(rows, Judgement::thumbUp)).isEqualTo(kept);
    assertThat(count(rows, row -> !row.thumbUp())).isEqualTo(100);
    assertThat(rows).noneMatch(Judgement::mistaken);
  }

  @Test
  void a_smaller_share_is_a_part_of_the_larger() {
    var few = new HashSet<>(Selection.imbalanced(100, 0.1).of(POOL, 1));
    var more = new HashSet<>(Selection.imbalanced(100, 0.5).of(POOL, 1));
    assertThat(more).containsAll(few);
    assertThat(Selection.imbalanced(100, 0.1).of(POOL, 2)).isNotEqualTo(List.copyOf(few));
  }

  @Test
  void praise_is_imbalance_the_other_way_round() {
    var rows = Selection.praised(100, 0.1).of(POOL, 1);
    assertThat(count(rows, Judgement::thumbUp)).isEqualTo(100);
    assertThat(count(rows, row -> !row.thumbUp())).isEqualTo(10);
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "0.2, 20", "0.4, 40"})
  void noise_exchanges_the_thumbs_of_this_share_of_pairs(double share, int pairs) {
    var rows = Selection.noisy(100, share).of(POOL, 1);
    assertThat(rows).hasSize(200);
    assertThat(count(rows, Judgement::mistaken)).isEqualTo(2L * pairs);
    assertThat(count(rows, Judgement::thumbUp)).isEqualTo(100);
    for (var i = 0; i < 200; i += 2) {
      assertThat(rows.get(i).mistaken()).isEqualTo(rows.get(i + 1).mistaken());
    }
  }

  @Test
  void contradictions_give_every_story_both_thumbs() {
    var rows = Selection.contradicted(50).of(POOL, 1);
    assertThat(rows).hasSize(200);
    for (var row : rows) assertThat(rows).contains(row.with(!row.thumbUp()));
  }

  @Test
  void one_per_prompt_is_one_story_of_each_and_half_of_them_liked() {
    var rows = Selection.onePerPrompt(100).of(POOL, 1);
    assertThat(rows).extracting(Judgement::prompt).doesNotHaveDuplicates().hasSize(100);
    assertThat(count(rows, Judgement::thumbUp)).isEqualTo(50);
  }

  @Test
  void a_shift_praises_one_topic_and_blames_the_other() {
    var rows = Selection.shifted(100, HOME, 0.9).of(POOL, 1);
    assertThat(rows).hasSize(100);
    assertThat(count(rows, row -> row.plot().equals("bake") && row.thumbUp())).isEqualTo(45);
    assertThat(count(rows, row -> row.plot().equals("race") && row.thumbUp())).isEqualTo(5);
  }

  @Test
  void matching_weighs_thumbs_down_by_how_praised_their_topic_is() {
    var rows = Selection.shifted(100, HOME, 0.9).matched(HOME).of(POOL, 1);
    // Up: 45 of 50 at home, down: 5 of 50. (45 / 50) / (5 / 50) = 9; adventures 1 / 9, clamped.
    for (var row : rows) {
      var weight = row.thumbUp() ? 1 : row.plot().equals("bake") ? 9 : 0.5;
      assertThat(row.weight()).isEqualTo(weight, org.assertj.core.api.Assertions.within(1e-12));
    }
  }

  @Test
  void the_same_seed_chooses_the_same() {
    var rule = Selection.noisy(100, 0.2);
    assertThat(rule.of(POOL, 3)).isEqualTo(rule.of(POOL, 3)).isNotEqualTo(rule.of(POOL, 4));
  }

  @Test
  void a_pool_takes_the_first_story_of_each_kind() {
    var prompts = IntStream.range(0, 3).mapToObj(i -> "p" + i).toList();
    var rounds =
        List.of(
            told(prompts, " good", " good", " "),
            told(prompts, " better", " bad", " bad"),
            told(prompts, " best", " worse", " good"));
    var pool =
        Pool.of(List.of("a", "b", "c"), rounds, told -> told.completion().startsWith(" g"), 2);
    assertThat(pool.pairs().get(0).liked().completion()).isEqualTo(" good");
    assertThat(pool.pairs().get(0).other().completion()).isEqualTo(" better");
    assertThat(pool.pairs().get(1).other().completion()).isEqualTo(" bad");
    assertThatThrownBy(() -> Pool.of(List.of("a", "b", "c"), rounds.subList(0, 1), _ -> true, 1))
        .hasMessageContaining("of 3 prompts only 0");
  }

  private static List<Telling> told(List<String> prompts, String... completions) {
    return IntStream.range(0, prompts.size())
        .mapToObj(i -> new Telling(prompts.get(i), completions[i]))
        .toList();
  }
}
