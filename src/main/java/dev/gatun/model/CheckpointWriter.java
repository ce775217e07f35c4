package dev.gatun.model;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.safetensors.SafetensorsFile;
import dev.gatun.torch.safetensors.SafetensorsWriter;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Writes a folder of a model or an adapter. Every file is written under another name first, and
 * waits on the disk until all are complete; then they are renamed, the configuration last. A crash
 * before that leaves what was there as it was; one during the renames leaves a folder in which each
 * file is whole.
 */
final class CheckpointWriter {
  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String UNFINISHED = ".partial";

  private final Path folder;
  private final List<String> written = new ArrayList<>();

  private CheckpointWriter(Path folder) {
    this.folder = folder;
  }

  /**
   * Writes it.
   *
   * @param values of each name in the layout
   * @param carried the other files, in the order in which they are to appear
   * @throws ModelException when the folder cannot be written
   */
  static void write(
      Path folder,
      CheckpointLayout layout,
      Map<String, Tensor> values,
      Map<String, byte[]> carried) {
    var writer = new CheckpointWriter(folder);
    try {
      Files.createDirectories(folder);
      writer.checkSpace(layout, values, carried);
      for (var file : layout.files().keySet()) writer.stageWeights(file, layout, values);
      if (layout.sharded()) writer.stage(CheckpointLayout.INDEX, index(layout, values));
      for (var file : carried.entrySet()) writer.stage(file.getKey(), file.getValue());
      writer.commit();
      for (var name : layout.others()) Files.deleteIfExists(folder.resolve(name));
    } catch (IOException e) {
      throw new ModelException(folder + ": the model cannot be saved: " + FolderFiles.reason(e), e);
    } finally {
      writer.discard();
    }
  }

  private void checkSpace(
      CheckpointLayout layout, Map<String, Tensor> values, Map<String, byte[]> carried)
      throws IOException {
    var needed = carried.values().stream().mapToLong(bytes -> bytes.length).sum();
    for (var file : layout.files().keySet())
      needed += SafetensorsWriter.dataBytes(items(file, layout, values));
    var free = Files.getFileStore(folder).getUsableSpace();
    if (free < needed) {
      throw new ModelException(
          folder
              + ": the disk is full: the model needs "
              + needed
              + " bytes, "
              + free
              + " are free; make room, or choose another output folder");
    }
  }

  private static List<SafetensorsWriter.Item> items(
      String file, CheckpointLayout layout, Map<String, Tensor> values) {
    return layout.files().getOrDefault(file, List.of()).stream()
        .map(stored ->
            new SafetensorsWriter.Item(stored.name(), stored.dtype(), value(stored.name(), values)))
        .toList();
  }

  private static Tensor value(String name, Map<String, Tensor> values) {
    var value = values.get(name);
    if (value == null) throw new IllegalStateException("the model has no parameter " + name);
    return value;
  }

  private void stageWeights(String name, CheckpointLayout layout, Map<String, Tensor> values)
      throws IOException {
    var path = staged(name);
    var items = items(name, layout, values);
    SafetensorsWriter.write(path, layout.metadata(), items);
    try (var check = SafetensorsFile.open(path)) { // as strictly as any file that comes in
      if (check.entries().size() != items.size())
        throw new IOException(path + " lacks tensors after writing");
    }
  }

  private void stage(String name, byte[] bytes) throws IOException {
    var path = staged(name);
    Files.write(path, bytes);
    try (var channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
  }

  private Path staged(String name) throws IOException {
    var path = folder.resolve(name + UNFINISHED);
    Files.createDirectories(path.getParent());
    written.add(name);
    return path;
  }

  private void commit() throws IOException {
    for (var name : List.copyOf(written)) {
      Files.move(
          folder.resolve(name + UNFINISHED),
          folder.resolve(name),
          StandardCopyOption.ATOMIC_MOVE,
          StandardCopyOption.REPLACE_EXISTING);
      written.remove(name);
    }
    // The renames themselves are on the disk once their folder is. Some systems cannot open a
    // folder; theirs need not be.
    if (!System.getProperty("os.name", "").startsWith("Windows")) {
      try (var channel = FileChannel.open(folder, StandardOpenOption.READ)) {
        channel.force(true);
      }
    }
  }

  /** Removes what has not been renamed. */
  private void discard() {
    for (var name : written) {
      try {
        Files.deleteIfExists(folder.resolve(name + UNFINISHED));
      } catch (IOException _) {
        // What made the save fail is the better message; the next save overwrites this file.
      }
    }
  }

  private static byte[] index(CheckpointLayout layout, Map<String, Tensor> values)
      throws IOException {
    var json = JSON.createObjectNode();
    var bytes = 0L;
    var map = new TreeMap<String, String>();
    for (var file : layout.files().entrySet()) {
      bytes += SafetensorsWriter.dataBytes(items(file.getKey(), layout, values));
      for (var stored : file.getValue()) map.put(stored.name(), file.getKey());
    }
    json.putObject("metadata").put("total_size", bytes);
    var weights = json.putObject("weight_map");
    map.forEach(weights::put);
    return JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(json);
  }
}
