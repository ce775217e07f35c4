package dev.gatun.model;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Tensor;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Sequences one after the other, without padding. A token attends to its own sequence up to itself.
 *
 * @param inputIds int64, (tokens)
 * @param positions int64, (tokens): of each token in its sequence, from 0
 * @param lengths tokens of each sequence, which add up to tokens
 */
public record PackedSequences(Tensor inputIds, Tensor positions, long[] lengths) {
  /** Packs token ids; the two tensors belong to the innermost open scope. */
  public static PackedSequences of(Device device, long[]... sequences) {
    var ids = Arrays.stream(sequences).flatMapToLong(Arrays::stream).toArray();
    var positions =
        Arrays.stream(sequences).flatMapToLong(s -> LongStream.range(0, s.length)).toArray();
    var lengths = Arrays.stream(sequences).mapToLong(s -> s.length).toArray();
    return new PackedSequences(Tensor.of(ids).to(device), Tensor.of(positions).to(device), lengths);
  }

  /** Checks what libtorch would not name: dtypes, and whether the lengths add up. */
  void check() {
    var tokens = inputIds.numel();
    var sum = Arrays.stream(lengths).sum();
    if (inputIds.dim() != 1
        || positions.dim() != 1
        || positions.numel() != tokens
        || sum != tokens
        || tokens == 0) {
      throw new IllegalArgumentException(
          "packed sequences need inputIds (tokens), positions (tokens) and lengths that add up to"
              + " at least one token, not "
              + inputIds.shape()
              + ", "
              + positions.shape()
              + " and "
              + sum);
    }
    if (inputIds.dtype() != DType.INT64 || positions.dtype() != DType.INT64) {
      throw new IllegalArgumentException(
          "inputIds and positions are int64, not "
              + inputIds.dtype()
              + " and "
              + positions.dtype());
    }
  }
}
