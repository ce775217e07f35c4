package dev.gatun.torch;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * torch.autograd.gradcheck: compares the gradients that backward computes with finite differences,
 * element by element. An element passes when |analytical - numerical| is at most atol + rtol
 * |numerical|.
 *
 * <pre>{@code
 * Gradcheck.DEFAULT.gradcheck(in -> List.of(in.get(0).tanh()), x);
 * }</pre>
 *
 * <p>The function is given tensors to compute from, which are not always the ones passed here, and
 * computes the same each time.
 *
 * @param eps how far an element is moved to each side
 */
public record Gradcheck(double eps, double atol, double rtol) {
  /** PyTorch's tolerances, which are for float64. */
  public static final Gradcheck DEFAULT = new Gradcheck(1e-6, 1e-5, 1e-3);

  private static final long SEED = 20;

  /**
   * Checks first derivatives.
   *
   * @param inputs those that require gradients are float64 leaves or not; the others are passed on
   * @throws GradcheckException when a gradient is wrong, with the output, the input and both
   *     Jacobians; or when two backward passes differ, or do not scale with the output's gradient
   * @throws IllegalArgumentException when no input requires a gradient, or one that does is not
   *     float64
   */
  public void gradcheck(UnaryOperator<List<Tensor>> function, Tensor... inputs) {
    var arguments = List.of(inputs);
    var checked = indices(arguments);
    if (checked.isEmpty()) {
      throw new IllegalArgumentException("no input requires a gradient: nothing to check");
    }
    for (var i : checked) {
      if (arguments.get(i).dtype() != DType.FLOAT64) {
        throw new IllegalArgumentException(
            "input " + i + " is " + arguments.get(i).dtype() + ": finite differences need float64");
      }
    }
    try (var _ = TensorScope.open()) {
      var outputs = function.apply(arguments);
      for (var o = 0; o < outputs.size(); o++) {
        if (!outputs.get(o).dtype().isFloatingPoint()) continue;
        checkOutput(function, arguments, checked, outputs.get(o), o);
      }
    }
  }

  /**
   * torch.autograd.gradgradcheck: {@link #gradcheck} of the function's gradients, with respect to
   * the inputs and to random gradients of the outputs.
   */
  public void gradgradcheck(UnaryOperator<List<Tensor>> function, Tensor... inputs) {
    var checked = indices(List.of(inputs));
    var random = new Random(SEED);
    try (var _ = TensorScope.open()) {
      var outputs = function.apply(List.of(inputs));
      var differentiable =
          IntStream.range(0, outputs.size()).filter(o -> outputs.get(o).requiresGrad()).toArray();
      var gradients = new ArrayList<Tensor>();
      for (var o : differentiable) {
        var output = outputs.get(o);
        var values = random.doubles(output.numel(), -1, 1).toArray();
        gradients.add(like(output, values).requiresGrad_(true));
      }
      UnaryOperator<List<Tensor>> derivative =
          arguments -> {
            var given = arguments.subList(0, inputs.length);
            var computed = function.apply(given);
            var roots = IntStream.of(differentiable).mapToObj(computed::get).toList();
            var leaves = checked.stream().map(given::get).toList();
            var result = new ArrayList<Tensor>();
            for (var gradient :
                Autograd.gradAllowUnused(
                    roots,
                    leaves,
                    arguments.subList(inputs.length, arguments.size()),
                    Autograd.Graph.CREATE)) {
              if (gradient != null) result.add(gradient);
            }
            return result;
          };
      gradcheck(
          derivative, Stream.concat(Stream.of(inputs), gradients.stream()).toArray(Tensor[]::new));
    }
  }

  private static List<Integer> indices(List<Tensor> inputs) {
    return IntStream.range(0, inputs.size())
        .filter(i -> inputs.get(i).requiresGrad())
        .boxed()
        .toList();
  }

  private void checkOutput(
      UnaryOperator<List<Tensor>> function,
      List<Tensor> inputs,
      List<Integer> checked,
      Tensor output,
      int o) {
    var analytical = analytical(inputs, checked, output, 1);
    var again = analytical(inputs, checked, output, 1);
    var twice = analytical(inputs, checked, output, 2);
    for (var k = 0; k < checked.size(); k++) {
      var i = checked.get(k);
      var where = "output " + o + " with respect to input " + i;
      if (!same(analytical[k], again[k], 1)) {
        throw new GradcheckException(
            "two backward passes from the same gradient give different gradients for " + where);
      }
      if (!same(analytical[k], twice[k], 2)) {
        throw new GradcheckException(
            "backward is not multiplied by the gradient of its output, for " + where);
      }
      compare(where, numerical(function, inputs, i, o, output.numel()), analytical[k]);
    }
  }

  /** Per checked input: rows for its elements, columns for the output's. */
  private static double[][][] analytical(
      List<Tensor> inputs, List<Integer> checked, Tensor output, double gradient) {
    var leaves = checked.stream().map(inputs::get).toList();
    var columns = (int) output.numel();
    var jacobians = new double[leaves.size()][][];
    for (var k = 0; k < leaves.size(); k++) {
      jacobians[k] = new double[(int) leaves.get(k).numel()][columns];
    }
    if (!output.requiresGrad()) return jacobians;
    for (var column = 0; column < columns; column++) {
      try (var _ = TensorScope.open()) {
        var oneHot = new double[columns];
        oneHot[column] = gradient;
        var gradients =
            Autograd.gradAllowUnused(
                List.of(output),
                leaves,
                Collections.singletonList(like(output, oneHot)),
                Autograd.Graph.RETAIN);
        for (var k = 0; k < leaves.size(); k++) {
          if (gradients.get(k) == null) continue;
          var values = gradients.get(k).toDoubleArray();
          for (var row = 0; row < values.length; row++) jacobians[k][row][column] = values[row];
        }
      }
    }
    return jacobians;
  }

  private double[][] numerical(
      UnaryOperator<List<Tensor>> function, List<Tensor> inputs, int i, int o, long columns) {
    var values = inputs.get(i).toDoubleArray();
    var jacobian = new double[values.length][(int) columns];
    for (var row = 0; row < values.length; row++) {
      var before = values[row];
      values[row] = before + eps;
      var above = outputAt(function, inputs, i, values, o);
      values[row] = before - eps;
      var below = outputAt(function, inputs, i, values, o);
      values[row] = before;
      for (var column = 0; column < columns; column++) {
        jacobian[row][column] = (above[column] - below[column]) / (2 * eps);
      }
    }
    return jacobian;
  }

  private static double[] outputAt(
      UnaryOperator<List<Tensor>> function, List<Tensor> inputs, int i, double[] values, int o) {
    try (var _ = TensorScope.open()) {
      var moved = new ArrayList<>(inputs);
      moved.set(i, like(inputs.get(i), values).requiresGrad_(true));
      return function.apply(moved).get(o).toDoubleArray();
    }
  }

  private static Tensor like(Tensor tensor, double[] values) {
    return Tensor.of(values)
        .reshape(tensor.shape().toArray())
        .to(tensor.dtype())
        .to(tensor.device());
  }

  private static boolean same(double[][] one, double[][] other, double factor) {
    for (var row = 0; row < one.length; row++) {
      for (var column = 0; column < one[row].length; column++) {
        var expected = one[row][column] * factor;
        if (Math.abs(expected - other[row][column]) > 1e-12 * Math.abs(expected)) return false;
      }
    }
    return true;
  }

  private void compare(String where, double[][] numerical, double[][] analytical) {
    for (var row = 0; row < numerical.length; row++) {
      for (var column = 0; column < numerical[row].length; column++) {
        var difference = Math.abs(analytical[row][column] - numerical[row][column]);
        if (difference <= atol + rtol * Math.abs(numerical[row][column])) continue; // not for NaN
        throw new GradcheckException(
            "Jacobian mismatch for "
                + where
                + ", first at element "
                + row
                + " of the input and "
                + column
                + " of the output (rows: input, columns: output),\nnumerical: "
                + text(numerical)
                + "\nanalytical: "
                + text(analytical));
      }
    }
  }

  private static String text(double[][] jacobian) {
    var rows = Stream.of(jacobian).map(Arrays::toString).limit(10).toList();
    return rows + (jacobian.length > rows.size() ? " and more rows" : "");
  }
}
