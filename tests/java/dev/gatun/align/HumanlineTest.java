package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.DType;
import dev.gatun.torch.Gradcheck;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class HumanlineTest {
  // Two responses of three tokens; log-ratios 0.25, 2, -3 and 1.5, 0, -0.5.
  private static final double[] REFERENCE = {-2, -4, -1, -2, -3, -1};
  private static final double[] POLICY = {-1.75, -2, -4, -0.5, -3, -1.5};

  private static Tensor sequenceOf() {
    return Tensor.of(0L, 0L, 0L, 1L, 1L, 1L);
  }

  private static Tensor sums(Tensor tokens) {
    return SequenceLogProbs.sums(tokens, sequenceOf(), 2);
  }

  /** u as objectives see it. */
  private static Tensor ratios(Humanline bounds, Tensor policy) {
    return sums(policy).sub(sums(bounds.reference(policy, Tensor.of(REFERENCE))));
  }

  @Test
  void each_tokens_log_ratio_is_held_within_the_bounds() {
    try (var _ = TensorScope.open()) {
      // 0.25 + min(2, 1.5) + max(-3, -1), and 1.5 + 0 - 0.5.
      assertThat(ratios(Humanline.DEFAULT, Tensor.of(POLICY)).toDoubleArray())
          .containsExactly(0.75, 1.0);
      // Bounds that no token reaches: the plain log-ratios, 0.25 + 2 - 3 and 1.
      assertThat(ratios(new Humanline(-10, 10), Tensor.of(POLICY)).toDoubleArray())
          .containsExactly(-0.75, 1.0);
    }
  }

  @Test
  void a_token_beyond_the_bounds_has_no_gradient_and_one_within_has_all() {
    try (var _ = TensorScope.open()) {
      var policy = Tensor.of(POLICY).requiresGrad_(true);
      ratios(Humanline.DEFAULT, policy).sum().backward();
      // The fourth lies on its bound, where clamp passes the gradient on, as PyTorch's does.
      assertThat(policy.grad().toDoubleArray()).containsExactly(1, 0, 0, 1, 1, 1);
    }
  }

  @Test
  void where_policy_and_reference_agree_every_objective_has_its_plain_gradient() {
    try (var _ = TensorScope.open()) {
      var policy = Tensor.of(REFERENCE).requiresGrad_(true);
      var kto = new Kto(0.1, 1, 1);
      var loss = kto.loss(ratios(Humanline.DEFAULT, policy), Tensor.of(1L, 0L).eq(1), 0);
      loss.sum().backward();
      // -+ lambda beta sg(0) sg(0) for each token: 0.1 / 4.
      assertThat(policy.grad().toDoubleArray())
          .containsExactly(
              new double[] {-0.025, -0.025, -0.025, 0.025, 0.025, 0.025}, within(1e-16));
    }
  }

  @Test
  void gradients_of_all_objectives_with_a_reference_are_those_of_finite_differences() {
    // None of the ratios is within the differences' 1e-6 of a bound.
    var policy = new double[] {-1.8, -2.1, -4.2, -0.6, -3.1, -1.4};
    for (var name : Objectives.names()) {
      var objective = Objectives.parse(name, new Knobs(Map.of()));
      if (!objective.needs().reference()) continue;
      try (var _ = TensorScope.open()) {
        Gradcheck.DEFAULT.gradcheck(
            in -> List.of(loss(objective, in.getFirst())), Tensor.of(policy).requiresGrad_(true));
        var tokens = Tensor.of(policy).requiresGrad_(true);
        loss(objective, tokens).backward();
        var gradient = tokens.grad().toDoubleArray();
        assertThat(new double[] {gradient[1], gradient[2]}).as(name).containsExactly(0, 0);
        assertThat(gradient[0]).as(name).isNotZero();
      }
    }
  }

  private static Tensor loss(Objective objective, Tensor policy) {
    var reference = sums(Humanline.DEFAULT.reference(policy, Tensor.of(REFERENCE)));
    var together = objective.needs().responses().compareTo(Needs.Responses.PAIRS) >= 0;
    var batch =
        new MicroBatch(
            sums(policy),
            reference,
            Tensor.of(3.0, 3.0),
            Tensor.of(1L, 0L).eq(1),
            Tensor.of(1.0, 0.0),
            together ? Tensor.of(0L, 0L) : Tensor.of(0L, 1L),
            together ? 1 : 2);
    var window = WindowSums.of(batch.prompts(), 2, 2, 3).plusMismatched(0.5, 0.1);
    window = window.plusMatched(true, 0.3).plusMatched(false, -0.2);
    var state = objective.advance(objective.initialState(), window);
    return objective.evaluate(batch, window, state).losses().sum();
  }

  @Test
  void unclamped_are_those_strictly_within_among_those_that_differ_at_all() {
    try (var _ = TensorScope.open()) {
      // 0.25 in, 2 out, -3 out, 1.5 on the bound, 0 left out, -0.5 in.
      var unclamped = Humanline.DEFAULT.unclamped(Tensor.of(POLICY), Tensor.of(REFERENCE));
      assertThat(unclamped.toDoubleArray()).containsExactly(1, 0, 0, 0, 1);
    }
  }

  @Test
  void log_probabilities_in_float32_are_compared_in_float64() {
    try (var _ = TensorScope.open()) {
      var policy = Tensor.of(POLICY).to(DType.FLOAT32);
      var reference = Humanline.DEFAULT.reference(policy, Tensor.of(REFERENCE).to(DType.FLOAT32));
      assertThat(reference.dtype()).isEqualTo(DType.FLOAT64);
      assertThat(sums(policy).sub(sums(reference)).toDoubleArray()).containsExactly(0.75, 1.0);
    }
  }

  @Test
  void bounds_that_leave_out_0_are_refused() {
    assertThatThrownBy(() -> new Humanline(0, 1))
        .hasMessage("--log-epsilon-p must be below 0, got 0.0");
    assertThatThrownBy(() -> new Humanline(-1, Double.NaN))
        .hasMessage("--log-epsilon-r must be above 0, got NaN");
  }
}
