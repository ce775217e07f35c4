package dev.gatun.torch;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * torch.amp.GradScaler: multiplies the loss, so that small gradients are not lost in float16, and
 * divides the gradients again. A step whose gradients hold an infinity or NaN is left out, and the
 * scale backs off; after growthInterval good steps it grows.
 *
 * <pre>{@code
 * scaler.scale(loss).backward();
 * scaler.unscale_(parameters);             // only for what looks at gradients, such as clipping
 * scaler.step(parameters, () -> optimizer.step(learningRate));
 * scaler.update();
 * }</pre>
 */
public final class GradScaler implements AutoCloseable {
  private static final Operators.Operator UNSCALE =
      Operators.find("aten::_amp_foreach_non_finite_check_and_unscale_");
  private static final Operators.Operator UPDATE = Operators.find("aten::_amp_update_scale_");

  /**
   * What the scaler does, with PyTorch's names.
   *
   * @param initScale the first scale
   * @param growthFactor of the scale after growthInterval steps without an infinity; above 1
   * @param backoffFactor of the scale after a step with one; below 1
   */
  public record Settings(
      double initScale, double growthFactor, double backoffFactor, int growthInterval) {
    public static final Settings DEFAULT = new Settings(65536, 2, 0.5, 2000);

    public Settings {
      if (!(growthFactor > 1))
        throw new IllegalArgumentException("growthFactor must be above 1, got " + growthFactor);
      if (!(backoffFactor < 1))
        throw new IllegalArgumentException("backoffFactor must be below 1, got " + backoffFactor);
      if (growthInterval < 1)
        throw new IllegalArgumentException(
            "growthInterval must be positive, got " + growthInterval);
    }
  }

  /** What is saved and loaded: torch.amp.GradScaler.state_dict. */
  public record State(
      double scale,
      double growthFactor,
      double backoffFactor,
      int growthInterval,
      int growthTracker) {
    /** With PyTorch's keys. */
    public Map<String, Number> toMap() {
      var map = new LinkedHashMap<String, Number>();
      map.put("scale", scale);
      map.put("growth_factor", growthFactor);
      map.put("backoff_factor", backoffFactor);
      map.put("growth_interval", growthInterval);
      map.put("_growth_tracker", growthTracker);
      return map;
    }

    /**
     * From PyTorch's keys.
     *
     * @throws IllegalArgumentException when one is missing
     */
    public static State of(Map<String, ? extends Number> map) {
      Function<String, Number> get =
          key -> {
            var value = map.get(key);
            if (value == null)
              throw new IllegalArgumentException("the state has no " + key + ": " + map.keySet());
            return value;
          };
      return new State(
          get.apply("scale").doubleValue(),
          get.apply("growth_factor").doubleValue(),
          get.apply("backoff_factor").doubleValue(),
          get.apply("growth_interval").intValue(),
          get.apply("_growth_tracker").intValue());
    }
  }

  private final Device device;
  private final Tensor scale; // float32, ()
  private final Tensor growthTracker; // int32, (): good steps since the scale last changed
  private double growthFactor;
  private double backoffFactor;
  private int growthInterval;

  // Since the last update: which infinities were found with each parameter's gradient, and which
  // parameters were stepped.
  private final Map<Tensor, Tensor> found = new IdentityHashMap<>();
  private final Map<Tensor, Boolean> stepped = new IdentityHashMap<>();

  /** A scaler whose scale lives on the device of the parameters. */
  public GradScaler(Device device, Settings settings) {
    this.device = device;
    growthFactor = settings.growthFactor();
    backoffFactor = settings.backoffFactor();
    growthInterval = settings.growthInterval();
    scale =
        Tensor.full(Shape.SCALAR, settings.initScale(), DType.FLOAT32, device).detachFromScope();
    growthTracker = Tensor.zeros(Shape.SCALAR, DType.INT32, device).detachFromScope();
  }

  /** The loss times the scale, to call backward on. */
  public Tensor scale(Tensor loss) {
    try (var scope = TensorScope.open()) {
      return scope.keep(loss.mul(scale.to(loss.device())));
    }
  }

  /**
   * Divides the gradients by the scale, in place, before {@link #step}, which does it otherwise.
   *
   * @throws IllegalStateException when it was done since the last update, or a gradient is float16
   */
  public void unscale_(List<Tensor> parameters) {
    if (parameters.stream().anyMatch(found::containsKey)) {
      throw new IllegalStateException(
          "unscale_() has been called on these parameters since the last update()");
    }
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var withGradient =
          parameters.stream()
              .filter(parameter -> parameter.grad() != null)
              .collect(Collectors.groupingBy(parameter -> kind(parameter.grad())));
      for (var group : withGradient.values()) unscaleGroup(group);
    }
  }

  private record Kind(Device device, DType dtype) {}

  private static Kind kind(Tensor gradient) {
    if (gradient.dtype() == DType.FLOAT16) {
      throw new IllegalStateException(
          "gradients of float16 cannot be unscaled: keep the parameters in float32 and use Autocast");
    }
    return new Kind(gradient.device(), gradient.dtype());
  }

  private void unscaleGroup(List<Tensor> parameters) {
    var on = parameters.getFirst().device();
    var gradients = new ArrayList<Tensor>();
    for (var parameter : parameters) gradients.add(parameter.grad());
    // In float64, as PyTorch does: the reciprocal of a float32 need not be one.
    var inverse = scale.to(DType.FLOAT64).pow(-1.0).to(DType.FLOAT32).to(on);
    var infinities = Tensor.zeros(Shape.SCALAR, DType.FLOAT32, on).detachFromScope();
    UNSCALE.call(gradients, infinities, inverse);
    for (var parameter : parameters) found.put(parameter, infinities);
  }

  /**
   * Runs the optimizer's step unless a gradient is infinite or NaN. Unscales the gradients before
   * that where {@link #unscale_} has not.
   *
   * @param parameters that the optimizer steps
   * @return whether it ran
   * @throws IllegalStateException when the parameters were stepped since the last update, or none
   *     has a gradient
   */
  public boolean step(List<Tensor> parameters, Runnable step) {
    if (parameters.stream().anyMatch(stepped::containsKey)) {
      throw new IllegalStateException(
          "step() has been called with these parameters since the last update()");
    }
    var rest = parameters.stream().filter(parameter -> !found.containsKey(parameter)).toList();
    if (!rest.isEmpty()) unscale_(rest);
    var checks = parameters.stream().filter(found::containsKey).map(found::get).distinct().toList();
    if (checks.isEmpty()) {
      throw new IllegalStateException("no parameter has a gradient: call backward() first");
    }
    for (var parameter : parameters) stepped.put(parameter, true);
    if (checks.stream().anyMatch(infinities -> infinities.item() != 0)) return false;
    step.run();
    return true;
  }

  /**
   * Adapts the scale to what was found since the last update.
   *
   * @throws IllegalStateException when no gradients were looked at since then
   */
  public void update() {
    if (found.isEmpty()) {
      throw new IllegalStateException("no gradients were checked since the last update()");
    }
    var checks = found.values().stream().distinct().toList();
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad()) {
      var total = checks.getFirst().to(device);
      for (var more : checks.subList(1, checks.size())) total = total.add(more.to(device));
      UPDATE.call(scale, growthTracker, total, growthFactor, backoffFactor, growthInterval);
    }
    clear();
  }

  private void clear() {
    for (var infinities : found.values().stream().distinct().toList()) infinities.close();
    found.clear();
    stepped.clear();
  }

  /** The scale now. Waits for the device. */
  public double getScale() {
    return scale.item();
  }

  /** To save. Waits for the device. */
  public State state() {
    return new State(
        scale.item(), growthFactor, backoffFactor, growthInterval, (int) growthTracker.itemLong());
  }

  /** Continues from a saved state. */
  public void load(State state) {
    growthFactor = state.growthFactor();
    backoffFactor = state.backoffFactor();
    growthInterval = state.growthInterval();
    try (var _ = TensorScope.open()) {
      scale.copy_(Tensor.of((float) state.scale()).reshape());
      growthTracker.copy_(Tensor.of((long) state.growthTracker()).reshape());
    }
    clear();
  }

  @Override
  public void close() {
    clear();
    scale.close();
    growthTracker.close();
  }
}
