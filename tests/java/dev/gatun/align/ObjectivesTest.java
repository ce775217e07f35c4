package dev.gatun.align;

import static dev.gatun.align.MicroBatches.evaluate;
import static dev.gatun.align.MicroBatches.losses;
import static dev.gatun.align.MicroBatches.random;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.DType;
import dev.gatun.torch.Gradcheck;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds of every objective, whatever its formula. */
final class ObjectivesTest {
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Objective parse(String loss, String... flags) {
    var given = new java.util.LinkedHashMap<String, String>();
    for (var i = 0; i < flags.length; i += 2) given.put(flags[i], flags[i + 1]);
    return Objectives.parse(loss, new Knobs(given));
  }

  /** Every name, variants that take another branch, and mixes over each shape of responses. */
  static Stream<Objective> all() {
    return Stream.concat(
        Objectives.names().stream().map(ObjectivesTest::parse),
        Stream.of(
            parse("kto", "--desirable-weight", "1.5", "--undesirable-weight", "0.5"),
            parse("bco", "--bco-shift", "pooled"),
            parse("bco", "--bco-shift", "ema"),
            parse("dpo", "--label-smoothing", "0.2"),
            parse("robust", "--label-smoothing", "0.2"),
            parse("cpo", "--cpo-alpha", "0"),
            parse("nca", "--alpha", "0.5"),
            parse("infonca", "--alpha", "0.5"),
            parse("dpo:1,sft:0.1"),
            parse("kto:0.5,sft:0.1"),
            parse("dpo:1,bco:0.5"),
            parse("infonca:1,kto:0.5,sft:0.1")));
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradients_equal_finite_differences_with_the_window_frozen(Objective objective) {
    // Central differences of step 1e-5 err by 1e-10 of the third derivative and by rounding of
    // the loss (1e-16 of at most 100) over the step.
    var rows = random(objective, 5, 11);
    var window = rows.window().plusMismatched(1.5, 0.25);
    var sums = Tensor.of(rows.sums()).requiresGrad_(true);
    new Gradcheck(1e-5, 1e-8, 1e-7)
        .gradcheck(
            in -> List.of(evaluate(objective, rows.batch(in.get(0)), window).losses()), sums);
  }

  @ParameterizedTest
  @MethodSource("all")
  void micro_batches_of_a_window_add_up_to_it(Objective objective) {
    // Eight prompts at once, as 3 + 5, and one by one: every loss is the same, since each has the
    // whole window's sums. The tolerance is that of sums in another order.
    var rows = random(objective, 8, 5);
    var window = rows.window().plusMismatched(3, -1);
    var whole = evaluate(objective, rows.batch(), window).losses().toDoubleArray();
    for (var cuts : List.of(List.of(0, 3, 8), List.of(0, 1, 2, 3, 4, 5, 6, 7, 8))) {
      var parts = new ArrayList<Double>();
      for (var i = 0; i + 1 < cuts.size(); i++) {
        var part = rows.prompts(IntStream.range(cuts.get(i), cuts.get(i + 1)).toArray());
        for (var loss : evaluate(objective, part.batch(), window).losses().toDoubleArray())
          parts.add(loss);
      }
      assertThat(parts.stream().mapToDouble(d -> d).toArray())
          .containsExactly(whole, within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void gradients_of_1x16_4x4_and_16x1_are_the_same(Objective objective) {
    // Sixteen prompts of a window in one, four and sixteen micro-batches, each backward by itself
    // into the same log-probabilities, as a trainer accumulates. The tolerance is that of sums in
    // another order.
    var rows = random(objective, 16, 47);
    var window = rows.window().plusMismatched(3, -1);
    var whole = accumulated(objective, rows, window, 16);
    assertThat(Arrays.stream(whole)).anyMatch(slope -> Math.abs(slope) > 1e-4);
    for (var size : new int[] {4, 1}) {
      assertThat(accumulated(objective, rows, window, size)).containsExactly(whole, within(1e-12));
    }
  }

  private static double[] accumulated(
      Objective objective, MicroBatches.Rows rows, WindowSums window, int size) {
    var state = MicroBatches.state(objective, window);
    var gradients = new ArrayList<Double>();
    for (var from = 0; from < rows.sizes().length; from += size) {
      var part = rows.prompts(IntStream.range(from, from + size).toArray());
      var sums = Tensor.of(part.sums()).requiresGrad_(true);
      var losses = objective.evaluate(part.batch(sums), window, state).losses();
      losses.sum().div((double) rows.sizes().length).backward();
      for (var slope : sums.grad().toDoubleArray()) gradients.add(slope);
    }
    return gradients.stream().mapToDouble(slope -> slope).toArray();
  }

  @ParameterizedTest
  @MethodSource("all")
  void the_order_of_prompts_does_not_matter(Objective objective) {
    var rows = random(objective, 6, 17);
    var order = new int[] {4, 2, 5, 0, 1, 3};
    var straight = losses(objective, rows);
    var permuted = losses(objective, rows.prompts(order));
    for (var i = 0; i < order.length; i++) {
      assertThat(permuted[i]).isCloseTo(straight[order[i]], within(1e-12));
    }
  }

  @ParameterizedTest
  @MethodSource("all")
  void rewards_are_of_rows_and_losses_and_metrics_carry_what_they_must(Objective objective) {
    var rows = random(objective, 4, 3);
    var sums = Tensor.of(rows.sums()).requiresGrad_(true);
    var evaluation = evaluate(objective, rows.batch(sums), rows.window());
    assertThat(evaluation.losses().shape().toArray()).containsExactly(4);
    assertThat(evaluation.losses().requiresGrad()).isTrue();
    if (evaluation.rewards() != null) {
      assertThat(evaluation.rewards().numel()).isEqualTo(rows.sums().length);
      assertThat(evaluation.rewards().requiresGrad()).isFalse();
    }
    evaluation
        .means()
        .forEach((name, values) -> assertThat(values.requiresGrad()).as(name).isFalse());
  }

  @ParameterizedTest
  @MethodSource("all")
  void float32_sums_give_the_same_within_their_precision(Objective objective) {
    var rows = random(objective, 5, 23);
    var exact = losses(objective, rows);
    var wide = rows.batch();
    var narrow =
        new MicroBatch(
            wide.logProbs().to(DType.FLOAT32),
            wide.referenceLogProbs().to(DType.FLOAT32),
            wide.tokens().to(DType.FLOAT32),
            wide.desirable(),
            wide.scores().to(DType.FLOAT32),
            wide.promptOf(),
            wide.prompts());
    var losses = evaluate(objective, narrow, rows.window()).losses();
    assertThat(losses.dtype()).isEqualTo(DType.FLOAT32);
    // s up to 40 in float32 is right to 4e-6; slopes are below 10 (ipo), scores / alpha below 1e3.
    assertThat(losses.to(DType.FLOAT64).toDoubleArray()).containsExactly(exact, within(2e-3));
  }

  @ParameterizedTest
  @MethodSource("all")
  void far_away_nothing_overflows(Objective objective) {
    // u of +-1e5, so r of +-1e4: losses grow with r at most (ipo: with its square) and gradients
    // stay finite.
    var rows = random(objective, 6, 29);
    var far =
        new MicroBatches.Rows(
            rows.sums(),
            IntStream.range(0, rows.sums().length)
                .mapToDouble(i -> rows.sums()[i] + (i % 2 == 0 ? 1e5 : -1e5))
                .toArray(),
            rows.tokens(),
            rows.desirable(),
            rows.scores(),
            rows.sizes());
    for (var loss : losses(objective, far)) assertThat(loss).isFinite();
    for (var slope : MicroBatches.gradients(objective, far)) assertThat(slope).isFinite();
  }

  @ParameterizedTest
  @MethodSource("all")
  void rows_without_tokens_are_finite(Objective objective) {
    // An empty sum is 0 under policy and reference alike.
    var rows = random(objective, 3, 31);
    var none = new double[rows.sums().length];
    var empty =
        new MicroBatches.Rows(none, none, none, rows.desirable(), rows.scores(), rows.sizes());
    for (var loss : losses(objective, empty)) assertThat(loss).isFinite();
    for (var slope : MicroBatches.gradients(objective, empty)) assertThat(slope).isFinite();
  }

  @Nested
  final class Mixes {
    @Test
    void are_the_weighted_sum_of_their_parts() {
      var mix = parse("dpo:1,sft:0.25", "--beta", "0.3");
      var rows = random(mix, 4, 41);
      var dpo = losses(parse("dpo", "--beta", "0.3"), rows);
      var sft = losses(parse("sft"), rows);
      var both = losses(mix, rows);
      for (var i = 0; i < both.length; i++) {
        assertThat(both[i]).isCloseTo(dpo[i] + 0.25 * sft[i], within(1e-12));
      }
    }

    @Test
    void a_row_objective_over_pairs_is_a_mean_over_rows() {
      // Two pairs: the mean over prompts of what each prompt gets is the mean over the four rows.
      var mix = parse("dpo:1,apo_zero_unpaired:1");
      var rows = random(mix, 2, 43);
      var one = evaluate(mix, rows.batch(), rows.window()).means().get("loss/apo_zero_unpaired");
      var kto = new Kto(0.1, ClassWeights.EQUAL, false);
      var each = kto.loss(rows.batch().logRatios(), MicroBatches.labels(rows.desirable()), 0);
      assertThat(one.mean(DType.FLOAT64, 0).item())
          .isCloseTo(each.mean(DType.FLOAT64, 0).item(), within(1e-14));
    }

    @Test
    void equal_parts_keep_their_states_apart() {
      var mix =
          new Mix(
              List.of(
                  new Mix.Part(new Bco(0.1, Bco.Shift.POOLED, 1), 1),
                  new Mix.Part(new Bco(0.2, Bco.Shift.POOLED, 1), 1)));
      var window = WindowSums.of(1, 1, 1, 1).plusMatched(true, 10);
      var state = mix.advance(mix.initialState(), window);
      assertThat(state).containsEntry("0/chosen_sum", 1.0).containsEntry("1/chosen_sum", 2.0);
    }

    @Test
    void need_what_any_part_needs() {
      assertThat(parse("kto:1,sft:0.1").needs())
          .isEqualTo(new Needs(Needs.Responses.SINGLE, true, true, false));
      assertThat(parse("sft:1,simpo:1").needs())
          .isEqualTo(new Needs(Needs.Responses.PAIRS, false, false, false));
      assertThat(parse("nca:1,bco:1").needs())
          .isEqualTo(new Needs(Needs.Responses.SETS, true, false, true));
    }

    @Test
    void of_pairs_with_sets_are_refused() {
      assertThatThrownBy(() -> parse("dpo,nca")).hasMessageContaining("pairs and whole sets");
    }
  }

  @Nested
  final class Settings {
    @Test
    void a_flag_without_meaning_is_refused() {
      assertThatThrownBy(() -> parse("dpo", "--gamma", "1"))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("--gamma has no meaning for --loss dpo");
      assertThatThrownBy(() -> parse("bco", "--bco-ema", "0.9"))
          .hasMessage("--bco-ema has no meaning for --loss bco");
    }

    @Test
    void every_flag_that_is_taken_is_told() {
      var given =
          Map.of(
              "kto", Map.of("--desirable-weight", "2"),
              "bco", Map.of("--bco-shift", "pooled"),
              "nca", Map.of("--alpha", "0.01"),
              "robust", Map.of("--label-smoothing", "0.1"),
              "simpo", Map.of("--gamma", "1.5"),
              "cpo", Map.of("--cpo-alpha", "0.5"));
      given.forEach((loss, flags) -> {
        var settings = Objectives.parse(loss, new Knobs(flags)).settings();
        flags.forEach((flag, value) ->
            assertThat(settings.get(flag.substring(2).replace('-', '_')).toString())
                .isIn(value, value + ".0"));
      });
    }

    @Test
    void values_out_of_range_name_the_flag() {
      assertThatThrownBy(() -> parse("robust", "--label-smoothing", "0.5"))
          .hasMessage("--label-smoothing must be 0 or more and below 0.5, got 0.5");
      assertThatThrownBy(() -> parse("nca", "--alpha", "0"))
          .hasMessage("--alpha must be a number above 0, got 0.0");
      assertThatThrownBy(() -> parse("simpo", "--gamma", "NaN")).hasMessageContaining("--gamma");
      assertThatThrownBy(() -> parse("cpo", "--cpo-alpha", "-1"))
          .hasMessageContaining("--cpo-alpha");
      assertThatThrownBy(() -> parse("bco", "--bco-shift", "middle"))
          .hasMessageContaining("--bco-shift: 'middle' is none of midpoint, ema, pooled");
      assertThatThrownBy(() -> parse("bco", "--bco-shift", "ema", "--bco-ema", "1.5"))
          .hasMessageContaining("--bco-ema");
      assertThatThrownBy(() -> parse("ipo", "--beta", "0")).hasMessageContaining("--beta");
    }
  }
}
