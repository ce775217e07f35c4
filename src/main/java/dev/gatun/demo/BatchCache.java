package dev.gatun.demo;

import dev.gatun.nn.AttentionCore;
import dev.gatun.nn.Rotation;
import dev.gatun.nn.Window;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Functional;
import dev.gatun.torch.Functional.Causality;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Attention of many sequences that grow together, one token each a pass, after a first pass over
 * their packed beginnings. Their keys and values stand right-aligned in one tensor, so that the
 * newest tokens share a column; what is before a sequence's beginning is masked. Keys and values
 * outlive the scopes of the layers that made them: closing frees them.
 */
final class BatchCache implements AttentionCore, AutoCloseable {
  private final long[] beginnings;
  private final long longest;
  private final Tensor visible; // (sequences, 1, 1, capacity)
  private final List<Tensor> keys =
      new ArrayList<>(); // for each layer (sequences, kv heads, capacity, d)
  private final List<Tensor> values = new ArrayList<>();
  private final long capacity;
  private long columns; // in use; 0 before the first pass

  BatchCache(long[] beginnings, long mostNewTokens) {
    this.beginnings = beginnings;
    this.longest =
        IntStream.range(0, beginnings.length).mapToLong(i -> beginnings[i]).max().orElse(0);
    this.capacity = longest + mostNewTokens;
    var first = new long[beginnings.length];
    for (var i = 0; i < first.length; i++) first[i] = longest - beginnings[i];
    var starts = Tensor.of(first).reshape(-1, 1, 1, 1);
    this.visible = Tensor.arange(capacity, DType.INT64, Device.CPU).ge(starts);
  }

  /** Ends a pass: the next one adds a column. */
  void advance() {
    columns = columns == 0 ? longest : columns + 1;
  }

  @Override
  public Tensor attend(
      int layer,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Rotation rotation,
      Window window) {
    var q = Rotation.turned(rotation, query);
    var k = Rotation.turned(rotation, key);
    return columns == 0 ? begin(q, k, value) : go(layer, q, k, value);
  }

  private Tensor begin(Tensor query, Tensor key, Tensor value) {
    var shape = Shape.of(beginnings.length, key.size(1), capacity, key.size(2));
    keys.add(Tensor.zeros(shape, key.dtype(), key.device()).detachFromScope());
    values.add(Tensor.zeros(shape, key.dtype(), key.device()).detachFromScope());
    var attended = new ArrayList<Tensor>();
    var at = 0L;
    for (var i = 0; i < beginnings.length; i++) {
      var n = beginnings[i];
      var q = query.narrow(0, at, n).transpose(0, 1); // (heads, n, d)
      var k = key.narrow(0, at, n).transpose(0, 1);
      var v = value.narrow(0, at, n).transpose(0, 1);
      keys.getLast().get(i).narrow(1, longest - n, n).copy_(k);
      values.getLast().get(i).narrow(1, longest - n, n).copy_(v);
      attended.add(Functional.scaledDotProductAttention(q, k, v, Causality.CAUSAL).transpose(0, 1));
      at += n;
    }
    return Tensor.cat(attended, 0);
  }

  private Tensor go(int layer, Tensor query, Tensor key, Tensor value) {
    var k = keys.get(layer);
    var v = values.get(layer);
    k.select(2, columns).copy_(key);
    v.select(2, columns).copy_(value);
    var used = columns + 1;
    var attended =
        Functional.scaledDotProductAttention(
            query.unsqueeze(2),
            k.narrow(2, 0, used),
            v.narrow(2, 0, used),
            visible.narrow(3, 0, used));
    return attended.squeeze(2);
  }

  @Override
  public void close() {
    keys.forEach(Tensor::close);
    values.forEach(Tensor::close);
  }
}
