// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** torch.nn.functional: layers, losses and their like. */
abstract class NeuralNetworks {
  NeuralNetworks() {}

  /** torch.nn.functional.celu: (self's shape): max(0, x) + min(0, alpha (exp(x / alpha) - 1)). */
  public static Tensor celu(Tensor self) {
    return Operators.call("aten::celu", self).tensor(0);
  }

  /** torch.nn.functional.celu: (self's shape): max(0, x) + min(0, alpha (exp(x / alpha) - 1)). */
  public static Tensor celu(Tensor self, Number alpha) {
    return Operators.call("aten::celu", self, alpha).tensor(0);
  }

  /** torch.nn.functional.celu_: (self's shape): max(0, x) + min(0, alpha (exp(x / alpha) - 1)). */
  public static Tensor celu_(Tensor self) {
    return Operators.call("aten::celu_", self).tensor(0);
  }

  /** torch.nn.functional.celu_: (self's shape): max(0, x) + min(0, alpha (exp(x / alpha) - 1)). */
  public static Tensor celu_(Tensor self, Number alpha) {
    return Operators.call("aten::celu_", self, alpha).tensor(0);
  }

  /** torch.nn.functional.elu: (self's shape): x above 0, alpha (exp(x) - 1) below. */
  public static Tensor elu(Tensor self) {
    return Operators.call("aten::elu", self).tensor(0);
  }

  /** torch.nn.functional.elu: (self's shape): x above 0, alpha (exp(x) - 1) below. */
  public static Tensor elu(Tensor self, Number alpha, Number scale, Number inputScale) {
    return Operators.call("aten::elu", self, alpha, scale, inputScale).tensor(0);
  }

  /** torch.nn.functional.elu_: (self's shape): x above 0, alpha (exp(x) - 1) below. */
  public static Tensor elu_(Tensor self) {
    return Operators.call("aten::elu_", self).tensor(0);
  }

  /** torch.nn.functional.elu_: (self's shape): x above 0, alpha (exp(x) - 1) below. */
  public static Tensor elu_(Tensor self, Number alpha, Number scale, Number inputScale) {
    return Operators.call("aten::elu_", self, alpha, scale, inputScale).tensor(0);
  }

  /** torch.nn.functional.glu: Half along dim: the first half times the sigmoid of the second. */
  public static Tensor glu(Tensor self) {
    return Operators.call("aten::glu", self).tensor(0);
  }

  /** torch.nn.functional.glu: Half along dim: the first half times the sigmoid of the second. */
  public static Tensor glu(Tensor self, long dim) {
    return Operators.call("aten::glu", self, dim).tensor(0);
  }

  /** torch.nn.functional.hardshrink: (self's shape): 0 within lambd of 0, else x. */
  public static Tensor hardshrink(Tensor self) {
    return Operators.call("aten::hardshrink", self).tensor(0);
  }

  /** torch.nn.functional.hardshrink: (self's shape): 0 within lambd of 0, else x. */
  public static Tensor hardshrink(Tensor self, Number lambd) {
    return Operators.call("aten::hardshrink", self, lambd).tensor(0);
  }

  /** torch.nn.functional.hardsigmoid: (self's shape): a sigmoid of straight lines. */
  public static Tensor hardsigmoid(Tensor self) {
    return Operators.call("aten::hardsigmoid", self).tensor(0);
  }

  /** torch.nn.functional.hardsigmoid_: (self's shape): a sigmoid of straight lines. */
  public static Tensor hardsigmoid_(Tensor self) {
    return Operators.call("aten::hardsigmoid_", self).tensor(0);
  }

  /** torch.nn.functional.hardswish: (self's shape): x times hardsigmoid(x). */
  public static Tensor hardswish(Tensor self) {
    return Operators.call("aten::hardswish", self).tensor(0);
  }

  /** torch.nn.functional.hardswish_: (self's shape): x times hardsigmoid(x). */
  public static Tensor hardswish_(Tensor self) {
    return Operators.call("aten::hardswish_", self).tensor(0);
  }

  /** torch.nn.functional.hardtanh: (self's shape): x within minVal and maxVal, else these. */
  public static Tensor hardtanh(Tensor self) {
    return Operators.call("aten::hardtanh", self).tensor(0);
  }

  /** torch.nn.functional.hardtanh: (self's shape): x within minVal and maxVal, else these. */
  public static Tensor hardtanh(Tensor self, Number minVal, Number maxVal) {
    return Operators.call("aten::hardtanh", self, minVal, maxVal).tensor(0);
  }

  /** torch.nn.functional.hardtanh_: (self's shape): x within minVal and maxVal, else these. */
  public static Tensor hardtanh_(Tensor self) {
    return Operators.call("aten::hardtanh_", self).tensor(0);
  }

  /** torch.nn.functional.hardtanh_: (self's shape): x within minVal and maxVal, else these. */
  public static Tensor hardtanh_(Tensor self, Number minVal, Number maxVal) {
    return Operators.call("aten::hardtanh_", self, minVal, maxVal).tensor(0);
  }

  /** torch.nn.functional.leaky_relu: (self's shape): x above 0, negativeSlope x below. */
  public static Tensor leakyRelu(Tensor self) {
    return Operators.call("aten::leaky_relu", self).tensor(0);
  }

  /** torch.nn.functional.leaky_relu: (self's shape): x above 0, negativeSlope x below. */
  public static Tensor leakyRelu(Tensor self, Number negativeSlope) {
    return Operators.call("aten::leaky_relu", self, negativeSlope).tensor(0);
  }

  /** torch.nn.functional.leaky_relu_: (self's shape): x above 0, negativeSlope x below. */
  public static Tensor leakyRelu_(Tensor self) {
    return Operators.call("aten::leaky_relu_", self).tensor(0);
  }

  /** torch.nn.functional.leaky_relu_: (self's shape): x above 0, negativeSlope x below. */
  public static Tensor leakyRelu_(Tensor self, Number negativeSlope) {
    return Operators.call("aten::leaky_relu_", self, negativeSlope).tensor(0);
  }

  /** torch.nn.functional.mish: (self's shape): x tanh(softplus(x)). */
  public static Tensor mish(Tensor self) {
    return Operators.call("aten::mish", self).tensor(0);
  }

  /** torch.nn.functional.mish_: (self's shape): x tanh(softplus(x)). */
  public static Tensor mish_(Tensor self) {
    return Operators.call("aten::mish_", self).tensor(0);
  }

  /** torch.nn.functional.prelu: (self's shape): x above 0, weight x below. */
  public static Tensor prelu(Tensor self, Tensor weight) {
    return Operators.call("aten::prelu", self, weight).tensor(0);
  }

  /** torch.nn.functional.relu6: (self's shape): x within 0 and 6, else these. */
  public static Tensor relu6(Tensor self) {
    return Operators.call("aten::relu6", self).tensor(0);
  }

  /** torch.nn.functional.rrelu: (self's shape): relu with a random slope below 0 when training. */
  public static Tensor rrelu(Tensor self) {
    return Operators.call("aten::rrelu", self).tensor(0);
  }

  /** torch.nn.functional.rrelu: (self's shape): relu with a random slope below 0 when training. */
  public static Tensor rrelu(
      Tensor self, Number lower, Number upper, boolean training, @Nullable Generator generator) {
    return Operators.call("aten::rrelu", self, lower, upper, training, generator).tensor(0);
  }

  /** torch.nn.functional.selu: (self's shape): the self-normalizing elu. */
  public static Tensor selu(Tensor self) {
    return Operators.call("aten::selu", self).tensor(0);
  }

  /** torch.nn.functional.selu_: (self's shape): the self-normalizing elu. */
  public static Tensor selu_(Tensor self) {
    return Operators.call("aten::selu_", self).tensor(0);
  }

  /** torch.nn.functional.softplus: (self's shape): log(1 + exp(beta x)) / beta. */
  public static Tensor softplus(Tensor self) {
    return Operators.call("aten::softplus", self).tensor(0);
  }

  /** torch.nn.functional.softplus: (self's shape): log(1 + exp(beta x)) / beta. */
  public static Tensor softplus(Tensor self, Number beta, Number threshold) {
    return Operators.call("aten::softplus", self, beta, threshold).tensor(0);
  }

  /** torch.nn.functional.softshrink: (self's shape): x moved towards 0 by lambd. */
  public static Tensor softshrink(Tensor self) {
    return Operators.call("aten::softshrink", self).tensor(0);
  }

  /** torch.nn.functional.softshrink: (self's shape): x moved towards 0 by lambd. */
  public static Tensor softshrink(Tensor self, Number lambd) {
    return Operators.call("aten::softshrink", self, lambd).tensor(0);
  }

  /** torch.nn.functional.threshold: (self's shape): x above threshold, else value. */
  public static Tensor threshold(Tensor self, Number threshold, Number value) {
    return Operators.call("aten::threshold", self, threshold, value).tensor(0);
  }

  /** torch.nn.functional.threshold_: (self's shape): x above threshold, else value. */
  public static Tensor threshold_(Tensor self, Number threshold, Number value) {
    return Operators.call("aten::threshold_", self, threshold, value).tensor(0);
  }

  /**
   * torch.nn.functional.dropout: (self's shape): elements 0 with probability p, the rest scaled,
   * when training.
   */
  public static Tensor dropout(Tensor input, double p, boolean train) {
    return Operators.call("aten::dropout", input, p, train).tensor(0);
  }

  /**
   * torch.nn.functional.dropout_: (self's shape): elements 0 with probability p, the rest scaled,
   * when training.
   */
  public static Tensor dropout_(Tensor self, double p, boolean train) {
    return Operators.call("aten::dropout_", self, p, train).tensor(0);
  }

  /**
   * torch.nn.functional.alpha_dropout: (self's shape): dropout that keeps mean and variance of
   * selu.
   */
  public static Tensor alphaDropout(Tensor input, double p, boolean train) {
    return Operators.call("aten::alpha_dropout", input, p, train).tensor(0);
  }

  /**
   * torch.nn.functional.alpha_dropout_: (self's shape): dropout that keeps mean and variance of
   * selu.
   */
  public static Tensor alphaDropout_(Tensor self, double p, boolean train) {
    return Operators.call("aten::alpha_dropout_", self, p, train).tensor(0);
  }

  /** torch.nn.functional.feature_dropout: (self's shape): whole channels 0 with probability p. */
  public static Tensor featureDropout(Tensor input, double p, boolean train) {
    return Operators.call("aten::feature_dropout", input, p, train).tensor(0);
  }

  /**
   * torch.nn.functional.batch_norm: (input's shape): normalized over the batch, by running
   * statistics when not training.
   */
  public static Tensor batchNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      boolean training,
      double momentum,
      double eps,
      boolean cudnnEnabled) {
    return Operators.call(
            "aten::batch_norm",
            input,
            weight,
            bias,
            runningMean,
            runningVar,
            training,
            momentum,
            eps,
            cudnnEnabled)
        .tensor(0);
  }

  /** torch.nn.functional.group_norm: (input's shape): normalized over groups of channels. */
  public static Tensor groupNorm(Tensor input, long numGroups) {
    return Operators.call("aten::group_norm", input, numGroups).tensor(0);
  }

  /** torch.nn.functional.group_norm: (input's shape): normalized over groups of channels. */
  public static Tensor groupNorm(
      Tensor input,
      long numGroups,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      boolean cudnnEnabled) {
    return Operators.call("aten::group_norm", input, numGroups, weight, bias, eps, cudnnEnabled)
        .tensor(0);
  }

  /**
   * torch.nn.functional.instance_norm: (input's shape): normalized over each channel of each
   * sample.
   */
  public static Tensor instanceNorm(
      Tensor input,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      @Nullable Tensor runningMean,
      @Nullable Tensor runningVar,
      boolean useInputStats,
      double momentum,
      double eps,
      boolean cudnnEnabled) {
    return Operators.call(
            "aten::instance_norm",
            input,
            weight,
            bias,
            runningMean,
            runningVar,
            useInputStats,
            momentum,
            eps,
            cudnnEnabled)
        .tensor(0);
  }

  /** torch.nn.functional.layer_norm: (input's shape): normalized over the last dimensions. */
  public static Tensor layerNorm(Tensor input, long... normalizedShape) {
    return Operators.call("aten::layer_norm", input, normalizedShape).tensor(0);
  }

  /** torch.nn.functional.layer_norm: (input's shape): normalized over the last dimensions. */
  public static Tensor layerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps,
      boolean cudnnEnable) {
    return Operators.call(
            "aten::layer_norm", input, normalizedShape, weight, bias, eps, cudnnEnable)
        .tensor(0);
  }

  /** torch.nn.functional.bilinear: (..., out): x1^T A x2 + b. */
  public static Tensor bilinear(Tensor input1, Tensor input2, Tensor weight) {
    return Operators.call("aten::bilinear", input1, input2, weight).tensor(0);
  }

  /** torch.nn.functional.bilinear: (..., out): x1^T A x2 + b. */
  public static Tensor bilinear(
      Tensor input1, Tensor input2, Tensor weight, @Nullable Tensor bias) {
    return Operators.call("aten::bilinear", input1, input2, weight, bias).tensor(0);
  }

  /**
   * torch.nn.functional.conv1d: (n, out, length): the convolution of (n, in, length) with (out, in
   * / groups, k).
   */
  public static Tensor conv1d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv1d", input, weight).tensor(0);
  }

  /**
   * torch.nn.functional.conv1d: (n, out, length): the convolution of (n, in, length) with (out, in
   * / groups, k).
   */
  public static Tensor conv1d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return Operators.call("aten::conv1d", input, weight, bias, stride, padding, dilation, groups)
        .tensor(0);
  }

  /**
   * torch.nn.functional.conv2d: (n, out, h, w): the convolution of (n, in, h, w) with (out, in /
   * groups, kh, kw).
   */
  public static Tensor conv2d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv2d", input, weight).tensor(0);
  }

  /**
   * torch.nn.functional.conv2d: (n, out, h, w): the convolution of (n, in, h, w) with (out, in /
   * groups, kh, kw).
   */
  public static Tensor conv2d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return Operators.call("aten::conv2d", input, weight, bias, stride, padding, dilation, groups)
        .tensor(0);
  }

  /** torch.nn.functional.conv3d: (n, out, d, h, w): the convolution of (n, in, d, h, w). */
  public static Tensor conv3d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv3d", input, weight).tensor(0);
  }

  /** torch.nn.functional.conv3d: (n, out, d, h, w): the convolution of (n, in, d, h, w). */
  public static Tensor conv3d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] dilation,
      long groups) {
    return Operators.call("aten::conv3d", input, weight, bias, stride, padding, dilation, groups)
        .tensor(0);
  }

  /** torch.nn.functional.conv_transpose1d: (n, out, length): the transposed convolution. */
  public static Tensor convTranspose1d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv_transpose1d", input, weight).tensor(0);
  }

  /** torch.nn.functional.conv_transpose1d: (n, out, length): the transposed convolution. */
  public static Tensor convTranspose1d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long... dilation) {
    return Operators.call(
            "aten::conv_transpose1d",
            input,
            weight,
            bias,
            stride,
            padding,
            outputPadding,
            groups,
            dilation)
        .tensor(0);
  }

  /** torch.nn.functional.conv_transpose2d: (n, out, h, w): the transposed convolution. */
  public static Tensor convTranspose2d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv_transpose2d.input", input, weight).tensor(0);
  }

  /** torch.nn.functional.conv_transpose2d: (n, out, h, w): the transposed convolution. */
  public static Tensor convTranspose2d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long... dilation) {
    return Operators.call(
            "aten::conv_transpose2d.input",
            input,
            weight,
            bias,
            stride,
            padding,
            outputPadding,
            groups,
            dilation)
        .tensor(0);
  }

  /** torch.nn.functional.conv_transpose3d: (n, out, d, h, w): the transposed convolution. */
  public static Tensor convTranspose3d(Tensor input, Tensor weight) {
    return Operators.call("aten::conv_transpose3d.input", input, weight).tensor(0);
  }

  /** torch.nn.functional.conv_transpose3d: (n, out, d, h, w): the transposed convolution. */
  public static Tensor convTranspose3d(
      Tensor input,
      Tensor weight,
      @Nullable Tensor bias,
      long[] stride,
      long[] padding,
      long[] outputPadding,
      long groups,
      long... dilation) {
    return Operators.call(
            "aten::conv_transpose3d.input",
            input,
            weight,
            bias,
            stride,
            padding,
            outputPadding,
            groups,
            dilation)
        .tensor(0);
  }

  /**
   * torch.nn.functional.col2im: (n, c, h, w): overlapping patches added up:
   * torch.nn.functional.fold.
   */
  public static Tensor col2im(
      Tensor self,
      long[] outputSize,
      long[] kernelSize,
      long[] dilation,
      long[] padding,
      long... stride) {
    return Operators.call("aten::col2im", self, outputSize, kernelSize, dilation, padding, stride)
        .tensor(0);
  }

  /**
   * torch.nn.functional.im2col: (n, c k, patches): patches as columns: torch.nn.functional.unfold.
   */
  public static Tensor im2col(
      Tensor self, long[] kernelSize, long[] dilation, long[] padding, long... stride) {
    return Operators.call("aten::im2col", self, kernelSize, dilation, padding, stride).tensor(0);
  }

  /** torch.nn.functional.avg_pool1d: (n, c, length): means of windows. */
  public static Tensor avgPool1d(Tensor self, long... kernelSize) {
    return Operators.call("aten::avg_pool1d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.avg_pool1d: (n, c, length): means of windows. */
  public static Tensor avgPool1d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad) {
    return Operators.call(
            "aten::avg_pool1d", self, kernelSize, stride, padding, ceilMode, countIncludePad)
        .tensor(0);
  }

  /** torch.nn.functional.avg_pool2d: (n, c, h, w): means of windows. */
  public static Tensor avgPool2d(Tensor self, long... kernelSize) {
    return Operators.call("aten::avg_pool2d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.avg_pool2d: (n, c, h, w): means of windows. */
  public static Tensor avgPool2d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad,
      @Nullable Long divisorOverride) {
    return Operators.call(
            "aten::avg_pool2d",
            self,
            kernelSize,
            stride,
            padding,
            ceilMode,
            countIncludePad,
            divisorOverride)
        .tensor(0);
  }

  /** torch.nn.functional.avg_pool3d: (n, c, d, h, w): means of windows. */
  public static Tensor avgPool3d(Tensor self, long... kernelSize) {
    return Operators.call("aten::avg_pool3d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.avg_pool3d: (n, c, d, h, w): means of windows. */
  public static Tensor avgPool3d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      boolean ceilMode,
      boolean countIncludePad,
      @Nullable Long divisorOverride) {
    return Operators.call(
            "aten::avg_pool3d",
            self,
            kernelSize,
            stride,
            padding,
            ceilMode,
            countIncludePad,
            divisorOverride)
        .tensor(0);
  }

  /** torch.nn.functional.max_pool1d: (n, c, length): maxima of windows. */
  public static Tensor maxPool1d(Tensor self, long... kernelSize) {
    return Operators.call("aten::max_pool1d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.max_pool1d: (n, c, length): maxima of windows. */
  public static Tensor maxPool1d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return Operators.call("aten::max_pool1d", self, kernelSize, stride, padding, dilation, ceilMode)
        .tensor(0);
  }

  /** torch.nn.functional.max_pool2d: (n, c, h, w): maxima of windows. */
  public static Tensor maxPool2d(Tensor self, long... kernelSize) {
    return Operators.call("aten::max_pool2d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.max_pool2d: (n, c, h, w): maxima of windows. */
  public static Tensor maxPool2d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return Operators.call("aten::max_pool2d", self, kernelSize, stride, padding, dilation, ceilMode)
        .tensor(0);
  }

  /** torch.nn.functional.max_pool3d: (n, c, d, h, w): maxima of windows. */
  public static Tensor maxPool3d(Tensor self, long... kernelSize) {
    return Operators.call("aten::max_pool3d", self, kernelSize).tensor(0);
  }

  /** torch.nn.functional.max_pool3d: (n, c, d, h, w): maxima of windows. */
  public static Tensor maxPool3d(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    return Operators.call("aten::max_pool3d", self, kernelSize, stride, padding, dilation, ceilMode)
        .tensor(0);
  }

  /** torch.nn.functional.max_pool2d_with_indices: values and indices of maxima of windows. */
  public static OperatorResults.FirstSecond maxPool2dWithIndices(Tensor self, long... kernelSize) {
    var results = Operators.call("aten::max_pool2d_with_indices", self, kernelSize);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.nn.functional.max_pool2d_with_indices: values and indices of maxima of windows. */
  public static OperatorResults.FirstSecond maxPool2dWithIndices(
      Tensor self,
      long[] kernelSize,
      long[] stride,
      long[] padding,
      long[] dilation,
      boolean ceilMode) {
    var results =
        Operators.call(
            "aten::max_pool2d_with_indices", self, kernelSize, stride, padding, dilation, ceilMode);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.nn.functional.adaptive_avg_pool1d: (n, c, outputSize): means of windows that fit. */
  public static Tensor adaptiveAvgPool1d(Tensor self, long... outputSize) {
    return Operators.call("aten::adaptive_avg_pool1d", self, outputSize).tensor(0);
  }

  /** torch.nn.functional.adaptive_avg_pool2d: (n, c, outputSize): means of windows that fit. */
  public static Tensor adaptiveAvgPool2d(Tensor self, long... outputSize) {
    return Operators.call("aten::adaptive_avg_pool2d", self, outputSize).tensor(0);
  }

  /** torch.nn.functional.adaptive_avg_pool3d: (n, c, outputSize): means of windows that fit. */
  public static Tensor adaptiveAvgPool3d(Tensor self, long... outputSize) {
    return Operators.call("aten::adaptive_avg_pool3d", self, outputSize).tensor(0);
  }

  /** torch.nn.functional.adaptive_max_pool2d: values and indices of maxima of windows that fit. */
  public static OperatorResults.FirstSecond adaptiveMaxPool2d(Tensor self, long... outputSize) {
    var results = Operators.call("aten::adaptive_max_pool2d", self, outputSize);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.nn.functional.reflection_pad1d: (..., length): padded with mirrored elements. */
  public static Tensor reflectionPad1d(Tensor self, long... padding) {
    return Operators.call("aten::reflection_pad1d", self, padding).tensor(0);
  }

  /** torch.nn.functional.reflection_pad2d: (..., h, w): padded with mirrored elements. */
  public static Tensor reflectionPad2d(Tensor self, long... padding) {
    return Operators.call("aten::reflection_pad2d", self, padding).tensor(0);
  }

  /** torch.nn.functional.replication_pad1d: (..., length): padded with the edge's elements. */
  public static Tensor replicationPad1d(Tensor self, long... padding) {
    return Operators.call("aten::replication_pad1d", self, padding).tensor(0);
  }

  /** torch.nn.functional.replication_pad2d: (..., h, w): padded with the edge's elements. */
  public static Tensor replicationPad2d(Tensor self, long... padding) {
    return Operators.call("aten::replication_pad2d", self, padding).tensor(0);
  }

  /** torch.nn.functional.pad: Padded by mode "constant", "reflect", "replicate" or "circular". */
  public static Tensor pad(Tensor self, long... pad) {
    return Operators.call("aten::pad", self, pad).tensor(0);
  }

  /** torch.nn.functional.pad: Padded by mode "constant", "reflect", "replicate" or "circular". */
  public static Tensor pad(Tensor self, long[] pad, String mode, @Nullable Double value) {
    return Operators.call("aten::pad", self, pad, mode, value).tensor(0);
  }

  /** torch.nn.functional.pixel_shuffle: (n, c / r^2, h r, w r): channels as pixels. */
  public static Tensor pixelShuffle(Tensor self, long upscaleFactor) {
    return Operators.call("aten::pixel_shuffle", self, upscaleFactor).tensor(0);
  }

  /** torch.nn.functional.pixel_unshuffle: (n, c r^2, h / r, w / r): pixels as channels. */
  public static Tensor pixelUnshuffle(Tensor self, long downscaleFactor) {
    return Operators.call("aten::pixel_unshuffle", self, downscaleFactor).tensor(0);
  }

  /** torch.nn.functional.channel_shuffle: (self's shape): channels of groups, mixed. */
  public static Tensor channelShuffle(Tensor self, long groups) {
    return Operators.call("aten::channel_shuffle", self, groups).tensor(0);
  }

  /**
   * torch.nn.functional.grid_sampler: (n, c, h, w): input at the places of grid:
   * torch.nn.functional.grid_sample with numbers for its modes.
   */
  public static Tensor gridSampler(
      Tensor input, Tensor grid, long interpolationMode, long paddingMode, boolean alignCorners) {
    return Operators.call(
            "aten::grid_sampler", input, grid, interpolationMode, paddingMode, alignCorners)
        .tensor(0);
  }

  /**
   * torch.nn.functional.affine_grid_generator: (n, h, w, 2): a grid for grid_sampler from matrices.
   */
  public static Tensor affineGridGenerator(Tensor theta, long[] size, boolean alignCorners) {
    return Operators.call("aten::affine_grid_generator", theta, size, alignCorners).tensor(0);
  }

  /** torch.nn.functional.upsample_nearest2d: (n, c, h, w): enlarged by the nearest pixel. */
  public static Tensor upsampleNearest2d(Tensor self, long... outputSize) {
    return Operators.call("aten::upsample_nearest2d", self, outputSize).tensor(0);
  }

  /** torch.nn.functional.upsample_nearest2d: (n, c, h, w): enlarged by the nearest pixel. */
  public static Tensor upsampleNearest2d(
      Tensor self, long[] outputSize, @Nullable Double scalesH, @Nullable Double scalesW) {
    return Operators.call("aten::upsample_nearest2d", self, outputSize, scalesH, scalesW).tensor(0);
  }

  /** torch.nn.functional.upsample_bilinear2d: (n, c, h, w): enlarged by straight lines. */
  public static Tensor upsampleBilinear2d(Tensor self, long[] outputSize, boolean alignCorners) {
    return Operators.call("aten::upsample_bilinear2d", self, outputSize, alignCorners).tensor(0);
  }

  /** torch.nn.functional.upsample_bilinear2d: (n, c, h, w): enlarged by straight lines. */
  public static Tensor upsampleBilinear2d(
      Tensor self,
      long[] outputSize,
      boolean alignCorners,
      @Nullable Double scalesH,
      @Nullable Double scalesW) {
    return Operators.call(
            "aten::upsample_bilinear2d", self, outputSize, alignCorners, scalesH, scalesW)
        .tensor(0);
  }

  /** torch.nn.functional.upsample_bicubic2d: (n, c, h, w): enlarged by cubic curves. */
  public static Tensor upsampleBicubic2d(Tensor self, long[] outputSize, boolean alignCorners) {
    return Operators.call("aten::upsample_bicubic2d", self, outputSize, alignCorners).tensor(0);
  }

  /** torch.nn.functional.upsample_bicubic2d: (n, c, h, w): enlarged by cubic curves. */
  public static Tensor upsampleBicubic2d(
      Tensor self,
      long[] outputSize,
      boolean alignCorners,
      @Nullable Double scalesH,
      @Nullable Double scalesW) {
    return Operators.call(
            "aten::upsample_bicubic2d", self, outputSize, alignCorners, scalesH, scalesW)
        .tensor(0);
  }

  /**
   * torch.nn.functional.embedding: (indices' shape, width): rows of weight; paddingIdx's gets no
   * gradient.
   */
  public static Tensor embedding(
      Tensor weight, Tensor indices, long paddingIdx, boolean scaleGradByFreq, boolean sparse) {
    return Operators.call("aten::embedding", weight, indices, paddingIdx, scaleGradByFreq, sparse)
        .tensor(0);
  }

  /** torch.nn.functional.embedding_bag: output and three helpers: rows of weight, summed by bag. */
  public static OperatorResults.FirstSecondThirdFourth embeddingBag(
      Tensor weight, Tensor indices, Tensor offsets) {
    var results = Operators.call("aten::embedding_bag", weight, indices, offsets);
    return new OperatorResults.FirstSecondThirdFourth(
        results.tensor(0), results.tensor(1), results.tensor(2), results.tensor(3));
  }

  /** torch.nn.functional.embedding_bag: output and three helpers: rows of weight, summed by bag. */
  public static OperatorResults.FirstSecondThirdFourth embeddingBag(
      Tensor weight,
      Tensor indices,
      Tensor offsets,
      boolean scaleGradByFreq,
      long mode,
      boolean sparse,
      @Nullable Tensor perSampleWeights,
      boolean includeLastOffset) {
    var results =
        Operators.call(
            "aten::embedding_bag",
            weight,
            indices,
            offsets,
            scaleGradByFreq,
            mode,
            sparse,
            perSampleWeights,
            includeLastOffset);
    return new OperatorResults.FirstSecondThirdFourth(
        results.tensor(0), results.tensor(1), results.tensor(2), results.tensor(3));
  }

  /** torch.nn.functional.cosine_similarity: Cosines of the angles between x1 and x2 along dim. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2) {
    return Operators.call("aten::cosine_similarity", x1, x2).tensor(0);
  }

  /** torch.nn.functional.cosine_similarity: Cosines of the angles between x1 and x2 along dim. */
  public static Tensor cosineSimilarity(Tensor x1, Tensor x2, long dim, double eps) {
    return Operators.call("aten::cosine_similarity", x1, x2, dim, eps).tensor(0);
  }

  /** torch.nn.functional.pairwise_distance: p-norms of x1 - x2 along the last dimension. */
  public static Tensor pairwiseDistance(Tensor x1, Tensor x2) {
    return Operators.call("aten::pairwise_distance", x1, x2).tensor(0);
  }

  /** torch.nn.functional.pairwise_distance: p-norms of x1 - x2 along the last dimension. */
  public static Tensor pairwiseDistance(
      Tensor x1, Tensor x2, double p, double eps, boolean keepdim) {
    return Operators.call("aten::pairwise_distance", x1, x2, p, eps, keepdim).tensor(0);
  }

  /** torch.nn.functional.pdist: (n (n - 1) / 2): distances between the rows of (n, k). */
  public static Tensor pdist(Tensor self) {
    return Operators.call("aten::pdist", self).tensor(0);
  }

  /** torch.nn.functional.pdist: (n (n - 1) / 2): distances between the rows of (n, k). */
  public static Tensor pdist(Tensor self, double p) {
    return Operators.call("aten::pdist", self, p).tensor(0);
  }

  /**
   * torch.nn.functional.binary_cross_entropy: Binary cross entropy of probabilities; reduction 0
   * none, 1 mean, 2 sum.
   */
  public static Tensor binaryCrossEntropy(Tensor self, Tensor target) {
    return Operators.call("aten::binary_cross_entropy", self, target).tensor(0);
  }

  /**
   * torch.nn.functional.binary_cross_entropy: Binary cross entropy of probabilities; reduction 0
   * none, 1 mean, 2 sum.
   */
  public static Tensor binaryCrossEntropy(
      Tensor self, Tensor target, @Nullable Tensor weight, long reduction) {
    return Operators.call("aten::binary_cross_entropy", self, target, weight, reduction).tensor(0);
  }

  /**
   * torch.nn.functional.binary_cross_entropy_with_logits: Binary cross entropy of logits; reduction
   * 0 none, 1 mean, 2 sum.
   */
  public static Tensor binaryCrossEntropyWithLogits(Tensor self, Tensor target) {
    return Operators.call("aten::binary_cross_entropy_with_logits", self, target).tensor(0);
  }

  /**
   * torch.nn.functional.binary_cross_entropy_with_logits: Binary cross entropy of logits; reduction
   * 0 none, 1 mean, 2 sum.
   */
  public static Tensor binaryCrossEntropyWithLogits(
      Tensor self,
      Tensor target,
      @Nullable Tensor weight,
      @Nullable Tensor posWeight,
      long reduction) {
    return Operators.call(
            "aten::binary_cross_entropy_with_logits", self, target, weight, posWeight, reduction)
        .tensor(0);
  }

  /**
   * torch.nn.functional.cosine_embedding_loss: 1 - cos where target is 1, max(0, cos - margin)
   * where -1.
   */
  public static Tensor cosineEmbeddingLoss(Tensor input1, Tensor input2, Tensor target) {
    return Operators.call("aten::cosine_embedding_loss", input1, input2, target).tensor(0);
  }

  /**
   * torch.nn.functional.cosine_embedding_loss: 1 - cos where target is 1, max(0, cos - margin)
   * where -1.
   */
  public static Tensor cosineEmbeddingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
    return Operators.call("aten::cosine_embedding_loss", input1, input2, target, margin, reduction)
        .tensor(0);
  }

  /**
   * torch.nn.functional.cross_entropy_loss: Cross entropy of logits (n, classes) and classes (n) or
   * probabilities.
   */
  public static Tensor crossEntropyLoss(Tensor self, Tensor target) {
    return Operators.call("aten::cross_entropy_loss", self, target).tensor(0);
  }

  /**
   * torch.nn.functional.cross_entropy_loss: Cross entropy of logits (n, classes) and classes (n) or
   * probabilities.
   */
  public static Tensor crossEntropyLoss(
      Tensor self,
      Tensor target,
      @Nullable Tensor weight,
      long reduction,
      long ignoreIndex,
      double labelSmoothing) {
    return Operators.call(
            "aten::cross_entropy_loss",
            self,
            target,
            weight,
            reduction,
            ignoreIndex,
            labelSmoothing)
        .tensor(0);
  }

  /** torch.nn.functional.ctc_loss: The connectionist temporal classification loss. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, long[] inputLengths, long... targetLengths) {
    return Operators.call("aten::ctc_loss.IntList", logProbs, targets, inputLengths, targetLengths)
        .tensor(0);
  }

  /** torch.nn.functional.ctc_loss: The connectionist temporal classification loss. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      long[] inputLengths,
      long[] targetLengths,
      long blank,
      long reduction,
      boolean zeroInfinity) {
    return Operators.call(
            "aten::ctc_loss.IntList",
            logProbs,
            targets,
            inputLengths,
            targetLengths,
            blank,
            reduction,
            zeroInfinity)
        .tensor(0);
  }

  /** torch.nn.functional.ctc_loss: The connectionist temporal classification loss. */
  public static Tensor ctcLoss(
      Tensor logProbs, Tensor targets, Tensor inputLengths, Tensor targetLengths) {
    return Operators.call("aten::ctc_loss.Tensor", logProbs, targets, inputLengths, targetLengths)
        .tensor(0);
  }

  /** torch.nn.functional.ctc_loss: The connectionist temporal classification loss. */
  public static Tensor ctcLoss(
      Tensor logProbs,
      Tensor targets,
      Tensor inputLengths,
      Tensor targetLengths,
      long blank,
      long reduction,
      boolean zeroInfinity) {
    return Operators.call(
            "aten::ctc_loss.Tensor",
            logProbs,
            targets,
            inputLengths,
            targetLengths,
            blank,
            reduction,
            zeroInfinity)
        .tensor(0);
  }

  /** torch.nn.functional.hinge_embedding_loss: x where target is 1, max(0, margin - x) where -1. */
  public static Tensor hingeEmbeddingLoss(Tensor self, Tensor target) {
    return Operators.call("aten::hinge_embedding_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.hinge_embedding_loss: x where target is 1, max(0, margin - x) where -1. */
  public static Tensor hingeEmbeddingLoss(
      Tensor self, Tensor target, double margin, long reduction) {
    return Operators.call("aten::hinge_embedding_loss", self, target, margin, reduction).tensor(0);
  }

  /** torch.nn.functional.huber_loss: Squares near 0, straight lines beyond delta. */
  public static Tensor huberLoss(Tensor self, Tensor target) {
    return Operators.call("aten::huber_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.huber_loss: Squares near 0, straight lines beyond delta. */
  public static Tensor huberLoss(Tensor self, Tensor target, long reduction, double delta) {
    return Operators.call("aten::huber_loss", self, target, reduction, delta).tensor(0);
  }

  /**
   * torch.nn.functional.kl_div: target (log(target) - self), pointwise; logTarget says that target
   * is a logarithm.
   */
  public static Tensor klDiv(Tensor self, Tensor target) {
    return Operators.call("aten::kl_div", self, target).tensor(0);
  }

  /**
   * torch.nn.functional.kl_div: target (log(target) - self), pointwise; logTarget says that target
   * is a logarithm.
   */
  public static Tensor klDiv(Tensor self, Tensor target, long reduction, boolean logTarget) {
    return Operators.call("aten::kl_div", self, target, reduction, logTarget).tensor(0);
  }

  /** torch.nn.functional.l1_loss: |self - target|, reduced. */
  public static Tensor l1Loss(Tensor self, Tensor target) {
    return Operators.call("aten::l1_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.l1_loss: |self - target|, reduced. */
  public static Tensor l1Loss(Tensor self, Tensor target, long reduction) {
    return Operators.call("aten::l1_loss", self, target, reduction).tensor(0);
  }

  /** torch.nn.functional.margin_ranking_loss: max(0, -target (input1 - input2) + margin). */
  public static Tensor marginRankingLoss(Tensor input1, Tensor input2, Tensor target) {
    return Operators.call("aten::margin_ranking_loss", input1, input2, target).tensor(0);
  }

  /** torch.nn.functional.margin_ranking_loss: max(0, -target (input1 - input2) + margin). */
  public static Tensor marginRankingLoss(
      Tensor input1, Tensor input2, Tensor target, double margin, long reduction) {
    return Operators.call("aten::margin_ranking_loss", input1, input2, target, margin, reduction)
        .tensor(0);
  }

  /** torch.nn.functional.mse_loss: (self - target)^2, reduced. */
  public static Tensor mseLoss(Tensor self, Tensor target) {
    return Operators.call("aten::mse_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.mse_loss: (self - target)^2, reduced. */
  public static Tensor mseLoss(Tensor self, Tensor target, long reduction) {
    return Operators.call("aten::mse_loss", self, target, reduction).tensor(0);
  }

  /** torch.nn.functional.multi_margin_loss: The hinge loss of several classes. */
  public static Tensor multiMarginLoss(Tensor self, Tensor target) {
    return Operators.call("aten::multi_margin_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.multi_margin_loss: The hinge loss of several classes. */
  public static Tensor multiMarginLoss(
      Tensor self,
      Tensor target,
      Number p,
      Number margin,
      @Nullable Tensor weight,
      long reduction) {
    return Operators.call("aten::multi_margin_loss", self, target, p, margin, weight, reduction)
        .tensor(0);
  }

  /** torch.nn.functional.multilabel_margin_loss: The hinge loss of several labels. */
  public static Tensor multilabelMarginLoss(Tensor self, Tensor target) {
    return Operators.call("aten::multilabel_margin_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.multilabel_margin_loss: The hinge loss of several labels. */
  public static Tensor multilabelMarginLoss(Tensor self, Tensor target, long reduction) {
    return Operators.call("aten::multilabel_margin_loss", self, target, reduction).tensor(0);
  }

  /**
   * torch.nn.functional.nll_loss: -logProbs[target], reduced: self (n, classes) of
   * log-probabilities, target (n).
   */
  public static Tensor nllLoss(Tensor self, Tensor target) {
    return Operators.call("aten::nll_loss", self, target).tensor(0);
  }

  /**
   * torch.nn.functional.nll_loss: -logProbs[target], reduced: self (n, classes) of
   * log-probabilities, target (n).
   */
  public static Tensor nllLoss(
      Tensor self, Tensor target, @Nullable Tensor weight, long reduction, long ignoreIndex) {
    return Operators.call("aten::nll_loss", self, target, weight, reduction, ignoreIndex).tensor(0);
  }

  /** torch.nn.functional.poisson_nll_loss: The negative log-likelihood of Poisson numbers. */
  public static Tensor poissonNllLoss(
      Tensor input, Tensor target, boolean logInput, boolean full, double eps, long reduction) {
    return Operators.call("aten::poisson_nll_loss", input, target, logInput, full, eps, reduction)
        .tensor(0);
  }

  /** torch.nn.functional.smooth_l1_loss: Squares below beta, straight lines beyond. */
  public static Tensor smoothL1Loss(Tensor self, Tensor target) {
    return Operators.call("aten::smooth_l1_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.smooth_l1_loss: Squares below beta, straight lines beyond. */
  public static Tensor smoothL1Loss(Tensor self, Tensor target, long reduction, double beta) {
    return Operators.call("aten::smooth_l1_loss", self, target, reduction, beta).tensor(0);
  }

  /** torch.nn.functional.soft_margin_loss: log(1 + exp(-target self)). */
  public static Tensor softMarginLoss(Tensor self, Tensor target) {
    return Operators.call("aten::soft_margin_loss", self, target).tensor(0);
  }

  /** torch.nn.functional.soft_margin_loss: log(1 + exp(-target self)). */
  public static Tensor softMarginLoss(Tensor self, Tensor target, long reduction) {
    return Operators.call("aten::soft_margin_loss", self, target, reduction).tensor(0);
  }

  /**
   * torch.nn.functional.triplet_margin_loss: max(0, |anchor - positive| - |anchor - negative| +
   * margin).
   */
  public static Tensor tripletMarginLoss(Tensor anchor, Tensor positive, Tensor negative) {
    return Operators.call("aten::triplet_margin_loss", anchor, positive, negative).tensor(0);
  }

  /**
   * torch.nn.functional.triplet_margin_loss: max(0, |anchor - positive| - |anchor - negative| +
   * margin).
   */
  public static Tensor tripletMarginLoss(
      Tensor anchor,
      Tensor positive,
      Tensor negative,
      double margin,
      double p,
      double eps,
      boolean swap,
      long reduction) {
    return Operators.call(
            "aten::triplet_margin_loss",
            anchor,
            positive,
            negative,
            margin,
            p,
            eps,
            swap,
            reduction)
        .tensor(0);
  }

  /** torch.nn.functional.gru_cell: (n, hidden): one step of a GRU. */
  public static Tensor gruCell(Tensor input, Tensor hx, Tensor wIh, Tensor wHh) {
    return Operators.call("aten::gru_cell", input, hx, wIh, wHh).tensor(0);
  }

  /** torch.nn.functional.gru_cell: (n, hidden): one step of a GRU. */
  public static Tensor gruCell(
      Tensor input, Tensor hx, Tensor wIh, Tensor wHh, @Nullable Tensor bIh, @Nullable Tensor bHh) {
    return Operators.call("aten::gru_cell", input, hx, wIh, wHh, bIh, bHh).tensor(0);
  }

  /** torch.nn.functional.lstm_cell: hidden and cell states of one step of an LSTM. */
  public static OperatorResults.FirstSecond lstmCell(
      Tensor input, List<Tensor> hx, Tensor wIh, Tensor wHh) {
    var results = Operators.call("aten::lstm_cell", input, hx, wIh, wHh);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.nn.functional.lstm_cell: hidden and cell states of one step of an LSTM. */
  public static OperatorResults.FirstSecond lstmCell(
      Tensor input,
      List<Tensor> hx,
      Tensor wIh,
      Tensor wHh,
      @Nullable Tensor bIh,
      @Nullable Tensor bHh) {
    var results = Operators.call("aten::lstm_cell", input, hx, wIh, wHh, bIh, bHh);
    return new OperatorResults.FirstSecond(results.tensor(0), results.tensor(1));
  }

  /** torch.nn.functional.rnn_tanh_cell: (n, hidden): one step of a plain recurrent network. */
  public static Tensor rnnTanhCell(Tensor input, Tensor hx, Tensor wIh, Tensor wHh) {
    return Operators.call("aten::rnn_tanh_cell", input, hx, wIh, wHh).tensor(0);
  }

  /** torch.nn.functional.rnn_tanh_cell: (n, hidden): one step of a plain recurrent network. */
  public static Tensor rnnTanhCell(
      Tensor input, Tensor hx, Tensor wIh, Tensor wHh, @Nullable Tensor bIh, @Nullable Tensor bHh) {
    return Operators.call("aten::rnn_tanh_cell", input, hx, wIh, wHh, bIh, bHh).tensor(0);
  }

  /**
   * torch.nn.functional.native_layer_norm: The layer norm with the means and the reciprocal
   * deviations that it used.
   */
  public static OperatorResults.FirstSecondThird nativeLayerNorm(
      Tensor input,
      long[] normalizedShape,
      @Nullable Tensor weight,
      @Nullable Tensor bias,
      double eps) {
    var results =
        Operators.call("aten::native_layer_norm", input, normalizedShape, weight, bias, eps);
    return new OperatorResults.FirstSecondThird(
        results.tensor(0), results.tensor(1), results.tensor(2));
  }
}
