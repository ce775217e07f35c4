package dev.gatun.nn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Packed and cached attention against the definition, written out with a softmax over each token's
 * own past.
 */
final class AttentionCoreTest {
  private static final int HEADS = 4;
  private static final int KV_HEADS = 2;
  private static final int D = 8;

  @BeforeEach
  void seed() {
    Torch.manualSeed(3);
  }

  @Test
  void a_window_sees_itself_and_what_is_just_before() {
    try (var _ = TensorScope.open()) {
      assertThat(new Window(2).mask(2, 4, Device.CPU).toLongArray())
          .containsExactly(0, 1, 1, 0, 0, 0, 1, 1);
      assertThat(Window.UNLIMITED.mask(2, 4, Device.CPU).toLongArray())
          .containsExactly(1, 1, 1, 0, 1, 1, 1, 1);
    }
    assertThat(new Window(3).cuts(3)).isFalse();
    assertThat(new Window(3).cuts(4)).isTrue();
    assertThatThrownBy(() -> new Window(0)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 100})
  void packed_sequences_attend_to_their_own_past(long window) {
    try (var _ = TensorScope.open()) {
      var lengths = new long[] {5, 5, 1, 7, 5, 0};
      var q = values(23, HEADS);
      var k = values(23, KV_HEADS);
      var v = values(23, KV_HEADS);
      var attended = new PackedAttention(lengths).attend(0, q, k, v, null, new Window(window));
      assertThat(attended.shape()).isEqualTo(Shape.of(23, HEADS, D));
      var start = 0L;
      for (var length : lengths) {
        for (var i = 0L; i < length; i++) {
          var from = start + Math.max(0, i - window + 1);
          var seen = start + i + 1 - from;
          var expected = attend(q.get(start + i), k.narrow(0, from, seen), v.narrow(0, from, seen));
          assertThat(attended.get(start + i).sub(expected).abs().amax().item()).isLessThan(1e-5);
        }
        start += length;
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 3, 100})
  void a_cache_attends_as_if_all_came_at_once(long tokens) {
    var before = Torch.liveObjects().tensors();
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var window = new Window(tokens);
      var q = values(9, HEADS);
      var k = values(9, KV_HEADS);
      var v = values(9, KV_HEADS);
      for (var layer = 0; layer < 2; layer++) {
        var whole = new PackedAttention(new long[] {9}).attend(layer, q, k, v, null, window);
        try (var cache = new KvCache(2, 3)) {
          var parts = new ArrayList<Tensor>();
          for (var part : new long[][] {{0, 2}, {2, 1}, {3, 5}, {8, 1}}) {
            parts.add(
                cache.attend(
                    layer,
                    q.narrow(0, part[0], part[1]),
                    k.narrow(0, part[0], part[1]),
                    v.narrow(0, part[0], part[1]),
                    null,
                    window));
            cache.advance(part[1]);
          }
          assertThat(cache.length()).isEqualTo(9);
          assertThat(Tensor.cat(parts, 0).sub(whole).abs().amax().item()).isLessThan(1e-5);
        }
      }
    }
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before);
  }

  @Test
  void continuations_of_remembered_prompts_attend_as_if_computed_whole() {
    var before = Torch.liveObjects().tensors();
    try (var _ = TensorScope.open();
        var memory = new PromptMemory(1)) {
      // Prompts of 3 and 0 tokens with 4 and 2 behind them; then with 2 and 5 others.
      var first = new long[] {7, 2};
      var whole = new long[] {5, 5};
      var rotary = new RotaryEmbedding(D, 10_000, new RopeScaling.None());
      var window = new Window(4);
      var q = values(10, HEADS);
      var k = values(10, KV_HEADS);
      var v = values(10, KV_HEADS);
      var rotation =
          rotary.at(Tensor.of(0L, 1, 2, 3, 4, 0, 1, 2, 3, 4), new long[] {5, 5}, DType.FLOAT32);
      var expected = new PackedAttention(whole).attend(0, q, k, v, rotation, window);

      assertThat(memory.isComplete()).isFalse();
      var filling = memory.filling(new PackedAttention(first));
      var positions = Tensor.of(0L, 1, 2, 3, 4, 5, 6, 0, 1);
      var prompt = Tensor.cat(List.of(k.narrow(0, 0, 3), values(6, KV_HEADS)), 0);
      var promptValues = Tensor.cat(List.of(v.narrow(0, 0, 3), values(6, KV_HEADS)), 0);
      var turned = rotary.at(positions, first, DType.FLOAT32);
      filling.attend(0, values(9, HEADS), prompt, promptValues, turned, window);
      assertThat(memory.isComplete()).isTrue();

      var news = new long[] {2, 5};
      var core = memory.continuing(Tensor.of(0L, 1, 2, 9, 10, 11, 12, 13, 14, 15), news, whole);
      var later = rotary.at(Tensor.of(3L, 4, 0, 1, 2, 3, 4), news, DType.FLOAT32);
      var attended =
          core.attend(0, q.narrow(0, 3, 7), k.narrow(0, 3, 7), v.narrow(0, 3, 7), later, window);
      assertThat(attended.sub(expected.narrow(0, 3, 7)).abs().amax().item()).isLessThan(1e-6);
    }
    assertThat(Torch.liveObjects().tensors()).isEqualTo(before);
  }

  /** One query (heads, d) over keys and values (n, kv heads, d), by the formula. */
  private static Tensor attend(Tensor query, Tensor keys, Tensor values) {
    var heads = new ArrayList<Tensor>();
    for (var head = 0; head < HEADS; head++) {
      var group = head / (HEADS / KV_HEADS);
      var scores = keys.select(1, group).matmul(query.get(head)).div(Math.sqrt(D)); // (n)
      heads.add(Functional.softmax(scores, 0).matmul(values.select(1, group))); // (d)
    }
    return Tensor.stack(heads, 0);
  }

  private static Tensor values(long tokens, long heads) {
    return Tensor.randn(Shape.of(tokens, heads, D), DType.FLOAT32, Device.CPU);
  }
}
