package dev.gatun.model;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Where a model is: a model folder, and perhaps the folder of an adapter to it.
 *
 * @param base with config.json and the weights
 * @param adapter with adapter_config.json and adapter_model.safetensors, or null
 */
public record ModelSource(Path base, @Nullable Path adapter) {
  /**
   * What a folder stands for: a model folder for itself, an adapter's for the base model that its
   * adapter_config.json names, with the adapter.
   *
   * @throws ModelException when the base model is not there
   */
  public static ModelSource of(Path folder) {
    return AdapterConfig.isIn(folder)
        ? new ModelSource(base(folder), folder)
        : new ModelSource(folder, null);
  }

  /** As above; or, with an adapter, it goes onto this base model, whatever its file says. */
  public static ModelSource of(Path folder, @Nullable Path adapter) {
    if (adapter == null) return of(folder);
    if (AdapterConfig.isIn(folder)) {
      throw new ModelException(
          folder
              + " is an adapter itself (it has "
              + AdapterConfig.FILE
              + "): an adapter goes onto a base model; merge the first, or name its base model");
    }
    return new ModelSource(folder, adapter);
  }

  private static Path base(Path adapter) {
    var name = AdapterConfig.read(adapter).base();
    if (name != null) {
      for (var place : new Path[] {Path.of(name), adapter.resolve(name)}) {
        if (Files.isDirectory(place)) return place;
      }
    }
    throw new ModelException(
        adapter.resolve(AdapterConfig.FILE)
            + ": its base model "
            + (name == null ? "is not named" : "'" + name + "' is no folder here")
            + "; name the base model's folder with --model, and this one with --adapter");
  }

  /** The folder whose tokenizer and chat template count: the adapter's, where it has them. */
  public Path tokenizer() {
    return adapter != null && Files.isRegularFile(adapter.resolve("tokenizer.json"))
        ? adapter
        : base;
  }
}
