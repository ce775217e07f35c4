package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Stochastic gradient descent with momentum: torch.optim.SGD. Weight decay is an L2 penalty. */
public final class Sgd extends Optimizer {
  /**
   * torch.optim.SGD's knobs.
   *
   * @param momentum 0 for none
   * @param dampening of the gradient as it enters the momentum
   * @param nesterov Nesterov's momentum: needs momentum above 0 and no dampening
   * @param maximize goes up the gradient
   */
  public record Settings(double momentum, double dampening, boolean nesterov, boolean maximize) {
    public static final Settings DEFAULT = new Settings(0, 0, false, false);

    public Settings {
      if (!(momentum >= 0))
        throw new IllegalArgumentException("momentum must be 0 or more, got " + momentum);
      if (nesterov && (momentum == 0 || dampening != 0))
        throw new IllegalArgumentException(
            "Nesterov momentum needs a momentum above 0 and no dampening, got momentum "
                + momentum
                + " and dampening "
                + dampening);
    }
  }

  private static final String MOMENTUM = "momentum_buffer";

  private final Settings settings;

  public Sgd(List<ParameterGroup> groups, Settings settings) {
    super(groups);
    this.settings = settings;
  }

  @Override
  void update(
      List<Parameter> parameters, List<Tensor> gradients, double learningRate, double weightDecay) {
    var values = parameters.stream().map(Parameter::value).toList();
    var direction = settings.maximize() ? Foreach.NEG.call(gradients).tensors(0) : gradients;
    if (weightDecay != 0) direction = Foreach.SUM.call(direction, values, weightDecay).tensors(0);
    if (settings.momentum() != 0) {
      var buffers = momentum(parameters, direction);
      direction =
          settings.nesterov()
              ? Foreach.SUM.call(direction, buffers, settings.momentum()).tensors(0)
              : buffers;
    }
    Foreach.ADD_LIST.call(values, direction, -learningRate);
  }

  /** The momentum with the gradients in it. It begins as the first gradient, undampened. */
  private List<Tensor> momentum(List<Parameter> parameters, List<Tensor> gradients) {
    var known = new ArrayList<Tensor>();
    var entering = new ArrayList<Tensor>();
    for (var i = 0; i < parameters.size(); i++) {
      if (!hasState(parameters.get(i), MOMENTUM)) continue;
      known.add(state(parameters.get(i), MOMENTUM, () -> null));
      entering.add(gradients.get(i));
    }
    if (!known.isEmpty()) {
      Foreach.MUL.call(known, settings.momentum());
      Foreach.ADD_LIST.call(known, entering, 1 - settings.dampening());
    }
    var buffers = new ArrayList<Tensor>();
    for (var i = 0; i < parameters.size(); i++)
      buffers.add(state(parameters.get(i), MOMENTUM, gradients.get(i)::copy));
    return buffers;
  }

  @Override
  Map<String, Shape> stateShapes(Parameter parameter) {
    return settings.momentum() == 0 ? Map.of() : Map.of(MOMENTUM, parameter.value().shape());
  }

  @Override
  Map<String, Object> settings() {
    return Map.of(
        "momentum", settings.momentum(),
        "dampening", settings.dampening(),
        "nesterov", settings.nesterov(),
        "maximize", settings.maximize());
  }
}
