package dev.gatun.model;

import dev.gatun.nn.Lora;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Where the low-rank updates of a decoder's linear layers come from. */
@FunctionalInterface
interface LoraSource {
  /** A decoder without any. */
  LoraSource NONE = (_, _, _) -> null;

  /**
   * The update of a layer, or null where it has none; its tensors are the caller's.
   *
   * @param module the layer's name, e.g. {@code model.layers.0.self_attn.q_proj}
   */
  @Nullable Lora lora(String module, int in, int out);

  /** A source whose updates make an adapter. */
  interface OfAdapter extends LoraSource {
    /**
     * What the updates make together, once the decoder has taken all.
     *
     * @throws ModelException when something was meant for a layer that the decoder does not have
     */
    Adapter adapter(Map<String, Lora> layers);
  }
}
