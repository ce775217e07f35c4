package dev.gatun.data.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.data.InputException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SequentialPlanTest {

  static int[] rows(WindowPlan plan, int window) {
    return IntStream.range(0, plan.windowSize(window)).map(i -> plan.row(window, i)).toArray();
  }

  static int[] partners(WindowPlan plan, int window) {
    return IntStream.of(rows(plan, window)).map(plan::partner).toArray();
  }

  @Test
  void takes_rows_in_file_order_and_rotates_within_micro_batches() {
    var plan = WindowPlan.sequential(TableOfRows.distinct(11, 2), WindowSettings.of(3, 2));
    assertThat(plan.windowsPerEpoch()).isEqualTo(2);
    assertThat(rows(plan, 0)).containsExactly(0, 1, 2, 3, 4, 5);
    assertThat(partners(plan, 0)).containsExactly(2, 0, 1, 5, 3, 4);
    assertThat(rows(plan, 1)).containsExactly(6, 7, 8, 9, 10);
    assertThat(partners(plan, 1))
        .containsExactly(8, 6, 7, 10, 9); // the short one rotates in itself
    assertThat(plan.weakPairs()).isZero();
  }

  @Test
  void a_last_row_alone_is_paired_with_itself_as_the_reference_trainer_does() {
    var plan = WindowPlan.sequential(TableOfRows.distinct(4, 2), WindowSettings.of(3, 1));
    assertThat(plan.partner(3)).isEqualTo(3);
    assertThat(plan.weakPairs()).isEqualTo(1);
  }

  @Test
  void steps_go_round_the_data_for_ever() {
    var plan = WindowPlan.sequential(TableOfRows.distinct(7, 2), WindowSettings.of(2, 1));
    assertThat(plan.windowsPerEpoch()).isEqualTo(4);
    assertThat(plan.window(3)).isEqualTo(3);
    assertThat(plan.window(4_000_000_001L)).isEqualTo(1);
    assertThat(plan.epoch(9)).isEqualTo(2);
  }

  @Test
  void evaluation_rotates_within_groups_of_the_training_batch_size_and_refuses_nothing() {
    var plan = WindowPlan.evaluation(TableOfRows.distinct(5, 1), WindowSettings.of(4, 1), 2);
    assertThat(rows(plan, 0)).containsExactly(0, 1, 2, 3);
    assertThat(partners(plan, 0)).containsExactly(1, 0, 3, 2);
    assertThat(partners(plan, 1)).containsExactly(4);
  }

  @Test
  void a_micro_batch_of_one_is_refused_unless_pairs_are_not_wanted() {
    assertThatThrownBy(
            () -> WindowPlan.sequential(TableOfRows.distinct(4, 2), WindowSettings.of(1, 8)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("--per-device-train-batch-size")
        .hasMessageContaining("apo_zero_unpaired");
    var noPairs = new WindowSettings(1, 8, KlPairs.NONE, OneClass.REFUSE);
    var plan = WindowPlan.sequential(TableOfRows.distinct(4, 2), noPairs);
    assertThat(partners(plan, 0)).containsExactly(0, 1, 2, 3);
  }

  @Test
  void a_window_with_a_single_prompt_is_refused_naming_its_rows() {
    var facts = new TableOfRows("a1+", "b2-", "c3+", "c4-");
    assertThatThrownBy(() -> WindowPlan.sequential(facts, WindowSettings.of(2, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("rows 3 to 4")
        .hasMessageContaining("--data-order shuffled");
    assertThatCode(() -> WindowPlan.sequential(facts, WindowSettings.of(2, 2)))
        .doesNotThrowAnyException();
  }

  @Test
  void data_of_one_class_is_refused_unless_allowed() {
    var facts = new TableOfRows("a1-", "b2-");
    assertThatThrownBy(() -> WindowPlan.sequential(facts, WindowSettings.of(2, 1)))
        .isInstanceOf(InputException.class)
        .hasMessageContaining("all 2 rows are undesirable")
        .hasMessageContaining("--allow-one-class");
    var allowed = new WindowSettings(2, 1, KlPairs.MISMATCHED, OneClass.ALLOW);
    assertThatCode(() -> WindowPlan.sequential(facts, allowed)).doesNotThrowAnyException();
  }
}
