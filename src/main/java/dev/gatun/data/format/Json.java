package dev.gatun.data.format;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads one JSON value at a time into a tree, and says in plain words what is wrong with one. */
final class Json {
  // NaN and Infinity are let through the tokenizer so that the report can name the field they are
  // in.
  static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          // Column names come from the user's data: interning them would fill a global table.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .build();

  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;

  private @Nullable String duplicate;

  /** The first name that the object read last holds twice, or null. */
  @Nullable String duplicate() {
    return duplicate;
  }

  /** The value at the parser's current token, read to its end. */
  JsonNode read(JsonParser parser) throws IOException {
    duplicate = null;
    return value(parser);
  }

  // Depth is bounded by Jackson's own nesting limit (1,000), so recursion is safe.
  private JsonNode value(JsonParser parser) throws IOException {
    return switch (parser.currentToken()) {
      case START_OBJECT -> object(parser);
      case START_ARRAY -> array(parser);
      case VALUE_STRING -> NODES.textNode(parser.getText());
      case VALUE_TRUE -> NODES.booleanNode(true);
      case VALUE_FALSE -> NODES.booleanNode(false);
      case VALUE_NUMBER_INT ->
          parser.getNumberType() == JsonParser.NumberType.BIG_INTEGER
              ? NODES.numberNode(parser.getBigIntegerValue())
              : NODES.numberNode(parser.getLongValue());
      case VALUE_NUMBER_FLOAT -> NODES.numberNode(parser.getDoubleValue());
      default -> NODES.nullNode();
    };
  }

  private ObjectNode object(JsonParser parser) throws IOException {
    var object = NODES.objectNode();
    for (String name; (name = parser.nextFieldName()) != null; ) {
      parser.nextToken();
      if (object.replace(name, value(parser)) != null && duplicate == null) {
        duplicate = name;
      }
    }
    return object;
  }

  private ArrayNode array(JsonParser parser) throws IOException {
    var array = NODES.arrayNode();
    while (parser.nextToken() != JsonToken.END_ARRAY) {
      array.add(value(parser));
    }
    return array;
  }

  /** A short, readable name for a value: {@code "yes"}, {@code 3}, {@code NaN}, {@code a list}. */
  static String describe(@Nullable JsonNode value) {
    if (value == null || value.isNull()) {
      return "null";
    }
    if (value.isObject()) {
      return "an object";
    }
    if (value.isArray()) {
      return value.isEmpty() ? "an empty list" : "a list";
    }
    var text = value.isTextual() ? value.textValue() : value.asText();
    if (text.length() > 40) {
      int cut = Character.isHighSurrogate(text.charAt(36)) ? 36 : 37;
      text = text.substring(0, cut) + "...";
    }
    return value.isTextual() ? '"' + text.replace("\n", "\\n") + '"' : text;
  }

  /** Whether the text ended before the value did. */
  static boolean endsEarly(JsonProcessingException e) {
    return e instanceof JsonEOFException
        || String.valueOf(e.getOriginalMessage()).startsWith("Unexpected end-of-input");
  }

  /** Why a value could not be parsed, without the parser library's own vocabulary. */
  static String syntaxProblem(JsonProcessingException e) {
    if (endsEarly(e)) {
      return "invalid JSON: it ends in the middle of a value";
    }
    if (e instanceof StreamConstraintsException) {
      return "JSON beyond the limits of the reader: " + firstLine(e);
    }
    var where = e.getLocation() == null ? "" : " (column " + e.getLocation().getColumnNr() + ")";
    return "invalid JSON: " + firstLine(e) + where;
  }

  private static String firstLine(JsonProcessingException e) {
    var message = String.valueOf(e.getOriginalMessage());
    // What the parser would have accepted instead is a list of every JSON token there is.
    return message.replaceFirst(
        "(?s)((: (was expecting|expected a valid value))? \\(JSON String|\n).*", "");
  }
}
