package dev.gatun.optim;

import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Operators;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019), by libtorch's fused kernel:
 * torch.optim.AdamW(fused=True).
 *
 * <p>As in transformers' trainer, biases and norm weights are not decayed. A parameter without a
 * gradient is left alone.
 */
public final class AdamW implements AutoCloseable {
  /**
   * torch.optim.AdamW's knobs.
   *
   * @param beta1 decay of the mean gradient, in [0, 1)
   * @param beta2 decay of the mean squared gradient, in [0, 1)
   */
  public record Settings(double beta1, double beta2, double epsilon, double weightDecay) {
    public static final Settings DEFAULT = new Settings(0.9, 0.999, 1e-8, 0);

    public Settings {
      if (!(beta1 >= 0 && beta1 < 1))
        throw new IllegalArgumentException("--adam-beta1 must be in [0, 1), got " + beta1);
      if (!(beta2 >= 0 && beta2 < 1))
        throw new IllegalArgumentException("--adam-beta2 must be in [0, 1), got " + beta2);
      if (!(epsilon >= 0))
        throw new IllegalArgumentException("--adam-epsilon must not be negative, got " + epsilon);
      if (!(weightDecay >= 0))
        throw new IllegalArgumentException(
            "--weight-decay must not be negative, got " + weightDecay);
    }
  }

  // Which parameters transformers' trainer does not decay, by name.
  private static final Pattern NOT_DECAYED =
      Pattern.compile(
          "bias|layernorm|rmsnorm|(^|\\.)norm($|\\.)|_norm($|\\.)", Pattern.CASE_INSENSITIVE);
  private static final Operators.Operator FUSED = Operators.find("aten::_fused_adamw_");

  private static final class State {
    final Parameter parameter;
    final double weightDecay;
    final Tensor mean;
    final Tensor meanSquare;
    final Tensor step;

    State(Parameter parameter, double weightDecay) {
      this.parameter = parameter;
      this.weightDecay = weightDecay;
      var value = parameter.value();
      var shape = value.shape();
      mean = Tensor.zeros(shape, value.dtype(), value.device()).detachFromScope();
      meanSquare = Tensor.zeros(shape, value.dtype(), value.device()).detachFromScope();
      step = Tensor.zeros(Shape.SCALAR, DType.FLOAT32, value.device()).detachFromScope();
    }
  }

  private final Settings settings;
  private final List<State> states = new ArrayList<>();

  public AdamW(List<Parameter> parameters, Settings settings) {
    this.settings = settings;
    for (var parameter : parameters) {
      var decayed = !NOT_DECAYED.matcher(parameter.name()).find();
      states.add(new State(parameter, decayed ? settings.weightDecay() : 0));
    }
  }

  /** One update from the parameters' gradients. */
  public void step(double learningRate) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      update(learningRate, 0);
      if (settings.weightDecay() != 0) update(learningRate, settings.weightDecay());
    }
  }

  /** Updates the parameters of one weight decay. */
  private void update(double learningRate, double weightDecay) {
    var values = new ArrayList<Tensor>();
    var gradients = new ArrayList<Tensor>();
    var means = new ArrayList<Tensor>();
    var meanSquares = new ArrayList<Tensor>();
    var steps = new ArrayList<Tensor>();
    for (var state : states) {
      if (state.weightDecay != weightDecay) continue;
      var gradient = state.parameter.value().grad();
      if (gradient == null) continue;
      values.add(state.parameter.value());
      gradients.add(gradient);
      means.add(state.mean);
      meanSquares.add(state.meanSquare);
      state.step.add_(one(state.step.device()));
      steps.add(state.step);
    }
    if (values.isEmpty()) return;
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
  }

  private static Tensor one(Device device) {
    return Tensor.ones(Shape.SCALAR, DType.FLOAT32, device);
  }

  /** Sets all gradients to none. */
  public void zeroGrad() {
    for (var state : states) state.parameter.value().setGrad(null);
  }

  /**
   * The optimizer's own tensors by name, {@code exp_avg.NAME}, {@code exp_avg_sq.NAME}, {@code
   * step.NAME}: to save, or to load into.
   */
  public Map<String, Tensor> state() {
    var tensors = new LinkedHashMap<String, Tensor>();
    for (var state : states) {
      tensors.put("exp_avg." + state.parameter.name(), state.mean);
      tensors.put("exp_avg_sq." + state.parameter.name(), state.meanSquare);
      tensors.put("step." + state.parameter.name(), state.step);
    }
    return tensors;
  }

  @Override
  public void close() {
    for (var tensor : state().values()) tensor.close();
  }
}
