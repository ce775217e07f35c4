package dev.gatun.model;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/**
 * Fresh parameters: norms 1, biases 0, everything else normal with a standard deviation. The
 * numbers follow from the seed alone: not from the device, libtorch's version or its threads, and
 * libtorch's own generators are left alone.
 */
final class RandomParameters implements ParameterSource {
  private final SplittableRandom random;
  private final double deviation;
  private final DType dtype;
  private final Device device;

  RandomParameters(long seed, double deviation, DType dtype, Device device) {
    this.random = new SplittableRandom(seed);
    this.deviation = deviation;
    this.dtype = dtype;
    this.device = device;
  }

  @Override
  public Parameter parameter(String name, Shape shape) {
    try (var _ = TensorScope.open()) {
      var value = value(name, shape).to(device).to(dtype);
      return new Parameter(name, value.detachFromScope().requiresGrad_(true));
    }
  }

  private Tensor value(String name, Shape shape) {
    if (name.endsWith("norm.weight")) return Tensor.ones(shape, DType.FLOAT32, Device.CPU);
    if (name.endsWith(".bias")) return Tensor.zeros(shape, DType.FLOAT32, Device.CPU);
    var value = Tensor.empty(shape, DType.FLOAT32, Device.CPU);
    var elements = value.segment();
    for (var i = 0L; i < shape.numel(); i++) {
      elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (deviation * random.nextGaussian()));
    }
    return value;
  }
}
