package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Changes parameters by their gradients: torch.optim.Optimizer. It owns its state, not the
 * parameters. A parameter without a gradient is left alone, and has no state before its first one.
 *
 * <p>Learning rates are the groups'; a schedule is a factor that {@link #step(double)} applies, so
 * an optimizer has nothing to restore but its tensors. Of one thread at a time.
 */
public abstract sealed class Optimizer implements AutoCloseable permits AdamW, Sgd, Adafactor {
  private final List<ParameterGroup> groups;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final Map<String, Map<String, Tensor>> state = new LinkedHashMap<>();

  Optimizer(List<ParameterGroup> groups) {
    this.groups = List.copyOf(groups);
    for (var group : groups) {
      for (var parameter : group.parameters()) {
        if (parameters.put(parameter.name(), parameter) != null)
          throw new IllegalArgumentException(
              "parameter '" + parameter.name() + "' is in the groups twice");
      }
    }
  }

  /** torch.optim.Optimizer.param_groups. */
  public final List<ParameterGroup> groups() {
    return groups;
  }

  /** One update from the parameters' gradients, at the groups' learning rates. */
  public final void step() {
    step(1);
  }

  /**
   * One update, at the groups' learning rates times a factor: {@link LearningRateSchedule#factor}.
   */
  public final void step(double factor) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      for (var group : groups) {
        var values = new ArrayList<Parameter>();
        var gradients = new ArrayList<Tensor>();
        for (var parameter : group.parameters()) {
          var gradient = parameter.value().grad();
          if (gradient == null) continue;
          values.add(parameter);
          gradients.add(gradient);
        }
        if (values.isEmpty()) continue;
        update(values, gradients, group.learningRate() * factor, group.weightDecay());
        values.forEach(Parameter::changed);
      }
    }
  }

  /** Updates parameters of one group, inside a scope and without recording. */
  abstract void update(
      List<Parameter> parameters, List<Tensor> gradients, double learningRate, double weightDecay);

  /** What the state of a parameter consists of: PyTorch's names, with shapes. */
  abstract Map<String, Shape> stateShapes(Parameter parameter);

  /** The optimizer's own settings, as PyTorch names them: for the notes of a saved state. */
  abstract Map<String, Object> settings();

  /** Sets all gradients to none. */
  public final void zeroGrad() {
    for (var parameter : parameters.values()) parameter.value().setGrad(null);
  }

  // ---- state ----

  /** A tensor of a parameter's state; made when it is not there yet, and owned by the optimizer. */
  final Tensor state(Parameter parameter, String name, Supplier<Tensor> initial) {
    return state
        .computeIfAbsent(parameter.name(), _ -> new LinkedHashMap<>())
        .computeIfAbsent(name, _ -> initial.get().detachFromScope());
  }

  final boolean hasState(Parameter parameter, String name) {
    return state.getOrDefault(parameter.name(), Map.of()).containsKey(name);
  }

  /** {@link #state} of several parameters. */
  final List<Tensor> states(List<Parameter> of, String name) {
    return of.stream()
        .map(parameter -> state(parameter, name, () -> zeros(parameter, name)))
        .toList();
  }

  /** A start at zero, of the parameter's dtype and device. */
  private Tensor zeros(Parameter parameter, String name) {
    var shape = stateShapes(parameter).get(name);
    if (shape == null) throw new IllegalStateException("no state is called " + name);
    var value = parameter.value();
    return Tensor.zeros(shape, value.dtype(), value.device());
  }

  /** How many updates each parameter has had, this one included: float32 scalars. */
  final List<Tensor> countedSteps(List<Parameter> of) {
    var steps =
        of.stream()
            .map(parameter ->
                state(
                    parameter,
                    "step",
                    () -> Tensor.zeros(Shape.SCALAR, DType.FLOAT32, parameter.value().device())))
            .toList();
    Foreach.ADD.call(steps, 1);
    return steps;
  }

  /** The state by name, {@code state.PARAMETER.exp_avg}: to look at, not to close. */
  public final Map<String, Tensor> state() {
    var tensors = new LinkedHashMap<String, Tensor>();
    state.forEach((parameter, named) ->
        named.forEach((name, tensor) -> tensors.put("state." + parameter + "." + name, tensor)));
    return tensors;
  }

  final Map<String, Parameter> parameters() {
    return parameters;
  }

  /** Puts a tensor of a saved state in place; of the scope that is open, made free here. */
  final void restore(String parameter, String name, Tensor tensor) {
    state
        .computeIfAbsent(parameter, _ -> new LinkedHashMap<>())
        .put(name, tensor.detachFromScope());
  }

  final void clearState() {
    for (var tensor : state().values()) tensor.close();
    state.clear();
  }

  /**
   * Writes the state to a safetensors file: its tensors under the names of {@link #state()}, and in
   * the notes, as JSON, {@code optimizer} (the kind), {@code settings} and {@code param_groups}
   * ({@code lr}, {@code weight_decay}, {@code params} by name).
   *
   * @throws IOException as the file system says; what was there is then as it was
   */
  public final void save(Path file) throws IOException {
    SavedState.write(file, this);
  }

  /**
   * Takes a saved state over: training goes on as if it had not been interrupted. Learning rates
   * and settings stay this optimizer's own.
   *
   * @throws IllegalArgumentException when the file is not a state of this kind of optimizer, or not
   *     of these parameters; the optimizer is then as it was
   */
  public final void load(Path file) {
    SavedState.read(file, this);
  }

  @Override
  public final void close() {
    clearState();
  }

  /** Operators over lists of tensors, which cost one call for all of them. */
  static final class Foreach {
    static final Operators.Operator ADD = Operators.find("aten::_foreach_add_.Scalar");
    static final Operators.Operator ADD_LIST = Operators.find("aten::_foreach_add_.List");
    static final Operators.Operator MUL = Operators.find("aten::_foreach_mul_.Scalar");
    static final Operators.Operator LERP = Operators.find("aten::_foreach_lerp_.Scalar");
    static final Operators.Operator ADDCMUL = Operators.find("aten::_foreach_addcmul_.Scalar");
    static final Operators.Operator ADDCDIV = Operators.find("aten::_foreach_addcdiv_.ScalarList");
    static final Operators.Operator SQRT = Operators.find("aten::_foreach_sqrt");
    static final Operators.Operator DIV = Operators.find("aten::_foreach_div_.ScalarList");
    static final Operators.Operator NEG = Operators.find("aten::_foreach_neg");
    static final Operators.Operator SUM = Operators.find("aten::_foreach_add.List");

    private Foreach() {}
  }
}
