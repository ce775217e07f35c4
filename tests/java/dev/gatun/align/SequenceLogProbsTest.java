package dev.gatun.align;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import org.junit.jupiter.api.Test;

final class SequenceLogProbsTest {
  @Test
  void values_are_summed_over_each_sequence_in_float64() {
    try (var _ = TensorScope.open()) {
      // 2^24 and 1 have no sum in float32.
      var values = Tensor.of(16_777_216f, 1, -3);
      var sums = SequenceLogProbs.sums(values, Tensor.of(0L, 0, 1), 2);
      assertThat(sums.dtype()).isEqualTo(DType.FLOAT64);
      assertThat(sums.toDoubleArray()).containsExactly(16_777_217, -3);
    }
  }

  @Test
  void a_sequence_without_predicted_tokens_has_log_probability_zero() {
    try (var _ = TensorScope.open()) {
      var sums = SequenceLogProbs.sums(Tensor.of(-1f), Tensor.of(1L), 3);
      assertThat(sums.toDoubleArray()).containsExactly(0, -1, 0);
    }
  }
}
