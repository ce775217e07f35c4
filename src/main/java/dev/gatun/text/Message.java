package dev.gatun.text;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One turn of a conversation, as a chat template sees it: a mapping with a {@code role}, mostly a
 * {@code content}, and whatever else the row has ({@code tool_calls}, {@code name}, {@code
 * reasoning_content}, ...), in the row's order.
 *
 * @param fields the whole mapping; values are null, booleans, numbers, strings, lists and maps
 */
public record Message(Map<String, @Nullable Object> fields) {
  private static final String ROLE = "role";
  private static final String CONTENT = "content";

  /**
   * @throws TextException when there is no {@code role}, or it is not a string
   */
  public Message {
    if (!(fields.get(ROLE) instanceof String)) {
      throw new TextException(
          fields.containsKey(ROLE)
              ? "the 'role' of a message must be a string, such as \"user\""
              : "a message needs a 'role', such as \"user\" or \"assistant\"");
    }
    fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
  }

  public Message(String role, String content) {
    this(with(Map.of(ROLE, role), CONTENT, content));
  }

  private static Map<String, @Nullable Object> with(
      Map<String, ?> start, String key, @Nullable Object value) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>(start);
    fields.put(key, value);
    return fields;
  }

  /** This message with one more field, or another value for one. */
  public Message with(String field, @Nullable Object value) {
    return new Message(with(fields, field, value));
  }

  /** {@code system}, {@code user}, {@code assistant}, {@code tool}, or what the template knows. */
  public String role() {
    return String.valueOf(fields.get(ROLE));
  }

  /** The text, or null where the message has none or has a list of parts instead. */
  public @Nullable String content() {
    return fields.get(CONTENT) instanceof String text ? text : null;
  }
}
