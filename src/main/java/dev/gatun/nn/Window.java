package dev.gatun.nn;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;

/**
 * How far back a token sees.
 *
 * @param tokens itself included; {@link Long#MAX_VALUE} for no limit
 */
public record Window(long tokens) {
  /** Everything before. */
  public static final Window UNLIMITED = new Window(Long.MAX_VALUE);

  public Window {
    if (tokens < 1)
      throw new IllegalArgumentException("a window of " + tokens + " tokens sees nothing");
  }

  /** Whether a token that follows {@code length - 1} others misses some of them. */
  public boolean cuts(long length) {
    return length > tokens;
  }

  /**
   * What the last {@code queries} of {@code keys} tokens see: themselves and what is before, inside
   * the window.
   *
   * @return bool, (queries, keys)
   */
  public Tensor mask(long queries, long keys, Device device) {
    var key = Tensor.arange(keys, DType.INT64, device);
    var query = Tensor.arange(queries, DType.INT64, device).add(keys - queries).unsqueeze(1);
    var mask = key.le(query);
    return cuts(keys) ? mask.mul(key.gt(query.sub(tokens))) : mask;
  }
}
