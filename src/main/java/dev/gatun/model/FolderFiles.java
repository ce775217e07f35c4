package dev.gatun.model;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a model folder holds beside its weights, read into memory when the model is loaded, so that
 * a save hours later does not depend on the folder that it came from.
 *
 * @param contents relative name to bytes
 */
record FolderFiles(Path folder, Map<String, byte[]> contents) {
  static final String CONFIG = "config.json";
  static final String GENERATION_CONFIG = "generation_config.json";

  // Tokenizers in all the formats that transformers reads, and chat templates.
  private static final List<String> CARRIED =
      List.of(
          CONFIG,
          GENERATION_CONFIG,
          "tokenizer.json",
          "tokenizer_config.json",
          "special_tokens_map.json",
          "added_tokens.json",
          "vocab.json",
          "vocab.txt",
          "merges.txt",
          "tokenizer.model",
          "tekken.json",
          "chat_template.jinja",
          "chat_template.json");
  // What is the model's, not the tokenizer's.
  private static final List<String> MODEL = List.of(CONFIG, GENERATION_CONFIG);
  private static final String MORE_TEMPLATES = "additional_chat_templates";

  /**
   * Reads them.
   *
   * @throws ModelException when the folder or its config.json is not there
   */
  static FolderFiles read(Path folder, List<String> needed) {
    if (!Files.isDirectory(folder)) {
      throw new ModelException(
          folder
              + (Files.exists(folder) ? ": not a folder" : ": no such folder")
              + "; a model is a folder with config.json and model.safetensors");
    }
    var contents = new LinkedHashMap<String, byte[]>();
    for (var name : CARRIED) {
      var file = folder.resolve(name);
      if (Files.isRegularFile(file)) contents.put(name, read(file));
    }
    var templates = folder.resolve(MORE_TEMPLATES);
    if (Files.isDirectory(templates)) {
      try (var list = Files.list(templates)) {
        for (var file : list.sorted().toList()) {
          if (file.toString().endsWith(".jinja"))
            contents.put(MORE_TEMPLATES + "/" + file.getFileName(), read(file));
        }
      } catch (IOException e) {
        throw new ModelException(templates + ": cannot be read: " + reason(e), e);
      }
    }
    for (var name : needed) {
      if (!contents.containsKey(name)) {
        throw new ModelException(folder.resolve(name) + ": no such file; a model folder has one");
      }
    }
    return new FolderFiles(folder, contents);
  }

  /** With the tokenizer of another folder, if it has one. */
  FolderFiles withTokenizerOf(@Nullable Path other) {
    if (other == null || !Files.isRegularFile(other.resolve("tokenizer.json"))) return this;
    var kept = new LinkedHashMap<>(read(other, List.of()).contents);
    for (var name : MODEL) {
      kept.remove(name);
      var own = contents.get(name);
      if (own != null) kept.put(name, own);
    }
    return new FolderFiles(folder, kept);
  }

  /** All of them, config.json last. */
  Map<String, byte[]> ofModel() {
    var ordered = new LinkedHashMap<>(contents);
    var config = ordered.remove(CONFIG);
    if (config != null) ordered.put(CONFIG, config);
    return ordered;
  }

  /** Those that lie beside an adapter: the tokenizer's, and the adapter's configuration last. */
  Map<String, byte[]> ofAdapter(byte[] adapterConfig) {
    var chosen = new LinkedHashMap<>(contents);
    MODEL.forEach(chosen::remove);
    chosen.put(AdapterConfig.FILE, adapterConfig);
    return chosen;
  }

  static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new ModelException(file + ": cannot be read: " + reason(e), e);
    }
  }

  /** The file system's own words, without the path that our message has already. */
  static String reason(IOException e) {
    if (e instanceof NoSuchFileException) return "no such file";
    if (e instanceof AccessDeniedException) return "permission denied";
    if (e instanceof FileAlreadyExistsException) return "a file of this name is in the way";
    if (e instanceof FileSystemException named && named.getReason() != null)
      return named.getReason();
    return String.valueOf(e.getMessage());
  }

  /** What the folder says about its model. */
  ModelConfig modelConfig() {
    var config =
        ConfigFile.parse(folder.resolve(CONFIG), contents.getOrDefault(CONFIG, new byte[0]));
    var generation = contents.get(GENERATION_CONFIG);
    var defaults =
        generation == null
            ? config
            : ConfigFile.parse(folder.resolve(GENERATION_CONFIG), generation);
    return ModelConfigReader.read(config, defaults);
  }
}
