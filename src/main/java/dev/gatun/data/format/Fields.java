package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.data.Passage;
import dev.gatun.text.Message;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Typed access to a row's fields, remembering which were asked for. Null counts as absent. */
final class Fields {
  private static final Map<String, String> ROLES =
      Map.of("human", "user", "gpt", "assistant", "observation", "tool");

  private final ObjectNode object;
  private final Set<String> used = new HashSet<>();

  Fields(ObjectNode object) {
    this.object = object;
  }

  boolean has(String field) {
    var value = object.get(field);
    return value != null && !value.isNull();
  }

  List<String> names() {
    List<String> names = new ArrayList<>();
    object.fieldNames().forEachRemaining(names::add);
    return names;
  }

  List<String> unused() {
    return names().stream().filter(name -> has(name) && !used.contains(name)).toList();
  }

  JsonNode require(String field) {
    used.add(field);
    var value = object.get(field);
    if (value == null) {
      throw new RowProblem(field, "is missing");
    }
    if (value.isNull()) {
      throw new RowProblem(field, "is null");
    }
    return value;
  }

  String text(String field) {
    return text(field, require(field));
  }

  private static String text(String field, @Nullable JsonNode value) {
    if (value == null || !value.isTextual()) {
      throw new RowProblem(field, "expected text, got " + Json.describe(value));
    }
    var text = value.textValue();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isLowSurrogate(c)
          || i + 1 == text.length()
          || !Character.isLowSurrogate(text.charAt(i + 1))) {
        throw new RowProblem(
            field,
            String.format("holds half a character (\\u%04x) at position %d", (int) c, i + 1));
      }
      i++;
    }
    return text;
  }

  /** Text, a list of messages, or one message. */
  Passage passage(String field) {
    var value = require(field);
    if (value.isTextual()) {
      return new Passage.Text(text(field, value));
    }
    if (value.isArray()) {
      return new Passage.Chat(messages(field));
    }
    if (value.isObject()) {
      return new Passage.Chat(List.of(message(field, value)));
    }
    throw new RowProblem(field, "expected text or messages, got " + Json.describe(value));
  }

  /** A list of at least one message. */
  List<Message> messages(String field) {
    var value = require(field);
    if (!value.isArray() || value.isEmpty()) {
      throw new RowProblem(field, "expected a list of messages, got " + Json.describe(value));
    }
    List<Message> messages = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      messages.add(message(field + "[" + i + "]", value.get(i)));
    }
    return messages;
  }

  private static Message message(String field, JsonNode value) {
    if (!value.isObject()) {
      throw new RowProblem(
          field, "expected a message {role, content}, got " + Json.describe(value));
    }
    if (present(value, "tool_calls") || present(value, "function_call")) {
      throw new RowProblem(field, "tool calls are not supported");
    }
    boolean shareGpt = value.has("from");
    var roleField = shareGpt ? "from" : "role";
    var role = text(field + "." + roleField, value.get(roleField));
    if (role.isEmpty()) {
      throw new RowProblem(field + "." + roleField, "is empty");
    }
    if (shareGpt && role.equals("function_call")) {
      throw new RowProblem(field, "tool calls are not supported");
    }
    var contentField = shareGpt ? "value" : "content";
    var content = value.get(contentField);
    if (content != null && content.isArray()) {
      throw new RowProblem(
          field + "." + contentField, "expected text, got a list (only text is supported)");
    }
    return new Message(
        shareGpt ? ROLES.getOrDefault(role, role) : role,
        text(field + "." + contentField, content));
  }

  private static boolean present(JsonNode object, String name) {
    var value = object.get(name);
    return value != null && !value.isNull() && !(value.isArray() && value.isEmpty());
  }

  /** The row's weight: 1 when there is none. */
  double weight() {
    if (!has("weight")) {
      return 1;
    }
    var value = require("weight");
    double weight = value.isNumber() ? value.doubleValue() : Double.NaN;
    if (!(weight >= 0) || Double.isInfinite(weight)) {
      throw new RowProblem(
          "weight", "expected a number that is not negative, got " + Json.describe(value));
    }
    return weight;
  }

  Map<String, Object> templateVariables() {
    if (!has("tools") && !has("chat_template_kwargs")) {
      return Map.of();
    }
    Map<String, Object> variables = new LinkedHashMap<>();
    if (has("tools")) {
      var tools = require("tools");
      if (tools.isTextual()) {
        tools = embedded(tools.textValue());
      }
      if (!tools.isArray()) {
        throw new RowProblem("tools", "expected a list, got " + Json.describe(tools));
      }
      if (!tools.isEmpty()) {
        variables.put("tools", Json.plain(tools));
      }
    }
    if (has("chat_template_kwargs")) {
      var extra = require("chat_template_kwargs");
      if (!extra.isObject()) {
        throw new RowProblem(
            "chat_template_kwargs", "expected an object, got " + Json.describe(extra));
      }
      for (var entry : extra.properties()) {
        if (!entry.getValue().isNull()) {
          variables.put(entry.getKey(), Json.plain(entry.getValue()));
        }
      }
    }
    return variables;
  }

  /** JSON inside a JSON string, as data sets with one schema for all rows store their tools. */
  private static JsonNode embedded(String text) {
    try (var parser = Json.FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new RowProblem("tools", "is empty");
      }
      return new Json().read(parser);
    } catch (IOException e) {
      throw new RowProblem("tools", "is text that is not JSON");
    }
  }
}
