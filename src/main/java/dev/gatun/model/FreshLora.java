package dev.gatun.model;

import dev.gatun.nn.Lora;
import dev.gatun.nn.LoraMode;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Updates that change nothing yet, as PEFT makes them: A uniform within 1 / sqrt(in), B zero. The
 * numbers follow from the seed alone.
 */
final class FreshLora implements LoraSource.OfAdapter {
  private final LoraConfig config;
  private final SplittableRandom random;
  private final DType dtype;
  private final Device device;
  private final LoraMode mode = new LoraMode();
  private final Set<String> names = new TreeSet<>(); // of the layers, their last parts
  private final Set<String> unmatched;

  FreshLora(LoraConfig config, long seed, DType dtype, Device device) {
    this.config = config;
    this.random = new SplittableRandom(seed);
    this.dtype = dtype;
    this.device = device;
    this.unmatched = new TreeSet<>(config.targetModules());
  }

  @Override
  public @Nullable Lora lora(String module, int in, int out) {
    names.add(module.substring(module.lastIndexOf('.') + 1));
    var targets =
        config.targetModules().stream().filter(t -> LoraConfig.matches(t, module)).toList();
    targets.forEach(unmatched::remove);
    if (targets.isEmpty()) return null;
    try (var _ = TensorScope.open()) {
      var rank = config.rank();
      var a = uniform(rank, in).to(device).to(dtype);
      var b = Tensor.zeros(Shape.of(out, rank), dtype, device);
      return new Lora(
          AdapterFolder.leaf(module, AdapterFolder.A, a),
          AdapterFolder.leaf(module, AdapterFolder.B, b),
          config.scaling().of(config.alpha(), rank),
          mode);
    }
  }

  private Tensor uniform(int rank, int in) {
    var value = Tensor.empty(Shape.of(rank, in), DType.FLOAT32, Device.CPU);
    var elements = value.segment();
    var bound = 1 / Math.sqrt(in);
    for (var i = 0L; i < (long) rank * in; i++) {
      elements.setAtIndex(ValueLayout.JAVA_FLOAT, i, (float) (bound * random.nextDouble(-1, 1)));
    }
    return value;
  }

  @Override
  public Adapter adapter(Map<String, Lora> layers) {
    if (!unmatched.isEmpty()) {
      throw new ModelException(
          "--lora-target-modules: this model has no layer "
              + String.join(", ", unmatched)
              + " that can be adapted; it has "
              + String.join(", ", names)
              + ", or "
              + LoraConfig.ALL_LINEAR);
    }
    return new Adapter(AdapterConfig.fresh(config, targetModules()), mode, layers);
  }

  /** As PEFT writes them: {@link LoraConfig#ALL_LINEAR} spelt out. */
  private List<String> targetModules() {
    return config.targetModules().contains(LoraConfig.ALL_LINEAR)
        ? List.copyOf(names)
        : config.targetModules();
  }
}
