package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import org.junit.jupiter.api.Test;

final class SequenceLogProbsTest {
  @Test
  void sums_the_targets_log_softmax_over_each_sequence() {
    try (var _ = TensorScope.open()) {
      // Rows of logits (0, ln 3): softmax (1/4, 3/4). Sequence 0 has two tokens, sequence 1 one.
      var ln3 = Math.log(3);
      var logits = Tensor.of(0, ln3, 0, ln3, ln3, 0.0).reshape(3, 2);
      var sums = SequenceLogProbs.of(logits, Tensor.of(0L, 1, 1), Tensor.of(0L, 0, 1), 2);
      assertThat(sums.toDoubleArray())
          .containsExactly(new double[] {Math.log(0.25 * 0.75), Math.log(0.25)}, within(1e-15));
    }
  }

  @Test
  void a_sequence_without_predicted_tokens_has_log_probability_zero() {
    try (var _ = TensorScope.open()) {
      var sums =
          SequenceLogProbs.of(Tensor.of(1.0, 2).reshape(1, 2), Tensor.of(0L), Tensor.of(1L), 3);
      assertThat(sums.toDoubleArray()[0]).isZero();
      assertThat(sums.toDoubleArray()[2]).isZero();
    }
  }

  @Test
  void sixteen_bit_logits_are_computed_in_float32_and_summed_in_float64() {
    try (var _ = TensorScope.open()) {
      var logits = Tensor.of(0f, 0f).reshape(1, 2).to(DType.BFLOAT16);
      var sums = SequenceLogProbs.of(logits, Tensor.of(0L), Tensor.of(0L), 1);
      assertThat(sums.dtype()).isEqualTo(DType.FLOAT64);
      assertThat(sums.item()).isCloseTo(-Math.log(2), within(1e-7));
    }
  }

  @Test
  void large_logits_do_not_overflow() {
    try (var _ = TensorScope.open()) {
      var sums =
          SequenceLogProbs.of(
              Tensor.of(1000f, -1000f).reshape(1, 2), Tensor.of(0L), Tensor.of(0L), 1);
      assertThat(sums.item()).isZero();
    }
  }
}
