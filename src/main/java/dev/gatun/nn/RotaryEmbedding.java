package dev.gatun.nn;

import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * Angles of rotary position embeddings, computed in float32, or in float64 for a float64 model; the
 * frequencies are float32 numbers in both, as the pretrained model met them. Holds no tensor.
 */
public final class RotaryEmbedding {
  private final int headDim;
  private final double theta;
  private final RopeScaling scaling;
  private final RopeFrequencies frequencies;

  /**
   * @param headDim d, even
   * @param theta base of the wavelengths
   */
  public RotaryEmbedding(int headDim, double theta, RopeScaling scaling) {
    this.headDim = headDim;
    this.theta = theta;
    this.scaling = scaling;
    this.frequencies = RopeFrequencies.of(headDim, theta, scaling, 0);
  }

  /**
   * The rotation of packed sequences.
   *
   * <p>With {@link RopeScaling.Dynamic}, a sequence's frequencies follow from its own largest
   * position alone, as transformers does for the first sequence that a model sees (there, a longer
   * one seen earlier changes them). Keys that a cache holds keep the frequencies that they were
   * made with, there and here.
   *
   * @param positions int64, (tokens)
   * @param lengths tokens of each sequence
   * @param dtype of the result
   */
  public Rotation at(Tensor positions, long[] lengths, DType dtype) {
    if (scaling instanceof RopeScaling.Dynamic dynamic)
      return dynamic(positions, lengths, dtype, dynamic);
    return rotation(angles(positions, frequencies, dtype), frequencies.attentionFactor(), dtype);
  }

  private Rotation dynamic(
      Tensor positions, long[] lengths, DType dtype, RopeScaling.Dynamic dynamic) {
    var angles = new ArrayList<Tensor>();
    for (var sequence : positions.split(lengths, 0)) {
      var length = sequence.numel() == 0 ? 0 : sequence.amax().itemLong() + 1;
      var own =
          length <= dynamic.maxPositions()
              ? frequencies
              : RopeFrequencies.of(headDim, theta, scaling, length);
      angles.add(angles(sequence, own, dtype));
    }
    return rotation(Tensor.cat(angles, 0), 1, dtype);
  }

  /** (tokens, d/2), wide. */
  private static Tensor angles(Tensor positions, RopeFrequencies frequencies, DType dtype) {
    // Asynchronous: the copy of these few bytes must not make the host wait for the device's queue.
    var inverse = Tensor.of(frequencies.inverse()).toAsync(positions.device());
    return positions.to(wide(dtype)).unsqueeze(1).mul(inverse);
  }

  private static DType wide(DType dtype) {
    return dtype == DType.FLOAT64 ? DType.FLOAT64 : DType.FLOAT32;
  }

  private static Rotation rotation(Tensor angles, float factor, DType dtype) {
    var cos = angles.cos();
    var sin = angles.sin();
    if (factor != 1) {
      cos = cos.mul((double) factor);
      sin = sin.mul((double) factor);
    }
    var wide = wide(dtype);
    return new Rotation(
        Tensor.cat(List.of(cos, cos), -1).unsqueeze(1).to(dtype),
        Tensor.cat(List.of(sin.neg(), sin), -1).unsqueeze(1).to(dtype),
        cos.to(dtype).to(wide),
        sin.to(dtype).to(wide));
  }
}
