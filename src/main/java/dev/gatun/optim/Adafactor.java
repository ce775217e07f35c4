package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Adafactor (Shazeer and Stern 2018) as torch.optim.Adafactor has it: of a matrix's mean squared
 * gradients it keeps the rows' and the columns' means only, so its state is small.
 */
public final class Adafactor extends Optimizer {
  /**
   * torch.optim.Adafactor's knobs.
   *
   * @param beta2Decay the mean squared gradient forgets with 1 - step^beta2Decay; negative
   * @param eps1 least of the squared gradient's estimate, before squaring; NaN for the dtype's own
   *     epsilon
   * @param eps2 least scale of a parameter
   * @param d largest root mean square of an update, before the learning rate
   */
  public record Settings(double beta2Decay, double eps1, double eps2, double d) {
    public static final Settings DEFAULT = new Settings(-0.8, Double.NaN, 1e-3, 1);

    public Settings {
      if (!(beta2Decay <= 0))
        throw new IllegalArgumentException("beta2Decay must be 0 or less, got " + beta2Decay);
      if (eps1 < 0) throw new IllegalArgumentException("eps1 must be 0 or more, got " + eps1);
      if (!(eps2 >= 0)) throw new IllegalArgumentException("eps2 must be 0 or more, got " + eps2);
      if (!(d >= 1)) throw new IllegalArgumentException("d must be 1 or more, got " + d);
    }
  }

  private static final Operators.Operator NORM = Operators.find("aten::linalg_vector_norm");
  private static final Operators.Operator LERP = Operators.find("aten::lerp_.Scalar");
  private static final String ROWS = "row_var";
  private static final String COLUMNS = "col_var";
  private static final String VARIANCE = "variance";

  private final Settings settings;

  public Adafactor(List<ParameterGroup> groups, Settings settings) {
    super(groups);
    this.settings = settings;
  }

  @Override
  void update(
      List<Parameter> parameters, List<Tensor> gradients, double learningRate, double weightDecay) {
    var steps = countedSteps(parameters);
    for (var i = 0; i < parameters.size(); i++) {
      update(parameters.get(i), gradients.get(i), steps.get(i).item(), learningRate, weightDecay);
    }
  }

  private void update(
      Parameter parameter, Tensor gradient, double step, double learningRate, double weightDecay) {
    var value = parameter.value();
    var remembered = Math.pow(step, settings.beta2Decay());
    var scale = Math.max(settings.eps2(), rootMeanSquare(value));
    var rate = scale * Math.min(learningRate, 1 / Math.sqrt(step));
    if (weightDecay != 0) value.mul_(1 - learningRate * weightDecay);
    var least = Double.isNaN(settings.eps1()) ? epsilon(value.dtype()) : settings.eps1();
    var estimate =
        gradient.dim() > 1
            ? factored(parameter, gradient, remembered, least)
            : whole(parameter, gradient, remembered);
    var update = estimate.clamp(least * least, Double.NaN).rsqrt().mul(gradient);
    var clipped = Math.max(1, rootMeanSquare(update) / settings.d());
    value.add_(update.mul(-rate / clipped));
  }

  /** Mean squared gradients from the rows' and the columns' means. */
  private Tensor factored(Parameter parameter, Tensor gradient, double remembered, double least) {
    var rows = states(List.of(parameter), ROWS).getFirst();
    var columns = states(List.of(parameter), COLUMNS).getFirst();
    LERP.call(rows, meanSquare(gradient, -1), remembered);
    LERP.call(columns, meanSquare(gradient, -2), remembered);
    var mean = rows.meanKeepdim(-2).clamp(least, Double.NaN);
    return rows.matmul(columns).div(mean);
  }

  private Tensor whole(Parameter parameter, Tensor gradient, double remembered) {
    var variance = states(List.of(parameter), VARIANCE).getFirst();
    LERP.call(variance, gradient.mul(gradient), remembered);
    return variance;
  }

  private static Tensor meanSquare(Tensor gradient, long dim) {
    var norm = NORM.call(gradient, 2.0, new long[] {dim}, true).tensor(0);
    return norm.mul(norm).div((double) gradient.size((int) dim));
  }

  private static double rootMeanSquare(Tensor x) {
    return NORM.call(x, 2.0).tensor(0).item() / Math.sqrt(x.numel());
  }

  /** torch.finfo(dtype).eps. */
  private static double epsilon(DType dtype) {
    return switch (dtype) {
      case FLOAT64 -> 0x1p-52;
      case FLOAT32 -> 0x1p-23;
      case FLOAT16 -> 0x1p-10;
      case BFLOAT16 -> 0x1p-7;
      default -> throw new IllegalArgumentException("parameters of " + dtype + " are not trained");
    };
  }

  @Override
  Map<String, Shape> stateShapes(Parameter parameter) {
    var shape = parameter.value().shape();
    var shapes = new LinkedHashMap<String, Shape>();
    shapes.put("step", Shape.SCALAR);
    if (shape.dim() > 1) {
      var rows = shape.toArray();
      var columns = shape.toArray();
      rows[rows.length - 1] = 1;
      columns[columns.length - 2] = 1;
      shapes.put(ROWS, Shape.of(rows));
      shapes.put(COLUMNS, Shape.of(columns));
    } else {
      shapes.put(VARIANCE, shape);
    }
    return shapes;
  }

  @Override
  Map<String, Object> settings() {
    return Map.of(
        "beta2_decay", settings.beta2Decay(),
        "eps", List.of(settings.eps1(), settings.eps2()),
        "d", settings.d());
  }
}
