package dev.gatun.nn;

import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;

/**
 * Radians per position of each pair of dimensions, in float32 and in transformers' order of
 * operations: at position 100,000 the last bit of a frequency is already a visible angle.
 *
 * @param inverse (d/2), the frequencies
 * @param attentionFactor multiplies cosine and sine
 */
record RopeFrequencies(float[] inverse, float attentionFactor) {
  /**
   * For sequences of up to {@code length} tokens, which only matters to {@link
   * RopeScaling.Dynamic}.
   */
  static RopeFrequencies of(int headDim, double theta, RopeScaling scaling, long length) {
    return switch (scaling) {
      case RopeScaling.None() -> new RopeFrequencies(inverse(headDim, theta), 1);
      case RopeScaling.Linear linear -> new RopeFrequencies(linear(headDim, theta, linear), 1);
      case RopeScaling.Dynamic dynamic ->
          new RopeFrequencies(dynamic(headDim, theta, dynamic, length), 1);
      case RopeScaling.Llama3 llama3 -> new RopeFrequencies(llama3(headDim, theta, llama3), 1);
      case RopeScaling.Yarn yarn ->
          new RopeFrequencies(yarn(headDim, theta, yarn), attentionFactor(yarn));
    };
  }

  /** theta^(2i/d) by libtorch's own pow, whose last bit no other pow promises. */
  private static float[] powers(int headDim, double theta) {
    try (var _ = TensorScope.open()) {
      var exponents =
          Tensor.arange(headDim / 2, DType.FLOAT32, Device.CPU).mul(2.0).div((double) headDim);
      return Operators.call("aten::pow.Scalar", theta, exponents).tensor(0).toFloatArray();
    }
  }

  private static float[] inverse(int headDim, double theta) {
    var inverse = powers(headDim, theta);
    for (var i = 0; i < inverse.length; i++) inverse[i] = 1 / inverse[i];
    return inverse;
  }

  private static float[] linear(int headDim, double theta, RopeScaling.Linear scaling) {
    var inverse = inverse(headDim, theta);
    for (var i = 0; i < inverse.length; i++) inverse[i] /= (float) scaling.factor();
    return inverse;
  }

  private static float[] dynamic(
      int headDim, double theta, RopeScaling.Dynamic scaling, long length) {
    if (length <= scaling.maxPositions()) return inverse(headDim, theta);
    var stretch =
        (float) (scaling.factor() * length / scaling.maxPositions() - (scaling.factor() - 1));
    return inverse(headDim, theta * Math.pow(stretch, headDim / (headDim - 2.0)));
  }

  private static float[] llama3(int headDim, double theta, RopeScaling.Llama3 scaling) {
    var inverse = inverse(headDim, theta);
    var factor = (float) scaling.factor();
    var low = (float) scaling.lowFrequency();
    var longest = (float) (scaling.originalPositions() / scaling.lowFrequency());
    var shortest = (float) (scaling.originalPositions() / scaling.highFrequency());
    var band = (float) (scaling.highFrequency() - scaling.lowFrequency());
    for (var i = 0; i < inverse.length; i++) {
      var wavelength = (float) (2 * Math.PI) / inverse[i];
      if (wavelength > longest) {
        inverse[i] /= factor;
      } else if (wavelength >= shortest) {
        var smooth = (scaling.originalPositions() / wavelength - low) / band;
        inverse[i] = (1 - smooth) * inverse[i] / factor + smooth * inverse[i];
      }
    }
    return inverse;
  }

  private static float[] yarn(int headDim, double theta, RopeScaling.Yarn scaling) {
    var low = dimensionTurning(scaling.betaFast(), headDim, theta, scaling.originalPositions());
    var high = dimensionTurning(scaling.betaSlow(), headDim, theta, scaling.originalPositions());
    if (scaling.truncate() == RopeScaling.Truncation.WHOLE_DIMENSIONS) {
      low = Math.floor(low);
      high = Math.ceil(high);
    }
    low = Math.max(low, 0);
    high = Math.min(high, headDim - 1);
    if (low == high) high += 0.001;
    var factor = (float) scaling.factor();
    var powers = powers(headDim, theta);
    var inverse = new float[powers.length];
    for (var i = 0; i < inverse.length; i++) {
      var ramp = Math.clamp((i - (float) low) / (float) (high - low), 0f, 1f);
      var kept = 1 - ramp;
      inverse[i] = 1 / (factor * powers[i]) * (1 - kept) + 1 / powers[i] * kept;
    }
    return inverse;
  }

  /** The dimension, not rounded, that makes this many turns within positions. */
  private static double dimensionTurning(double turns, int headDim, double theta, long positions) {
    return headDim * Math.log(positions / (turns * 2 * Math.PI)) / (2 * Math.log(theta));
  }

  private static float attentionFactor(RopeScaling.Yarn scaling) {
    var given = scaling.attentionFactor();
    if (given != null) return given.floatValue();
    var mscale = scaling.mscale();
    var all = scaling.mscaleAllDim();
    if (mscale != null && mscale != 0 && all != null && all != 0) {
      return (float) (magnitude(scaling.factor(), mscale) / magnitude(scaling.factor(), all));
    }
    return (float) magnitude(scaling.factor(), 1);
  }

  private static double magnitude(double factor, double mscale) {
    return factor <= 1 ? 1 : 0.1 * mscale * Math.log(factor) + 1;
  }
}
