package dev.gatun.model;

import dev.gatun.nn.Lora;
import dev.gatun.nn.LoraMode;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.Autograd;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The low-rank updates of a model's linear layers, the only parameters that are trained: LoRA (Hu
 * et al., 2021) in PEFT's format. They are float32 where the model is narrower. Of one thread at a
 * time.
 */
public final class Adapter {
  /** A state of the adapter that ends when this is closed. */
  @FunctionalInterface
  public interface Setting extends AutoCloseable {
    /** Nothing is set. */
    Setting NONE = () -> {};

    @Override
    void close();
  }

  private final AdapterConfig config;
  private final LoraMode mode;
  private final Map<String, Lora> layers; // by module, in the order of the decoder

  Adapter(AdapterConfig config, LoraMode mode, Map<String, Lora> layers) {
    this.config = config;
    this.mode = mode;
    this.layers = new LinkedHashMap<>(layers);
  }

  /** The dtype of the adapter of a model. */
  static DType dtype(DType model) {
    return model == DType.FLOAT64 ? model : DType.FLOAT32;
  }

  /** What it was made with; where ranks differ between layers, the usual one. */
  public LoraConfig config() {
    return config.lora();
  }

  /** A and B of each layer, in the order of the model. */
  public List<Parameter> parameters() {
    return layers.values().stream().flatMap(lora -> Stream.of(lora.a(), lora.b())).toList();
  }

  /** Leaves the updates out: the model is its base until this is closed. */
  public Setting off() {
    var before = mode.isOn();
    mode.setOn(false);
    return () -> mode.setOn(before);
  }

  /**
   * Applies the configuration's dropout until this is closed. The draws follow from the seed alone,
   * and libtorch's own generators are put back afterwards.
   */
  public Setting training(long seed) {
    if (config().dropout() == 0) return Setting.NONE;
    var device = parameters().getFirst().value().device();
    var state = Torch.rngState(device).detachFromScope();
    Torch.manualSeed(seed);
    mode.setDropout(config().dropout());
    return () -> {
      mode.setDropout(0);
      try (state) {
        Torch.setRngState(device, state);
      }
    };
  }

  /** Applies no dropout until this is closed, inside {@link #training} too. */
  public Setting evaluating() {
    var before = mode.dropout();
    mode.setDropout(0);
    return () -> mode.setDropout(before);
  }

  /**
   * Takes the values of an adapter of the same layers and ranks over.
   *
   * @throws ModelException when the folder holds none, or another one
   */
  public void load(Path folder) {
    try (var _ = TensorScope.open();
        var _ = Autograd.noGrad();
        var saved = AdapterFolder.open(folder, DType.FLOAT64, Device.CPU)) {
      for (var entry : layers.entrySet()) saved.copy(entry.getKey(), entry.getValue());
      saved.checkAllRead();
    }
  }

  AdapterConfig file() {
    return config;
  }

  Map<String, Lora> layers() {
    return layers;
  }

  void close() {
    layers.values().forEach(Lora::close);
  }
}
