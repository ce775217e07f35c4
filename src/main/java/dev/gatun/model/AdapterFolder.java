package dev.gatun.model;

import dev.gatun.nn.Lora;
import dev.gatun.nn.LoraMode;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsException;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A folder with an adapter in PEFT's format, open for reading: adapter_config.json and
 * adapter_model.safetensors, whose tensors are called {@code base_model.model.MODULE.lora_A.weight}
 * and {@code ...lora_B.weight}.
 */
final class AdapterFolder implements LoraSource.OfAdapter, AutoCloseable {
  static final String WEIGHTS = "adapter_model.safetensors";
  static final String A = ".lora_A.weight";
  static final String B = ".lora_B.weight";
  private static final String PREFIX = "base_model.model.";

  private final AdapterConfig config;
  private final SafetensorsFile weights;
  private final DType dtype;
  private final Device device;
  private final LoraMode mode = new LoraMode();
  private final Set<String> unread;

  private AdapterFolder(AdapterConfig config, SafetensorsFile weights, DType dtype, Device device) {
    this.config = config;
    this.weights = weights;
    this.dtype = dtype;
    this.device = device;
    this.unread =
        weights.entries().stream()
            .map(entry -> entry.name())
            .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * Opens an adapter; its updates will have this dtype and lie on this device.
   *
   * @throws ModelException when the folder holds none, or one that Gatun does not implement
   */
  static AdapterFolder open(Path folder, DType dtype, Device device) {
    var config = AdapterConfig.read(folder);
    var file = folder.resolve(WEIGHTS);
    if (!Files.exists(file)) {
      throw new ModelException(
          file
              + ": no such file; an adapter in another format (adapter_model.bin) is converted by"
              + " PEFT's save_pretrained");
    }
    try {
      return new AdapterFolder(config, SafetensorsFile.open(file), dtype, device);
    } catch (SafetensorsException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  @Override
  public @Nullable Lora lora(String module, int in, int out) {
    var nameA = PREFIX + module + A;
    var nameB = PREFIX + module + B;
    if (!unread.contains(nameA) && !unread.contains(nameB)) return null;
    try (var _ = TensorScope.open()) {
      var a = read(nameA, -1, in);
      var b = read(nameB, out, a.size(0));
      return new Lora(
          leaf(module, A, a), leaf(module, B, b), config.scaling(module, a.size(0)), mode);
    }
  }

  /** Writes the values of a layer's update into another of the same shape. */
  void copy(String module, Lora to) {
    var rank = to.a().value().size(0);
    to.a().value().copy_(read(PREFIX + module + A, rank, to.a().value().size(1)));
    to.b().value().copy_(read(PREFIX + module + B, to.b().value().size(0), rank));
  }

  /** A trained tensor of an update, free of its scope. */
  static Parameter leaf(String module, String end, Tensor value) {
    return new Parameter(
        PREFIX + module + end, value.detach().detachFromScope().requiresGrad_(true));
  }

  private Tensor read(String name, long rows, long columns) {
    if (!unread.remove(name)) {
      throw new ModelException(weights.path() + ": tensor '" + name + "' is missing");
    }
    var shape = weights.entry(name).shape();
    var fits = shape.dim() == 2 && (rows < 0 || shape.size(0) == rows) && shape.size(1) == columns;
    if (!fits) {
      throw new ModelException(
          weights.path()
              + ": tensor '"
              + name
              + "' has shape "
              + shape
              + ", but the model needs "
              + (rows < 0 ? "(rank, " + columns + ")" : Shape.of(rows, columns))
              + ": the adapter belongs to another model");
    }
    try {
      return weights.read(name).to(device).to(dtype);
    } catch (SafetensorsException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  @Override
  public Adapter adapter(Map<String, Lora> layers) {
    if (layers.isEmpty()) throw new ModelException(weights.path() + ": holds no adapter's tensor");
    checkAllRead();
    return new Adapter(config, mode, layers);
  }

  /** Checks that every tensor of the file has been read. */
  void checkAllRead() {
    if (unread.isEmpty()) return;
    throw new ModelException(
        weights.path()
            + ": tensor '"
            + unread.iterator().next()
            + "' "
            + (unread.size() > 1 ? "and " + (unread.size() - 1) + " more are" : "is")
            + " not the update of a linear layer of this base model: Gatun adapts the layers of"
            + " attention and feed-forward blocks");
  }

  @Override
  public void close() {
    weights.close();
  }
}
