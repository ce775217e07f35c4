package dev.gatun.nn;

import dev.gatun.torch.Functional;
import dev.gatun.torch.Functional.Causality;
import dev.gatun.torch.Fused;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import org.jspecify.annotations.Nullable;

/**
 * Attention over sequences that follow each other without padding: on the CPU by a kernel for all
 * of them, elsewhere neighbours of equal length as one batch. Holds no tensor.
 */
public final class PackedAttention implements AttentionCore {
  private record Run(long sequences, long length) {}

  private final long[] lengths;
  private final Run[] runs;
  private final long[] tokens;

  /**
   * @param lengths tokens of each sequence, in order
   */
  public PackedAttention(long[] lengths) {
    this.lengths = lengths.clone();
    var found = new ArrayList<Run>();
    for (var length : lengths) {
      if (length == 0) continue;
      var last = found.isEmpty() ? null : found.getLast();
      if (last != null && last.length == length) {
        found.set(found.size() - 1, new Run(last.sequences + 1, length));
      } else {
        found.add(new Run(1, length));
      }
    }
    runs = found.toArray(Run[]::new);
    tokens = found.stream().mapToLong(run -> run.sequences * run.length).toArray();
  }

  @Override
  public Tensor attend(
      int layer,
      Tensor query,
      Tensor key,
      Tensor value,
      @Nullable Rotation rotation,
      Window window) {
    if (Fused.hasPackedAttention(query)) {
      var cos = rotation == null ? null : rotation.halfCos();
      var sin = rotation == null ? null : rotation.halfSin();
      return Fused.packedAttention(query, key, value, cos, sin, lengths, lengths, window.tokens());
    }
    var turned = Rotation.turned(rotation, query);
    return attend(turned, Rotation.turned(rotation, key), value, window);
  }

  private Tensor attend(Tensor query, Tensor key, Tensor value, Window window) {
    if (runs.length == 1) return attend(runs[0], query, key, value, window);
    // Split, not narrow: its gradient is one concatenation, where each narrow's is a zero tensor of
    // all tokens.
    var queries = query.split(tokens, 0);
    var keys = key.split(tokens, 0);
    var values = value.split(tokens, 0);
    var parts = new ArrayList<Tensor>(runs.length);
    for (var i = 0; i < runs.length; i++) {
      parts.add(attend(runs[i], queries.get(i), keys.get(i), values.get(i), window));
    }
    return Tensor.cat(parts, 0);
  }

  private Tensor attend(Run run, Tensor query, Tensor key, Tensor value, Window window) {
    var q = heads(run, query); // (sequences, heads, length, d)
    var k = heads(run, key);
    var v = heads(run, value);
    var attended =
        window.cuts(run.length)
            ? Functional.scaledDotProductAttention(
                q, k, v, window.mask(run.length, run.length, query.device()))
            : Functional.scaledDotProductAttention(q, k, v, Causality.CAUSAL);
    return attended
        .transpose(1, 2)
        .reshape(run.sequences * run.length, query.size(1), query.size(2));
  }

  private static Tensor heads(Run run, Tensor packed) {
    return packed
        .reshape(run.sequences, run.length, packed.size(1), packed.size(2))
        .transpose(1, 2);
  }
}
