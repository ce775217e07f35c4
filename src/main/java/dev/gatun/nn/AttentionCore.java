package dev.gatun.nn;

import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Which tokens attend to which, and how it is computed: the part of attention between the
 * projections. One core serves all layers of one forward pass.
 */
public interface AttentionCore {
  /**
   * softmax(query key^T / sqrt(d)) value for each head, each token seeing its own sequence up to
   * itself.
   *
   * @param layer number of the layer, from 0
   * @param query (tokens, heads, d)
   * @param key (tokens, kv heads, d), kv heads dividing heads
   * @param value (tokens, kv heads, d)
   * @param rotation of these tokens, which queries and keys are turned by first; null: none
   * @param window how far a token sees
   * @return (tokens, heads, d)
   */
  Tensor attend(
      int layer,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Rotation rotation,
      Window window);
}
