package dev.gatun.model;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object of a model folder, whose fields are read with errors that name the file and the
 * field.
 */
final class ConfigFile {
  private static final ObjectMapper JSON = JsonMapper.builder().build();

  private final Path path;
  private final String prefix;
  private final JsonNode json;

  private ConfigFile(Path path, String prefix, JsonNode json) {
    this.path = path;
    this.prefix = prefix;
    this.json = json;
  }

  /** Reads a file's text; path is named in errors. */
  static ConfigFile parse(Path path, byte[] text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      var at = e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr();
      throw new ModelException(path + at + ": not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw new ModelException(path + ": not UTF-8 text", e);
    }
    if (!json.isObject())
      throw new ModelException(path + ": not a JSON object, so no configuration");
    return new ConfigFile(path, "", json);
  }

  static ConfigFile of(Path path, JsonNode object) {
    return new ConfigFile(path, "", object);
  }

  JsonNode json() {
    return json;
  }

  Path path() {
    return path;
  }

  /** Whether the field is there and not null. */
  boolean has(String field) {
    return json.hasNonNull(field);
  }

  /** Whether the field is there, be it null. */
  boolean mentions(String field) {
    return json.has(field);
  }

  /** The names of the object's fields. */
  List<String> fields() {
    return json.properties().stream().map(Map.Entry::getKey).toList();
  }

  /** The object in a field, or null where there is none. */
  @Nullable ConfigFile object(String field) {
    if (!has(field)) return null;
    if (!json.get(field).isObject()) throw wrong(field, "an object");
    return new ConfigFile(path, prefix + field + ".", json.get(field));
  }

  /** A whole number from 1. */
  int positive(String field) {
    if (!has(field)) throw missing(field);
    var value = json.get(field);
    if (!value.isIntegralNumber() || !value.canConvertToInt() || value.asInt() < 1) {
      throw wrong(field, "a whole number from 1");
    }
    return value.asInt();
  }

  int positive(String field, int otherwise) {
    return has(field) ? positive(field) : otherwise;
  }

  double number(String field) {
    if (!has(field)) throw missing(field);
    if (!json.get(field).isNumber()) throw wrong(field, "a number");
    return json.get(field).asDouble();
  }

  double number(String field, double otherwise) {
    return has(field) ? number(field) : otherwise;
  }

  @Nullable Double numberOrNull(String field) {
    return has(field) ? number(field) : null;
  }

  boolean flag(String field) {
    return has(field) && flag(field, Default.FALSE);
  }

  /** What a flag is when the field is not there. */
  enum Default {
    TRUE,
    FALSE
  }

  boolean flag(String field, Default otherwise) {
    if (!has(field)) return otherwise == Default.TRUE;
    if (!json.get(field).isBoolean()) throw wrong(field, "true or false");
    return json.get(field).asBoolean();
  }

  @Nullable String text(String field) {
    if (!has(field)) return null;
    if (!json.get(field).isTextual()) throw wrong(field, "a text");
    return json.get(field).asText();
  }

  /** A list of texts; empty where there is none. */
  List<String> texts(String field) {
    if (!has(field)) return List.of();
    var list = new ArrayList<String>();
    if (!json.get(field).isArray()) throw wrong(field, "a list");
    for (var item : json.get(field)) list.add(item.asText());
    return list;
  }

  /** Token ids: one, a list, or none. */
  List<Integer> tokenIds(String field) {
    if (!has(field)) return List.of();
    var value = json.get(field);
    var ids = new ArrayList<Integer>();
    for (var item : value.isArray() ? value : List.of(value)) {
      if (!item.isIntegralNumber() || !item.canConvertToInt())
        throw wrong(field, "a token id or a list of them");
      ids.add(item.asInt());
    }
    return ids;
  }

  @Nullable Integer tokenId(String field) {
    var ids = tokenIds(field);
    return ids.isEmpty() ? null : ids.getFirst();
  }

  ModelException missing(String field) {
    return new ModelException(path + ": field '" + prefix + field + "' is missing");
  }

  ModelException wrong(String field, String wanted) {
    return new ModelException(
        path
            + ": field '"
            + prefix
            + field
            + "' is "
            + json.path(field)
            + ", which is not "
            + wanted);
  }

  /** An error about this file. */
  ModelException refuse(String problem) {
    return new ModelException(path + ": " + problem);
  }
}
