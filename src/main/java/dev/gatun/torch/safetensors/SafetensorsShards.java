package dev.gatun.torch.safetensors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.gatun.torch.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Tensors in one safetensors file, or spread over several with an index ({@code
 * model.safetensors.index.json}, as Hugging Face lays it out). Of the thread that opened it.
 */
public final class SafetensorsShards implements AutoCloseable {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String SUFFIX = ".safetensors";

  private final Map<String, SafetensorsFile> files = new LinkedHashMap<>();
  private final Map<String, SafetensorsFile> fileOf = new TreeMap<>();

  private SafetensorsShards() {}

  /**
   * Opens a single file, or all shards of an index.
   *
   * @param path a {@code .safetensors} file, or a {@code .json} index with a {@code weight_map}
   * @throws SafetensorsException when a file is missing or is not in the format, or the index is
   *     not true
   */
  public static SafetensorsShards open(Path path) {
    var shards = new SafetensorsShards();
    try {
      if (path.toString().endsWith(".json")) {
        shards.openIndex(path);
      } else {
        shards.add(path);
      }
      return shards;
    } catch (RuntimeException refused) {
      shards.close();
      throw refused;
    }
  }

  private void add(Path path) {
    var file = SafetensorsFile.open(path);
    files.put(path.getFileName().toString(), file);
    for (var entry : file.entries()) {
      var before = fileOf.put(entry.name(), file);
      if (before != null) {
        throw new SafetensorsException(
            path, "tensor '" + entry.name() + "' is in " + before.path() + " too");
      }
    }
  }

  private void openIndex(Path index) {
    var folder = index.toAbsolutePath().getParent();
    var tensorsOf = tensorsByShard(index, parse(index).path("weight_map"));
    for (var shard : tensorsOf.entrySet()) {
      var path = index.resolveSibling(shard.getKey());
      if (!Files.exists(folder.resolve(shard.getKey()))) {
        throw new SafetensorsException(
            path,
            "no such file, but "
                + index.getFileName()
                + " lists "
                + shard.getValue().size()
                + " tensors in it: download it");
      }
      add(path);
    }
    for (var shard : tensorsOf.entrySet()) {
      for (var tensor : shard.getValue()) {
        var file = fileOf.get(tensor);
        if (file == null || !file.equals(files.get(shard.getKey()))) {
          throw new SafetensorsException(
              index.resolveSibling(shard.getKey()),
              "tensor '"
                  + tensor
                  + "' is missing, but "
                  + index.getFileName()
                  + " says that it is there");
        }
      }
    }
  }

  private static JsonNode parse(Path index) {
    try {
      return JSON.readTree(Files.readAllBytes(index));
    } catch (JsonProcessingException e) {
      throw new SafetensorsException(index, "not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new SafetensorsException(index, "cannot be read: " + e.getMessage(), e);
    }
  }

  private static Map<String, List<String>> tensorsByShard(Path index, JsonNode map) {
    if (!map.isObject()) throw new SafetensorsException(index, "field 'weight_map' is missing");
    var shards = new TreeMap<String, List<String>>();
    for (var entry : map.properties()) {
      var shard = entry.getValue().asText();
      // A path would let a downloaded index name any file of this machine.
      if (shard.isEmpty() || !Path.of(shard).equals(Path.of(shard).getFileName())) {
        throw new SafetensorsException(
            index,
            "tensor '" + entry.getKey() + "' is in '" + shard + "', which is not a file name");
      }
      shards.computeIfAbsent(shard, _ -> new ArrayList<>()).add(entry.getKey());
    }
    return shards;
  }

  /** The files, by name. */
  public Map<String, SafetensorsFile> files() {
    return Collections.unmodifiableMap(files);
  }

  /** All tensors' names, sorted. */
  public Set<String> names() {
    return Set.copyOf(fileOf.keySet());
  }

  public boolean has(String name) {
    return fileOf.containsKey(name);
  }

  /**
   * The file that holds a tensor.
   *
   * @throws SafetensorsException when none does
   */
  public SafetensorsFile file(String name) {
    var file = fileOf.get(name);
    if (file != null) return file;
    Collection<SafetensorsFile> searched = files.values();
    throw new SafetensorsException(
        searched.iterator().next().path(),
        "no tensor '"
            + name
            + "'"
            + (files.size() == 1 ? "" : ", nor in the other " + (files.size() - 1) + " shards"));
  }

  /** A copy of one tensor, as {@link SafetensorsFile#read} gives it. */
  public Tensor read(String name) {
    return file(name).read(name);
  }

  /**
   * Writes tensors to {@code STEM.safetensors}, or, where they are more than fits into one shard,
   * to {@code STEM-00001-of-0000N.safetensors} and so on with {@code STEM.safetensors.index.json},
   * which comes last. Each file is complete or as it was before.
   *
   * @param stem {@code model}, for transformers
   * @param metadata notes of each file; transformers wants {@code format=pt}
   * @param mostShardBytes of one shard's tensors; a larger tensor has a shard of its own
   * @return the single file, or the index
   * @throws IOException as the file system says
   */
  public static Path write(
      Path folder,
      String stem,
      Map<String, String> metadata,
      List<SafetensorsWriter.Item> items,
      long mostShardBytes)
      throws IOException {
    var shards = split(items, mostShardBytes);
    Files.createDirectories(folder);
    if (shards.size() == 1) {
      var file = folder.resolve(stem + SUFFIX);
      SafetensorsWriter.write(file, metadata, items);
      return file;
    }
    var json = JSON.createObjectNode();
    json.putObject("metadata").put("total_size", SafetensorsWriter.dataBytes(items));
    var map = json.putObject("weight_map");
    for (var i = 0; i < shards.size(); i++) {
      var name = String.format(Locale.ROOT, "%s-%05d-of-%05d", stem, i + 1, shards.size()) + SUFFIX;
      SafetensorsWriter.write(folder.resolve(name), metadata, shards.get(i));
      for (var item : shards.get(i)) map.put(item.name(), name);
    }
    var index = folder.resolve(stem + SUFFIX + ".index.json");
    var text = JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
    WholeFile.write(index, channel -> WholeFile.writeAll(channel, ByteBuffer.wrap(text)));
    return index;
  }

  private static List<List<SafetensorsWriter.Item>> split(
      List<SafetensorsWriter.Item> items, long mostShardBytes) {
    var shards = new ArrayList<List<SafetensorsWriter.Item>>();
    shards.add(new ArrayList<>());
    var bytes = 0L;
    for (var item : items) {
      var more = SafetensorsWriter.dataBytes(List.of(item));
      if (bytes + more > mostShardBytes && !shards.getLast().isEmpty()) {
        shards.add(new ArrayList<>());
        bytes = 0;
      }
      shards.getLast().add(item);
      bytes += more;
    }
    return shards;
  }

  /** Unmaps the files. */
  @Override
  public void close() {
    files.values().forEach(SafetensorsFile::close);
    files.clear();
  }
}
