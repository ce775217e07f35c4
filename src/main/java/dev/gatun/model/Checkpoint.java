package dev.gatun.model;

import dev.gatun.model.CheckpointLayout.Stored;
import dev.gatun.nn.Parameter;
import dev.gatun.torch.DType;
import dev.gatun.torch.Device;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.safetensors.SafetensorsException;
import dev.gatun.torch.safetensors.SafetensorsShards;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * The weights of a model folder, open for reading: model.safetensors, or shards with their index.
 */
final class Checkpoint implements ParameterSource, AutoCloseable {
  private static final Set<DType> READABLE =
      Set.of(DType.FLOAT32, DType.BFLOAT16, DType.FLOAT16, DType.FLOAT64);

  private final Path folder;
  private final DType dtype;
  private final Device device;
  private final SafetensorsShards weights;
  private final Set<String> unread;

  private Checkpoint(Path folder, SafetensorsShards weights, DType dtype, Device device) {
    this.folder = folder;
    this.weights = weights;
    this.unread = new TreeSet<>(weights.names());
    this.dtype = dtype;
    this.device = device;
  }

  /**
   * Opens the weights of a folder; parameters will have this dtype and lie on this device.
   *
   * @throws ModelException when there are none, or a file is not what it should be
   */
  static Checkpoint open(Path folder, DType dtype, Device device) {
    try {
      return new Checkpoint(folder, SafetensorsShards.open(entryPoint(folder)), dtype, device);
    } catch (SafetensorsException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  private static Path entryPoint(Path folder) {
    for (var name : List.of(CheckpointLayout.SINGLE, CheckpointLayout.INDEX)) {
      if (Files.exists(folder.resolve(name))) return folder.resolve(name);
    }
    throw new ModelException(
        folder
            + ": no weights: neither "
            + CheckpointLayout.SINGLE
            + " nor "
            + CheckpointLayout.INDEX
            + " is there; other formats are converted by transformers' save_pretrained");
  }

  boolean has(String name) {
    return weights.has(name);
  }

  /**
   * The tensor of this name as a parameter with gradients.
   *
   * @throws ModelException when it is missing, or its shape or dtype is not the model's
   */
  @Override
  public Parameter parameter(String name, Shape shape) {
    try (var _ = TensorScope.open()) {
      return new Parameter(name, read(name, shape).detachFromScope().requiresGrad_(true));
    }
  }

  /** The tensor of this name; of the innermost open scope. */
  Tensor read(String name, Shape shape) {
    if (!weights.has(name)) {
      throw new ModelException(
          folder
              + ": tensor '"
              + name
              + "' "
              + shape
              + " is missing: config.json describes it, but no weights file has it"
              + nearest(name));
    }
    var file = weights.file(name);
    var entry = file.entry(name);
    if (!entry.shape().equals(shape)) {
      throw new ModelException(
          file.path()
              + ": tensor '"
              + name
              + "' has shape "
              + entry.shape()
              + ", but config.json describes "
              + shape
              + ": they belong to different models");
    }
    if (!READABLE.contains(entry.dtype())) {
      throw new ModelException(
          file.path()
              + ": tensor '"
              + name
              + "' has dtype "
              + entry.dtype()
              + ", not FLOAT32, BFLOAT16 or FLOAT16: save the model dequantized");
    }
    unread.remove(name);
    try {
      return converted(file.read(name));
    } catch (SafetensorsException e) {
      throw new ModelException(e.getMessage(), e);
    }
  }

  /**
   * Moves, then converts: a narrow dtype travels cheaper, and the copies between are freed at once.
   */
  private Tensor converted(Tensor stored) {
    var moved = stored.to(device);
    stored.close();
    var result = moved.to(dtype);
    moved.close();
    return result;
  }

  private String nearest(String name) {
    var bare = name.startsWith("model.") ? name.substring("model.".length()) : "model." + name;
    return has(bare)
        ? " (it has '" + bare + "': the folder holds the decoder without its language-model head)"
        : "";
  }

  /**
   * Checks that every tensor of the files has been read.
   *
   * @param ignored which need not be
   * @throws ModelException naming those that have not
   */
  void checkAllRead(Predicate<String> ignored) {
    var extra = unread.stream().filter(ignored.negate()).toList();
    if (extra.isEmpty()) return;
    var first = extra.getFirst();
    var file = weights.file(first);
    throw new ModelException(
        file.path()
            + ": tensor '"
            + first
            + "' "
            + file.entry(first).shape()
            + " "
            + (extra.size() > 1 ? "and " + (extra.size() - 1) + " more are" : "is")
            + " not part of the model that config.json describes: check that the two belong"
            + " together");
  }

  /** How its tensors lie in its files, less those that the model does not have. */
  CheckpointLayout layout(Predicate<String> ignored) {
    var layout = new LinkedHashMap<String, List<Stored>>();
    var metadata = new LinkedHashMap<String, String>();
    for (var file : weights.files().entrySet()) {
      var entries = file.getValue().entries().stream().filter(entry -> !ignored.test(entry.name()));
      layout.put(
          file.getKey(), entries.map(entry -> new Stored(entry.name(), entry.dtype())).toList());
      metadata.putAll(file.getValue().metadata());
    }
    return new CheckpointLayout(layout, metadata);
  }

  @Override
  public void close() {
    weights.close();
  }
}
