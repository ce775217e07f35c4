package dev.gatun.torch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.ffi.TorchException;
import dev.gatun.testing.NoLeaks;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Each fused operation against the same formula composed of libtorch's operators, values and
 * gradients, and against finite differences.
 *
 * <p>Tolerances: float32 results of some hundred terms near 1 agree to a few 1e-6; bfloat16 has 8
 * bits, so that a value near 4 may differ by 1/64 where the composed version rounds more often.
 */
@NoLeaks
class FusedTest {
  private static final double FLOAT = 2e-5;
  private static final double DOUBLE = 1e-12;
  private TensorScope scope;

  @BeforeEach
  void open() {
    scope = TensorScope.open();
    Torch.manualSeed(11);
  }

  @AfterEach
  void close() {
    scope.close();
  }

  private static Tensor leaf(DType dtype, long... sizes) {
    return Tensor.randn(Shape.of(sizes), DType.FLOAT64, Device.CPU).to(dtype).requiresGrad_(true);
  }

  /** Compares values, and gradients of a sum weighted by random numbers. */
  private static void same(
      UnaryOperator<List<Tensor>> actual,
      UnaryOperator<List<Tensor>> expected,
      double tolerance,
      Tensor... inputs) {
    var in = List.of(inputs);
    var left = actual.apply(in);
    var right = expected.apply(in);
    assertThat(left).hasSameSizeAs(right);
    var weighted = new ArrayList<List<Tensor>>(List.of(new ArrayList<>(), new ArrayList<>()));
    for (var i = 0; i < left.size(); i++) {
      close(left.get(i), right.get(i), tolerance);
      var weights = Tensor.randn(left.get(i).shape(), left.get(i).dtype(), Device.CPU);
      weighted.get(0).add(left.get(i).mul(weights).sum());
      weighted.get(1).add(right.get(i).mul(weights).sum());
    }
    var leaves = in.stream().filter(Tensor::requiresGrad).toList();
    var grads = Autograd.grad(weighted.get(0), leaves);
    var wanted = Autograd.grad(weighted.get(1), leaves);
    for (var i = 0; i < grads.size(); i++) {
      assertThat(grads.get(i).dtype()).isEqualTo(leaves.get(i).dtype());
      close(grads.get(i), wanted.get(i), tolerance);
    }
  }

  private static void close(Tensor actual, Tensor expected, double tolerance) {
    assertThat(actual.shape()).isEqualTo(expected.shape());
    var wide = expected.to(DType.FLOAT64);
    var scale = Math.max(1, wide.abs().amax().item());
    var distance = actual.to(DType.FLOAT64).sub(wide).abs().amax().item();
    assertThat(distance / scale).isLessThanOrEqualTo(tolerance);
  }

  private static double tolerance(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> DOUBLE;
      case FLOAT32 -> FLOAT;
      default -> 1.0 / 32;
    };
  }

  // ---- norm ----

  private static List<Tensor> composedNorm(Tensor x, Tensor delta, Tensor weight, DType dtype) {
    var sum = x.add(delta);
    var rms = sum.mul(sum).mean(sum.dtype(), -1).add(1e-5).sqrt().unsqueeze(-1);
    return List.of(sum, sum.div(rms).mul(weight).to(dtype));
  }

  @ParameterizedTest
  @CsvSource({"FLOAT64, FLOAT64", "FLOAT32, FLOAT32", "FLOAT32, BFLOAT16"})
  void add_rms_norm_is_a_sum_and_its_norm(DType wide, DType narrow) {
    same(
        in -> {
          var normed = Fused.addRmsNorm(in.get(0), in.get(1), in.get(2), 1e-5, narrow);
          assertThat(normed.normed().dtype()).isEqualTo(narrow);
          return List.of(normed.sum(), normed.normed());
        },
        in -> composedNorm(in.get(0), in.get(1), in.get(2), narrow),
        tolerance(narrow),
        leaf(wide, 7, 70),
        leaf(narrow, 7, 70),
        leaf(wide, 70));
  }

  @Test
  void a_norm_alone_leaves_its_input_as_the_sum() {
    var x = leaf(DType.FLOAT64, 2, 3, 5);
    var weight = leaf(DType.FLOAT64, 5);
    var normed = Fused.addRmsNorm(x, null, weight, 1e-6, DType.FLOAT64);
    close(normed.normed(), Functional.rmsNorm(x, weight, 1e-6), DOUBLE);
    close(normed.sum(), x, 0);
    Gradcheck.DEFAULT.gradcheck(
        in -> List.of(Fused.addRmsNorm(in.get(0), null, in.get(1), 1e-6, DType.FLOAT64).normed()),
        x,
        weight);
  }

  @Test
  void a_sum_that_nothing_but_the_stream_uses_has_its_gradient() {
    Gradcheck.DEFAULT.gradcheck(
        in -> {
          var both = Fused.addRmsNorm(in.get(0), in.get(1), in.get(2), 1e-6, DType.FLOAT64);
          return List.of(both.sum(), both.normed());
        },
        leaf(DType.FLOAT64, 2, 4),
        leaf(DType.FLOAT64, 2, 4),
        leaf(DType.FLOAT64, 4));
  }

  @Test
  void norm_weights_of_the_wrong_size_are_refused() {
    var x = leaf(DType.FLOAT32, 2, 4);
    var weight = leaf(DType.FLOAT32, 3);
    assertThatThrownBy(() -> Fused.addRmsNorm(x, null, weight, 1e-6, DType.FLOAT32))
        .isInstanceOf(TorchException.class)
        .hasMessageContaining("weight must be (4)");
  }

  // ---- gate and linear ----

  @ParameterizedTest
  @EnumSource(names = {"FLOAT64", "FLOAT32", "BFLOAT16", "FLOAT16"})
  void swiglu_is_a_gate_times_what_it_lets_through(DType dtype) {
    same(
        in -> List.of(Fused.swiglu(in.get(0), in.get(1))),
        in -> List.of(in.get(0).mul(in.get(0).sigmoid()).mul(in.get(1))),
        tolerance(dtype),
        leaf(dtype, 3, 100),
        leaf(dtype, 3, 100));
  }

  @Test
  void a_closed_or_wide_open_gate_overflows_nowhere() {
    var gate = Tensor.of(-1e30f, -200f, 0f, 200f, 1e30f);
    assertThat(Fused.swiglu(gate, Tensor.of(1f, 1, 1, 1, 1)).toFloatArray())
        .containsExactly(-0f, -0f, 0f, 200f, 1e30f);
  }

  @Test
  void a_product_with_a_narrow_copy_has_the_wide_weights_gradient() {
    var weight = leaf(DType.FLOAT32, 6, 5);
    var copy = weight.detach().to(DType.BFLOAT16);
    same(
        in -> List.of(Fused.linear(in.get(0), in.get(1), copy, in.get(2))),
        in ->
            List.of(
                Functional.linear(
                    in.get(0), in.get(1).to(DType.BFLOAT16), in.get(2).to(DType.BFLOAT16))),
        tolerance(DType.BFLOAT16),
        leaf(DType.BFLOAT16, 2, 4, 5),
        weight,
        leaf(DType.FLOAT32, 6));
  }

  // ---- attention ----

  private static Tensor turned(Tensor x, Tensor cos, Tensor sin) {
    var halves = x.split(new long[] {x.size(2) / 2, x.size(2) / 2}, 2);
    var c = cos.to(x.dtype()).unsqueeze(1);
    var s = sin.to(x.dtype()).unsqueeze(1);
    var first = halves.get(0).mul(c).sub(halves.get(1).mul(s));
    var second = halves.get(1).mul(c).add(halves.get(0).mul(s));
    return Tensor.cat(List.of(first, second), 2);
  }

  /** By libtorch, a sequence at a time, with a mask. */
  private static Tensor composedAttention(
      List<Tensor> qkv, Tensor cos, Tensor sin, long[] lengths, long window) {
    var q = turned(qkv.get(0), cos, sin).split(lengths, 0);
    var k = turned(qkv.get(1), cos, sin).split(lengths, 0);
    var v = qkv.get(2).split(lengths, 0);
    var parts = new ArrayList<Tensor>();
    for (var i = 0; i < lengths.length; i++) {
      if (lengths[i] == 0) continue;
      var at = Tensor.arange(lengths[i], DType.INT64, Device.CPU);
      var back = at.unsqueeze(1).sub(at);
      var mask = back.ge(0L).mul(back.lt(window));
      parts.add(
          Functional.scaledDotProductAttention(
                  q.get(i).transpose(0, 1),
                  k.get(i).transpose(0, 1),
                  v.get(i).transpose(0, 1),
                  mask)
              .transpose(0, 1));
    }
    return Tensor.cat(parts, 0);
  }

  // Lengths on both sides of the tiles' 64, one of several tiles, and none.
  @ParameterizedTest
  @CsvSource({
    "FLOAT64, 1000",
    "FLOAT64, 1",
    "FLOAT64, 70",
    "FLOAT32, 1000",
    "FLOAT32, 100",
    "BFLOAT16, 1000"
  })
  void packed_attention_is_attention_of_each_sequence(DType dtype, long window) {
    var lengths = new long[] {5, 64, 0, 150, 65};
    var angles = Tensor.randn(Shape.of(284, 4), DType.FLOAT64, Device.CPU);
    var wide = dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    var cos = angles.cos().to(wide);
    var sin = angles.sin().to(wide);
    same(
        in ->
            List.of(
                Fused.packedAttention(
                    in.get(0), in.get(1), in.get(2), cos, sin, lengths, lengths, window)),
        in -> List.of(composedAttention(in, cos, sin, lengths, window)),
        tolerance(dtype),
        leaf(dtype, 284, 4, 8),
        leaf(dtype, 284, 2, 8),
        leaf(dtype, 284, 2, 8));
  }

  @ParameterizedTest
  @ValueSource(longs = {2, 100})
  void attention_has_the_gradient_of_finite_differences(long window) {
    var lengths = new long[] {3, 2};
    var angles = Tensor.randn(Shape.of(5, 1), DType.FLOAT64, Device.CPU);
    Gradcheck.DEFAULT.gradcheck(
        in ->
            List.of(
                Fused.packedAttention(
                    in.get(0),
                    in.get(1),
                    in.get(2),
                    angles.cos(),
                    angles.sin(),
                    lengths,
                    lengths,
                    window)),
        leaf(DType.FLOAT64, 5, 2, 2),
        leaf(DType.FLOAT64, 5, 1, 2),
        leaf(DType.FLOAT64, 5, 1, 2));
  }

  @Test
  void the_last_tokens_attend_as_they_do_among_all() {
    var lengths = new long[] {70, 3, 9};
    var last = new long[] {66, 0, 2};
    var q = leaf(DType.FLOAT64, 82, 2, 4);
    var k = leaf(DType.FLOAT64, 82, 2, 4);
    var v = leaf(DType.FLOAT64, 82, 2, 4);
    var angles = Tensor.randn(Shape.of(82, 2), DType.FLOAT64, Device.CPU);
    var cos = angles.cos();
    var sin = angles.sin();
    UnaryOperator<Tensor> ends =
        x -> Tensor.cat(List.of(x.narrow(0, 4, 66), x.narrow(0, 80, 2)), 0);
    same(
        in ->
            List.of(
                Fused.packedAttention(
                    ends.apply(in.get(0)), in.get(1), in.get(2), cos, sin, last, lengths, 50)),
        in ->
            List.of(
                ends.apply(
                    Fused.packedAttention(
                        in.get(0), in.get(1), in.get(2), cos, sin, lengths, lengths, 50))),
        DOUBLE,
        q,
        k,
        v);
  }

  @Test
  void lengths_that_do_not_add_up_are_refused() {
    var x = leaf(DType.FLOAT32, 5, 1, 2);
    var five = new long[] {5};
    assertThatThrownBy(() -> Fused.packedAttention(x, x, x, null, null, new long[] {4}, five, 9))
        .hasMessageContaining("4 queries");
    assertThatThrownBy(
            () -> Fused.packedAttention(x, x, x, null, null, new long[] {6}, new long[] {6}, 9))
        .hasMessageContaining("more than there is");
    assertThatThrownBy(() -> Fused.packedAttention(x, x, x, x, null, five, five, 9))
        .hasMessageContaining("cos without sin");
  }

  // ---- log-probabilities ----

  private static List<Tensor> composedLogProb(Tensor hidden, Tensor weight, Tensor targets) {
    var wide = hidden.dtype() == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
    var logits = hidden.matmul(weight.transpose(0, 1)).to(wide);
    return List.of(Functional.logSoftmax(logits, 1).gather(1, targets.unsqueeze(1)).squeeze(1));
  }

  private static Tensor targets(long tokens, long vocabulary) {
    return Tensor.randn(Shape.of(tokens), DType.FLOAT64, Device.CPU)
        .abs()
        .mul(1e6)
        .to(DType.INT64)
        .remainder(vocabulary);
  }

  // More tokens and more of a vocabulary than one tile holds, and not multiples of it.
  @ParameterizedTest
  @CsvSource({
    "FLOAT64, 5, 3",
    "FLOAT64, 130, 300",
    "FLOAT32, 130, 300",
    "BFLOAT16, 600, 1100",
    "FLOAT16, 30, 300"
  })
  void log_probs_are_those_of_the_softmax(DType dtype, long tokens, long vocabulary) {
    var hidden = leaf(dtype, tokens, 12);
    var weight = leaf(dtype, vocabulary, 12);
    var targets = targets(tokens, vocabulary);
    same(
        in ->
            List.of(
                Fused.linearLogProb(in.get(0), in.get(1), null, targets, Long.MAX_VALUE)
                    .logProbs()),
        in -> composedLogProb(in.get(0), in.get(1), targets),
        tolerance(dtype),
        hidden,
        weight);
    var sums = Fused.linearLogProb(hidden, weight, null, targets, 0).logitSums();
    assertThat(sums.requiresGrad()).isFalse();
    close(sums, hidden.to(DType.FLOAT64).matmul(weight.to(DType.FLOAT64).sum(0)), 1e-2);
  }

  @Test
  void log_probs_have_the_gradient_of_finite_differences() {
    var targets = Tensor.of(0L, 2, 2);
    for (var keep : new long[] {0, Long.MAX_VALUE}) {
      Gradcheck.DEFAULT.gradcheck(
          in -> List.of(Fused.linearLogProb(in.get(0), in.get(1), null, targets, keep).logProbs()),
          leaf(DType.FLOAT64, 3, 2),
          leaf(DType.FLOAT64, 4, 2));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"FLOAT32", "BFLOAT16"})
  void scores_computed_again_give_the_very_same_gradient(DType dtype) {
    var targets = targets(90, 700);
    var gradients = new ArrayList<List<Tensor>>();
    var hidden = leaf(dtype, 90, 16);
    var weight = leaf(DType.FLOAT32, 700, 16);
    var copy = dtype == DType.FLOAT32 ? null : weight.detach().to(dtype);
    for (var keep : new long[] {0, Long.MAX_VALUE}) {
      var logProbs = Fused.linearLogProb(hidden, weight, copy, targets, keep).logProbs();
      gradients.add(Autograd.grad(List.of(logProbs.sum()), List.of(hidden, weight)));
    }
    for (var i = 0; i < 2; i++) {
      assertThat(gradients.get(0).get(i).eq(gradients.get(1).get(i)).all().itemLong()).isOne();
    }
    assertThat(gradients.get(0).get(1).dtype()).isEqualTo(DType.FLOAT32);
  }

  @Test
  void huge_scores_do_not_overflow() {
    var hidden = Tensor.of(1000f).reshape(1, 1);
    var weight = Tensor.of(1f, -1f).reshape(2, 1);
    assertThat(logProb(hidden, weight, 0)).isZero();
    assertThat(logProb(hidden, weight, 1)).isEqualTo(-2000);
  }

  private static double logProb(Tensor hidden, Tensor weight, long target) {
    return Fused.linearLogProb(hidden, weight, null, Tensor.of(target), 0).logProbs().item();
  }

  @Test
  void not_a_number_stays_one() {
    var hidden = Tensor.of(Float.NaN).reshape(1, 1);
    assertThat(logProb(hidden, Tensor.of(1f, 2f).reshape(2, 1), 0)).isNaN();
  }

  @Test
  void no_tokens_are_no_log_probs() {
    var none = Tensor.zeros(Shape.of(0, 3), DType.FLOAT32, Device.CPU);
    var weight = leaf(DType.FLOAT32, 4, 3);
    var targets = Tensor.zeros(Shape.of(0), DType.INT64, Device.CPU);
    assertThat(Fused.linearLogProb(none, weight, null, targets, 0).logProbs().numel()).isZero();
  }

  @Test
  void targets_outside_of_the_vocabulary_are_refused() {
    var hidden = leaf(DType.FLOAT32, 2, 3);
    var weight = leaf(DType.FLOAT32, 4, 3);
    assertThatThrownBy(() -> Fused.linearLogProb(hidden, weight, null, Tensor.of(0L, 4), 0))
        .isInstanceOf(TorchException.Index.class)
        .hasMessageContaining("target 4 is not in [0, 4)");
  }

  // ---- all ----

  @Test
  void second_derivatives_are_refused_instead_of_wrong() {
    var x = leaf(DType.FLOAT64, 3);
    var y = Fused.swiglu(x, x).sum();
    assertThatThrownBy(() ->
            Autograd.grad(
                List.of(y), List.of(x), List.of(Tensor.of(1.0).reshape()), Autograd.Graph.CREATE))
        .hasMessageContaining("differentiated once");
  }

  @Test
  void repeated_runs_give_equal_bits() {
    var targets = targets(200, 500);
    var hidden = leaf(DType.FLOAT32, 200, 24);
    var weight = leaf(DType.FLOAT32, 500, 24);
    var norm = leaf(DType.FLOAT32, 24);
    Tensor first = null;
    for (var run = 0; run < 3; run++) {
      var normed = Fused.addRmsNorm(hidden, hidden, norm, 1e-6, DType.FLOAT32).normed();
      var loss = Fused.linearLogProb(normed, weight, null, targets, 1 << 20).logProbs().sum();
      var grads = Autograd.grad(List.of(loss), List.of(hidden, weight, norm));
      var all = Tensor.cat(grads.stream().map(g -> g.reshape(-1)).toList(), 0);
      if (first == null) first = all;
      assertThat(all.eq(first).all().itemLong()).isOne();
    }
  }

  /** A lazy negative's memory has the other sign, and a lazy zero has none. */
  @Test
  void lazy_tensors_are_taken_for_what_they_stand_for() {
    var x = Tensor.of(0.5, -1, 2);
    var negative = Operators.call("aten::_neg_view", x).tensor(0);
    var zero = Operators.call("aten::_efficientzerotensor", new long[] {3}).tensor(0);
    close(Fused.swiglu(negative, x), Fused.swiglu(x.neg(), x), 1e-6);
    close(Fused.swiglu(zero, x), x.mul(0), 0);
    assertThatThrownBy(() -> DLPack.toDlpack(zero, DLPack.Version.VERSIONED))
        .isInstanceOf(TorchException.Value.class)
        .hasMessageContaining("lazily conjugated, negated or zero");
  }
}
