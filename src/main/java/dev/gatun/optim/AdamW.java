package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019): torch.optim.AdamW. */
public final class AdamW extends Optimizer {
  /** How an update is computed; the results differ by roundings. */
  public enum Implementation {
    /** One kernel for everything, torch's fused=True: the fastest. */
    FUSED,
    /** A kernel for each step of the formula over all parameters at once, torch's foreach=True. */
    FOREACH
  }

  /**
   * torch.optim.AdamW's knobs.
   *
   * @param beta1 decay of the mean gradient, in [0, 1)
   * @param beta2 decay of the mean squared gradient, in [0, 1)
   */
  public record Settings(double beta1, double beta2, double epsilon) {
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8);

    public Settings {
      if (!(beta1 >= 0 && beta1 < 1))
        throw new IllegalArgumentException("--adam-beta1 must be in [0, 1), got " + beta1);
      if (!(beta2 >= 0 && beta2 < 1))
        throw new IllegalArgumentException("--adam-beta2 must be in [0, 1), got " + beta2);
      if (!(epsilon >= 0))
        throw new IllegalArgumentException("--adam-epsilon must not be negative, got " + epsilon);
    }
  }

  private static final Operators.Operator FUSED = Operators.find("aten::_fused_adamw_").unguarded();
  private static final String MEAN = "exp_avg";
  private static final String MEAN_SQUARE = "exp_avg_sq";

  private final Settings settings;
  private final Implementation implementation;

  public AdamW(List<ParameterGroup> groups, Settings settings) {
    this(groups, settings, Implementation.FUSED);
  }

  public AdamW(List<ParameterGroup> groups, Settings settings, Implementation implementation) {
    super(groups);
    this.settings = settings;
    this.implementation = implementation;
  }

  @Override
  void update(
      List<Parameter> parameters, List<Tensor> gradients, double learningRate, double weightDecay) {
    var values = parameters.stream().map(Parameter::value).toList();
    var means = states(parameters, MEAN);
    var meanSquares = states(parameters, MEAN_SQUARE);
    var steps = countedSteps(parameters);
    switch (implementation) {
      case FUSED ->
          FUSED.call(
              values,
              gradients,
              means,
              meanSquares,
              List.of(),
              steps,
              learningRate,
              settings.beta1(),
              settings.beta2(),
              weightDecay,
              settings.epsilon(),
              false,
              false,
              null,
              null);
      case FOREACH -> {
        if (weightDecay != 0) Foreach.MUL.call(values, 1 - learningRate * weightDecay);
        Foreach.LERP.call(means, gradients, 1 - settings.beta1());
        Foreach.MUL.call(meanSquares, settings.beta2());
        Foreach.ADDCMUL.call(meanSquares, gradients, gradients, 1 - settings.beta2());
        var counts = steps.stream().mapToDouble(Tensor::item).toArray();
        var rates = new double[counts.length];
        var corrections = new double[counts.length];
        for (var i = 0; i < counts.length; i++) {
          rates[i] = -learningRate / (1 - Math.pow(settings.beta1(), counts[i]));
          corrections[i] = Math.sqrt(1 - Math.pow(settings.beta2(), counts[i]));
        }
        var roots = Foreach.SQRT.call(meanSquares).tensors(0);
        Foreach.DIV.call(roots, corrections);
        Foreach.ADD.call(roots, settings.epsilon());
        Foreach.ADDCDIV.call(values, means, roots, rates);
      }
    }
  }

  @Override
  Map<String, Shape> stateShapes(Parameter parameter) {
    var shape = parameter.value().shape();
    return Map.of(MEAN, shape, MEAN_SQUARE, shape, "step", Shape.SCALAR);
  }

  @Override
  Map<String, Object> settings() {
    return Map.of(
        "betas",
        List.of(settings.beta1(), settings.beta2()),
        "eps",
        settings.epsilon(),
        "implementation",
        implementation.name().toLowerCase(Locale.ROOT));
  }
}
