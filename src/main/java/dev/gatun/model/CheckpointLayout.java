package dev.gatun.model;

import dev.gatun.torch.DType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a folder's weights lie in its files.
 *
 * @param files file name to its tensors, in the order of their bytes; more than one: sharded, with
 *     an index
 * @param metadata the safetensors notes of each file
 */
record CheckpointLayout(Map<String, List<Stored>> files, Map<String, String> metadata) {
  static final String SINGLE = "model.safetensors";
  static final String INDEX = "model.safetensors.index.json";

  /** A tensor as a file has it. */
  record Stored(String name, DType dtype) {}

  CheckpointLayout {
    files = new LinkedHashMap<>(files);
    metadata = new LinkedHashMap<>(metadata);
    metadata.put("format", "pt"); // without it, transformers refuses the file
  }

  /** One file with these tensors, sorted by name as the safetensors library does. */
  static CheckpointLayout single(List<String> names, DType dtype) {
    var tensors = names.stream().sorted().map(name -> new Stored(name, dtype)).toList();
    return new CheckpointLayout(Map.of(SINGLE, tensors), Map.of());
  }

  /** The file of an adapter. */
  static CheckpointLayout adapter(List<Stored> tensors) {
    return new CheckpointLayout(Map.of(AdapterFolder.WEIGHTS, tensors), Map.of());
  }

  /** The same files with all tensors in one dtype. */
  CheckpointLayout in(DType dtype) {
    var converted = new LinkedHashMap<String, List<Stored>>();
    files.forEach((file, tensors) ->
        converted.put(
            file, tensors.stream().map(tensor -> new Stored(tensor.name(), dtype)).toList()));
    return new CheckpointLayout(converted, metadata);
  }

  boolean isAdapter() {
    return files.containsKey(AdapterFolder.WEIGHTS);
  }

  boolean sharded() {
    return !files.containsKey(SINGLE) && !isAdapter();
  }

  /**
   * What loading looks for first in folders of other layouts: it must not stay behind where this
   * one is written.
   */
  List<String> others() {
    if (isAdapter()) return List.of(FolderFiles.CONFIG, SINGLE, INDEX);
    return List.of(AdapterConfig.FILE, AdapterFolder.WEIGHTS, sharded() ? SINGLE : INDEX);
  }
}
