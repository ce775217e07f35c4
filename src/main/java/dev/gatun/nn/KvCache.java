package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Functional.Causality;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import org.jspecify.annotations.Nullable;

/**
 * Attention of one growing sequence that remembers the keys and values of its earlier tokens, so
 * that each pass computes the new ones alone. Without gradients: use it under no-grad or inference
 * mode.
 *
 * <p>After each forward pass, call {@link #advance}. Its memory is two tensors (1, kv heads,
 * capacity, d) for each layer; the capacity doubles when it is full.
 */
public final class KvCache implements AttentionCore, AutoCloseable {
  private final @Nullable Tensor[] keys;
  private final @Nullable Tensor[] values;
  private final long firstCapacity;
  private long length;

  /**
   * @param layers of the decoder
   * @param firstCapacity tokens to make room for at first
   */
  public KvCache(int layers, long firstCapacity) {
    this.keys = new Tensor[layers];
    this.values = new Tensor[layers];
    this.firstCapacity = firstCapacity;
  }

  /** How many tokens it remembers: the position of the next one. */
  public long length() {
    return length;
  }

  /** Ends a forward pass over {@code tokens} new tokens. */
  public void advance(long tokens) {
    length += tokens;
  }

  @Override
  public Tensor attend(
      int layer,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Rotation rotation,
      Window window) {
    var news = query.size(0);
    var total = length + news;
    var k = append(keys, layer, Rotation.turned(rotation, key), total);
    var v = append(values, layer, value, total);
    var q = Rotation.turned(rotation, query).transpose(0, 1).unsqueeze(0); // (1, heads, news, d)
    return attend(q, k, v, news, total, window).squeeze(0).transpose(0, 1);
  }

  private Tensor attend(Tensor q, Tensor k, Tensor v, long news, long total, Window window) {
    if (news == 1) {
      // One query needs no mask: what it must not see is cut off.
      var seen = Math.min(total, window.tokens());
      return Functional.scaledDotProductAttention(
          q, k.narrow(2, total - seen, seen), v.narrow(2, total - seen, seen), Causality.FULL);
    }
    if (news == total && !window.cuts(total)) {
      return Functional.scaledDotProductAttention(q, k, v, Causality.CAUSAL);
    }
    return Functional.scaledDotProductAttention(q, k, v, window.mask(news, total, q.device()));
  }

  /**
   * Writes the new tokens (news, kv heads, d) behind the old ones; returns all of them, (1, kv
   * heads, total, d).
   */
  private Tensor append(@Nullable Tensor[] store, int layer, Tensor news, long total) {
    var all = store[layer];
    if (all == null || all.size(2) < total) all = grow(store, layer, all, news, total);
    all.narrow(2, length, total - length).copy_(news.transpose(0, 1).unsqueeze(0));
    return all.narrow(2, 0, total);
  }

  private Tensor grow(
      @Nullable Tensor[] store, int layer, @Nullable Tensor old, Tensor news, long total) {
    var capacity = old == null ? Math.max(firstCapacity, total) : Math.max(2 * old.size(2), total);
    var shape = Shape.of(1, news.size(1), capacity, news.size(2));
    var grown = Tensor.empty(shape, news.dtype(), news.device()).detachFromScope();
    store[layer] = grown;
    if (old != null) {
      grown.narrow(2, 0, length).copy_(old.narrow(2, 0, length));
      old.close();
    }
    return grown;
  }

  /** Frees the memory. */
  @Override
  public void close() {
    for (var store : new Tensor[][] {keys, values}) {
      for (var i = 0; i < store.length; i++) {
        var tensor = store[i];
        if (tensor != null) tensor.close();
        store[i] = null;
      }
    }
    length = 0;
  }
}
