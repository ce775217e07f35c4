package dev.gatun.cli;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.gatun.torch.NearNames;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/**
 * Options from a YAML file: one flat mapping from names to values. Names are those of the command
 * line without dashes in front, in snake case as TRL writes them or in kebab case.
 *
 * <p>Values stay text: what {@code 1e-6} means is for the option to say (YAML itself takes it for a
 * string).
 */
final class ConfigFile {
  /** A value, and where it stands. */
  record Entry(String text, String place) {}

  // What TRL and transformers call by another name than Gatun.
  private static final Map<String, String> ELSEWHERE =
      Map.of(
          "model-name-or-path", "model",
          "dataset-name", "data",
          "loss-type", "loss",
          "resume-from-checkpoint", "resume",
          "bf16", "dtype: bfloat16",
          "fp16", "dtype: float32",
          "train-file", "data",
          "chat-template-path", "chat-template");

  private final Path file;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  private ConfigFile(Path file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param known option names in kebab case, without dashes in front
   * @throws UsageException when it cannot be read, is not a flat mapping, or has an unknown name
   */
  static ConfigFile read(Path file, Collection<String> known) {
    var config = new ConfigFile(file);
    try (var parser = new YAMLFactory().createParser(Files.readString(file))) {
      config.readMapping(parser, known);
    } catch (NoSuchFileException e) {
      throw new UsageException("--config " + file + ": no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException("--config " + file + ": is not UTF-8 text", e);
    } catch (JsonProcessingException e) {
      var line = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new UsageException(
          file + line + ": is not YAML: " + firstLine(e.getOriginalMessage()), e);
    } catch (IOException e) {
      throw new UsageException("--config " + file + ": cannot be read (" + e.getMessage() + ")", e);
    }
    return config;
  }

  /** The value of an option, by its name in kebab case. */
  Optional<Entry> find(String name) {
    return Optional.ofNullable(entries.get(name));
  }

  private void readMapping(JsonParser yaml, Collection<String> known) throws IOException {
    var first = yaml.nextToken();
    if (first == null) return; // nothing but comments
    if (first != JsonToken.START_OBJECT) {
      throw new UsageException(place(yaml) + ": expected lines of the form name: value");
    }
    while (yaml.nextToken() != JsonToken.END_OBJECT) {
      var written = yaml.currentName();
      var place = place(yaml);
      var name = written.replace('_', '-');
      if (!known.contains(name)) throw unknown(place, written, name, known);
      yaml.nextToken();
      var text = value(yaml, place, written);
      if (text == null) continue;
      var before = entries.put(name, new Entry(text, place));
      if (before != null) {
        throw new UsageException(
            place + ": " + written + " stands there twice (before: " + before.place + ")");
      }
    }
    var rest = yaml.nextToken();
    if (rest != null)
      throw new UsageException(place(yaml) + ": a second document; only one is read");
  }

  private static UsageException unknown(
      String place, String written, String name, Collection<String> known) {
    var renamed = ELSEWHERE.get(name);
    var hint =
        renamed != null
            ? "; here it is " + renamed
            : NearNames.question(name, known).replace("-", written.contains("-") ? "-" : "_");
    return new UsageException(place + ": unknown key '" + written + "'" + hint);
  }

  /** Options whose value may be a list in the file too. */
  private static final Set<String> LISTS = Set.of("lora-target-modules");

  private static @Nullable String value(JsonParser yaml, String place, String name)
      throws IOException {
    if (yaml.currentToken() != JsonToken.START_ARRAY || !LISTS.contains(name.replace('_', '-')))
      return scalar(yaml, place, name);
    var items = new StringJoiner(",");
    while (yaml.nextToken() != JsonToken.END_ARRAY) items.add(scalar(yaml, place, name));
    return items.toString();
  }

  private static @Nullable String scalar(JsonParser yaml, String place, String name)
      throws IOException {
    return switch (yaml.currentToken()) {
      case VALUE_NULL -> null;
      case VALUE_STRING, VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT, VALUE_TRUE, VALUE_FALSE ->
          yaml.getText();
      case START_ARRAY ->
          throw new UsageException(place + ": " + name + " takes one value, not a list");
      case START_OBJECT ->
          throw new UsageException(place + ": " + name + " takes one value, not a mapping");
      case null, default -> throw new JsonParseException(yaml, "a value is missing");
    };
  }

  private String place(JsonParser yaml) {
    return file + ":" + yaml.currentTokenLocation().getLineNr();
  }

  private static String firstLine(String message) {
    return message.lines().findFirst().orElse("");
  }
}
