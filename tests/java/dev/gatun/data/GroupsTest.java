package dev.gatun.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class GroupsTest {
  @TempDir Path folder;
  private final List<TokenStore> stores = new ArrayList<>();
  private TokenStoreWriter writer;
  private int words;
  private long group;

  @BeforeEach
  void begin() {
    writer = TokenStoreWriter.temporary(folder, 8);
  }

  @AfterEach
  void close() {
    writer.close();
    stores.forEach(TokenStore::close);
  }

  private void row(int prompt, boolean desirable, Feedback.Place place) {
    writer.append(new int[] {prompt}, new int[] {100 + words++}, desirable, 1, place, null);
  }

  private void thumb(int prompt, boolean desirable) {
    row(prompt, desirable, Feedback.Place.ALONE);
  }

  private void pair(int prompt) {
    var place = new Feedback.Place(group++, 2, Double.NaN);
    row(prompt, true, place);
    row(prompt, false, place);
  }

  private void set(int prompt, double... scores) {
    for (double score : scores) {
      boolean best =
          score
              == IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).max().orElseThrow();
      row(prompt, best, new Feedback.Place(group, scores.length, score));
    }
    group++;
  }

  private TokenStore store() {
    stores.add(writer.finish());
    return stores.getLast();
  }

  private static List<List<Integer>> members(RowFacts rows) {
    return IntStream.range(0, rows.rows())
        .mapToObj(row ->
            IntStream.range(0, rows.members(row)).mapToObj(i -> rows.member(row, i)).toList())
        .toList();
  }

  @Test
  void by_itself_every_row_stands_the_halves_of_pairs_one_after_the_other() {
    pair(1);
    thumb(2, true);
    pair(3);
    var store = store();
    var rows = Groups.of(store, Grouping.SINGLE);
    assertThat(rows.rows()).isEqualTo(5);
    assertThat(IntStream.range(0, 5).mapToObj(rows::desirable))
        .containsExactly(true, false, true, true, false);
    assertThat(Groups.leftOut(store, rows)).isZero();
  }

  @Test
  void desirable_rows_alone_leave_the_others_out() {
    pair(1);
    thumb(2, false);
    thumb(2, true);
    var store = store();
    var rows = Groups.of(store, Grouping.DESIRABLE);
    assertThat(members(rows)).containsExactly(List.of(0), List.of(3));
    assertThat(Groups.leftOut(store, rows)).isEqualTo(2);
  }

  @Test
  void pairs_are_those_given_and_thumbs_up_with_thumbs_down_on_one_prompt() {
    thumb(7, false); // 0
    pair(1); // 1, 2
    thumb(7, true); // 3, with 0
    thumb(7, true); // 4, with 6
    thumb(8, true); // 5, alone with its prompt
    thumb(7, false); // 6
    var store = store();
    var rows = Groups.of(store, Grouping.PAIRS);
    assertThat(members(rows))
        .containsExactlyInAnyOrder(List.of(1, 2), List.of(3, 0), List.of(4, 6));
    assertThat(Groups.leftOut(store, rows)).isEqualTo(1);
  }

  @Test
  void of_a_scored_set_the_best_and_the_worst_make_a_pair() {
    set(1, 0.2, 0.9, 0.1);
    set(2, 5, 5);
    var store = store();
    var rows = Groups.of(store, Grouping.PAIRS);
    assertThat(members(rows)).containsExactly(List.of(1, 2));
    assertThat(Groups.leftOut(store, rows)).isEqualTo(3);
  }

  @Test
  void sets_have_as_many_responses_as_were_given_and_pairs_are_sets_of_two() {
    set(1, 0.2, 0.9, 0.1);
    pair(2);
    set(3, 1, 1);
    assertThat(members(Groups.of(store(), Grouping.SETS)))
        .containsExactly(List.of(0, 1, 2), List.of(3, 4), List.of(5, 6));
  }

  @Test
  void a_response_whose_companion_was_dropped_is_in_no_pair_and_no_set() {
    row(1, true, new Feedback.Place(0, 2, Double.NaN));
    row(2, true, new Feedback.Place(1, 3, 0.5));
    row(2, false, new Feedback.Place(1, 3, 0.1));
    pair(3);
    var store = store();
    assertThat(members(Groups.of(store, Grouping.PAIRS))).containsExactly(List.of(3, 4));
    assertThat(members(Groups.of(store, Grouping.SETS))).containsExactly(List.of(3, 4));
  }

  @Test
  void what_has_nothing_of_the_kind_is_refused_with_what_to_do() {
    thumb(1, false);
    thumb(2, true);
    var thumbs = store();
    assertThatThrownBy(() -> Groups.of(thumbs, Grouping.PAIRS))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("(prompt, chosen, rejected)")
        .hasMessageContaining("--loss kto");
    assertThatThrownBy(() -> Groups.of(thumbs, Grouping.SETS))
        .hasMessageContaining("(prompt, completions, scores)");
    begin();
    set(1, 0.5, 0.1);
    var scored = store();
    assertThatThrownBy(() -> Groups.of(scored, Grouping.SINGLE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--loss nca");
    begin();
    thumb(1, false);
    var down = store();
    assertThatThrownBy(() -> Groups.of(down, Grouping.DESIRABLE))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("no row is desirable");
  }
}
