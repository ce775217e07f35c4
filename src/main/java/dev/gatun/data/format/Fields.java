package dev.gatun.data.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.gatun.data.Embedding;
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
    return wellFormed(field, value.textValue());
  }

  private static String wellFormed(String field, String text) {
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

  /**
   * The value as plain Java objects (maps, lists, text, numbers, booleans, null), as templates take
   * it.
   */
  private static @Nullable Object plain(String field, JsonNode value) {
    if (value.isObject()) {
      Map<String, @Nullable Object> map = new LinkedHashMap<>();
      for (var entry : value.properties()) {
        map.put(entry.getKey(), plain(field, entry.getValue()));
      }
      return map;
    }
    if (value.isArray()) {
      List<@Nullable Object> list = new ArrayList<>();
      value.forEach(element -> list.add(plain(field, element)));
      return list;
    }
    if (value.isTextual()) {
      return wellFormed(field, value.textValue());
    }
    if (value.isNumber()) {
      return value.numberValue();
    }
    return value.isNull() ? null : (Object) value.booleanValue();
  }

  /** Text, a list of messages, or one message. */
  Passage passage(String field) {
    return passage(field, require(field));
  }

  /** A list of two or more texts, or of two or more lists of messages. */
  List<Passage> passages(String field) {
    var list = require(field);
    if (!list.isArray() || list.size() < 2) {
      throw new RowProblem(
          field,
          "expected a list of two or more responses, got "
              + (list.isArray() ? list.size() : Json.describe(list)));
    }
    List<Passage> passages = new ArrayList<>(list.size());
    for (int i = 0; i < list.size(); i++) {
      passages.add(passage(field + "[" + i + "]", list.get(i)));
    }
    return passages;
  }

  /** One finite number for each of the row's completions. */
  double[] scores(int completions) {
    var scores = numbers("scores", require("scores"));
    if (scores.length != completions) {
      throw new RowProblem(
          "scores", "there are " + scores.length + " for " + completions + " completions");
    }
    return scores;
  }

  /** A vector of float32: a list of numbers, or the same as JSON in a text. */
  Embedding embedding() {
    var value = require("embedding");
    if (value.isTextual()) value = embedded("embedding", value.textValue());
    var numbers = numbers("embedding", value);
    if (numbers.length == 0) throw new RowProblem("embedding", "is an empty list");
    var values = new float[numbers.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) numbers[i];
      if (Float.isInfinite(values[i])) {
        throw new RowProblem("embedding[" + i + "]", numbers[i] + " is too large for float32");
      }
    }
    return new Embedding(values);
  }

  private static double[] numbers(String field, JsonNode list) {
    if (!list.isArray()) {
      throw new RowProblem(field, "expected a list of numbers, got " + Json.describe(list));
    }
    var numbers = new double[list.size()];
    for (int i = 0; i < numbers.length; i++) {
      var value = list.get(i);
      numbers[i] = value.isNumber() ? value.doubleValue() : Double.NaN;
      if (!Double.isFinite(numbers[i])) {
        throw new RowProblem(
            field + "[" + i + "]", "expected a finite number, got " + Json.describe(value));
      }
    }
    return numbers;
  }

  private static Passage passage(String field, JsonNode value) {
    if (value.isTextual()) {
      return new Passage.Text(text(field, value));
    }
    if (value.isArray()) {
      return new Passage.Chat(messages(field, value));
    }
    if (value.isObject()) {
      return new Passage.Chat(List.of(message(field, value)));
    }
    throw new RowProblem(field, "expected text or messages, got " + Json.describe(value));
  }

  /** A list of at least one message, or the same as JSON in a text. */
  List<Message> messages(String field) {
    return messages(field, require(field));
  }

  private static List<Message> messages(String field, JsonNode value) {
    if (value.isTextual()) {
      value = embedded(field, value.textValue());
    }
    if (!value.isArray() || value.isEmpty()) {
      throw new RowProblem(field, "expected a list of messages, got " + Json.describe(value));
    }
    List<Message> messages = new ArrayList<>(value.size());
    for (int i = 0; i < value.size(); i++) {
      messages.add(message(field + "[" + i + "]", value.get(i)));
    }
    return messages;
  }

  /** The whole mapping goes to the template: tool calls, names and reasoning with the text. */
  private static Message message(String field, JsonNode value) {
    if (!value.isObject()) {
      throw new RowProblem(
          field, "expected a message {role, content}, got " + Json.describe(value));
    }
    if (value.has("from")) {
      return shareGpt(field, value);
    }
    if (text(field + ".role", value.get("role")).isEmpty()) {
      throw new RowProblem(field + ".role", "is empty");
    }
    var content = value.get("content");
    if (content != null && content.isArray()) {
      textParts(field + ".content", content);
    } else if (present(value, "content") || !present(value, "tool_calls")) {
      text(field + ".content", content); // a turn of tool calls alone may do without
    }
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    for (var entry : value.properties()) {
      fields.put(entry.getKey(), plain(field + "." + entry.getKey(), entry.getValue()));
    }
    return new Message(fields);
  }

  private static Message shareGpt(String field, JsonNode value) {
    var role = text(field + ".from", value.get("from"));
    if (role.isEmpty()) {
      throw new RowProblem(field + ".from", "is empty");
    }
    if (role.equals("function_call")) {
      throw new RowProblem(
          field, "tool calls are not supported in from/value form; write them as tool_calls");
    }
    return new Message(ROLES.getOrDefault(role, role), text(field + ".value", value.get("value")));
  }

  private static void textParts(String field, JsonNode parts) {
    for (var part : parts) {
      if (!part.isObject() || !"text".equals(part.path("type").textValue())) {
        throw new RowProblem(field, "holds a part that is not text; only text is supported");
      }
    }
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

  Map<String, @Nullable Object> templateVariables() {
    if (!has("tools") && !has("chat_template_kwargs")) {
      return Map.of();
    }
    Map<String, @Nullable Object> variables = new LinkedHashMap<>();
    if (has("tools")) {
      var tools = require("tools");
      if (tools.isTextual()) {
        tools = embedded("tools", tools.textValue());
      }
      if (!tools.isArray()) {
        throw new RowProblem("tools", "expected a list, got " + Json.describe(tools));
      }
      if (!tools.isEmpty()) {
        variables.put("tools", plain("tools", tools));
      }
    }
    if (has("chat_template_kwargs")) {
      var extra = require("chat_template_kwargs");
      if (!extra.isObject()) {
        throw new RowProblem(
            "chat_template_kwargs", "expected an object, got " + Json.describe(extra));
      }
      for (var entry : extra.properties()) {
        variables.put(entry.getKey(), plain("chat_template_kwargs", entry.getValue()));
      }
    }
    return variables;
  }

  /** JSON inside a JSON string, as data sets with one schema for all rows store their lists. */
  private static JsonNode embedded(String field, String text) {
    try (var parser = Json.FACTORY.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new RowProblem(field, "is empty");
      }
      return new Json().read(parser);
    } catch (IOException e) {
      throw new RowProblem(field, "is text that is not JSON");
    }
  }
}
