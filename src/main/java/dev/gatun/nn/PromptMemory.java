package dev.gatun.nn;

import dev.gatun.torch.Fused;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The keys and values of one pass over packed sequences, for another one over other continuations
 * of the same prompts, which then computes its new tokens alone. The memory is mostly what the
 * first pass keeps for its gradient anyway.
 */
public final class PromptMemory implements AutoCloseable {
  private final @Nullable Tensor[] keys;
  private final @Nullable Tensor[] values;
  private final List<Tensor> owned = new ArrayList<>();
  private @Nullable Rotation rotation;

  /**
   * @param layers of the decoder
   */
  public PromptMemory(int layers) {
    keys = new Tensor[layers];
    values = new Tensor[layers];
  }

  /** A core that computes as another does, and keeps what it is given. */
  public AttentionCore filling(AttentionCore core) {
    return (layer, query, key, value, turning, window) -> {
      if (Fused.hasPackedAttention(query)) {
        keys[layer] = own(key.detach());
        values[layer] = own(value.detach());
        rotation = turning;
      }
      return core.attend(layer, query, key, value, turning, window);
    };
  }

  /**
   * Whether every layer's pass has been {@link #filling} it, on a device that can go on from it.
   */
  public boolean isComplete() {
    for (var key : keys) if (key == null) return false;
    return rotation != null;
  }

  /**
   * Attention of continuations: sequence b has newLengths[b] new tokens, which are the last of
   * lengths[b].
   *
   * @param tokens int64 (all tokens of the sequences): where each lies in the first pass's tokens
   *     followed by the new ones
   */
  public AttentionCore continuing(Tensor tokens, long[] newLengths, long[] lengths) {
    var before = rotation;
    if (before == null) throw new IllegalStateException("no pass has filled the memory");
    var angles = new ArrayList<Tensor>(2); // cos and sin of all tokens, the same for every layer
    return (layer, query, key, value, turning, window) -> {
      if (turning == null) throw new IllegalArgumentException("the prompts were turned");
      if (angles.isEmpty()) {
        angles.add(own(joined(before.halfCos(), turning.halfCos(), tokens)));
        angles.add(own(joined(before.halfSin(), turning.halfSin(), tokens)));
      }
      return Fused.packedAttention(
          query,
          joined(keys[layer], key, tokens),
          joined(values[layer], value, tokens),
          angles.get(0),
          angles.get(1),
          newLengths,
          lengths,
          window.tokens());
    };
  }

  private static Tensor joined(@Nullable Tensor first, Tensor second, Tensor tokens) {
    if (first == null) throw new IllegalStateException("the memory is not complete");
    return Tensor.cat(List.of(first, second), 0).indexSelect(0, tokens);
  }

  // Layers have scopes of their own.
  private Tensor own(Tensor tensor) {
    owned.add(tensor.detachFromScope());
    return tensor;
  }

  @Override
  public void close() {
    owned.forEach(Tensor::close);
    owned.clear();
  }
}
