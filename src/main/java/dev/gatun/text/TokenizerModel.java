package dev.gatun.text;

import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What Gatun itself needs to know from {@code tokenizer.json}, and its text for the native library.
 *
 * @param json the file, completed by tokens that only the configuration names
 * @param ids the ids of added tokens, special or not
 * @param type the kind of model: BPE, WordLevel, ...
 * @param padToken the token that the file pads with, should it pad
 */
record TokenizerModel(
    String json, Map<String, Integer> ids, String type, Optional<String> padToken) {
  static TokenizerModel of(TokenizerFiles files) {
    try {
      var head = head(files.tokenizer());
      var edited = edited(files, head);
      return edited == null
          ? new TokenizerModel(
              new String(files.tokenizer(), StandardCharsets.UTF_8),
              head.ids,
              head.type,
              head.padToken)
          : edited;
    } catch (IOException e) {
      throw new TextException(
          files.folder().resolve("tokenizer.json")
              + " is not valid JSON"
              + TokenizerFiles.reason(e)
              + ". Copy it again, or make it anew with transformers: "
              + "AutoTokenizer.from_pretrained(...).save_pretrained(...)",
          e);
    }
  }

  private static final class Head {
    final Map<String, Integer> ids = new LinkedHashMap<>();
    final Set<String> ordinary = new HashSet<>(); // added, but not special
    String type = "";
    Optional<String> padToken = Optional.empty();
    boolean addedRead;

    boolean complete() {
      return addedRead && !type.isEmpty();
    }
  }

  /** Reads up to the model's type, which comes before the vocabulary, by far the largest part. */
  private static Head head(byte[] json) throws IOException {
    var head = new Head();
    try (var parser = TokenizerFiles.JSON.createParser(json)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new JsonParseException(parser, "expected a JSON object");
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        var field = parser.currentName();
        parser.nextToken();
        switch (field) {
          case "added_tokens" -> {
            JsonNode tokens = parser.readValueAsTree();
            for (var token : tokens) {
              head.ids.put(token.path("content").asText(), token.path("id").asInt());
              if (!token.path("special").asBoolean()) {
                head.ordinary.add(token.path("content").asText());
              }
            }
            head.addedRead = true;
          }
          case "padding" -> {
            JsonNode padding = parser.readValueAsTree();
            head.padToken = TokenizerFiles.content(padding.path("pad_token"));
          }
          case "model" -> {
            type(parser, head);
            if (head.complete()) {
              return head;
            }
          }
          default -> parser.skipChildren();
        }
      }
    }
    return head;
  }

  private static void type(JsonParser parser, Head head) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      var field = parser.currentName();
      parser.nextToken();
      if (field.equals("type")) {
        head.type = parser.getText();
        if (head.complete()) {
          return;
        }
      } else {
        parser.skipChildren();
      }
    }
  }

  /** The file with the configuration's own special tokens, or null when it lacks none of them. */
  private static @Nullable TokenizerModel edited(TokenizerFiles files, Head head)
      throws IOException {
    var named = files.specialTokens();
    Map<String, JsonNode> wanted = new LinkedHashMap<>();
    var decoder = files.config().path("added_tokens_decoder");
    decoder.properties().stream()
        .sorted(Comparator.comparingInt(entry -> Integer.parseInt(entry.getKey())))
        .forEach(entry -> wanted.put(entry.getValue().path("content").asText(), entry.getValue()));
    named.values().forEach(text -> wanted.putIfAbsent(text, special(text)));
    files.extraSpecialTokens().forEach(text -> wanted.putIfAbsent(text, special(text)));
    wanted.keySet().removeIf(text -> text.isEmpty() || head.ids.containsKey(text));
    boolean promote = named.values().stream().anyMatch(head.ordinary::contains);
    if (wanted.isEmpty() && !promote) {
      return null;
    }
    var root = (ObjectNode) TokenizerFiles.JSON.readTree(files.tokenizer());
    var added =
        root.get("added_tokens") instanceof ArrayNode array ? array : root.putArray("added_tokens");
    for (var token : added) {
      if (named.containsValue(token.path("content").asText())) {
        ((ObjectNode) token).put("special", true);
      }
    }
    var ids = new HashMap<>(head.ids);
    var vocabulary = vocabulary(root.path("model").path("vocab"));
    wanted.forEach((text, token) -> {
      int id = vocabulary.getOrDefault(text, nextId(ids, vocabulary.size()));
      ids.put(text, id);
      added.add(((ObjectNode) token.deepCopy()).put("id", id));
    });
    return new TokenizerModel(
        TokenizerFiles.JSON.writeValueAsString(root), ids, head.type, head.padToken);
  }

  private static ObjectNode special(String text) {
    return TokenizerFiles.JSON
        .createObjectNode()
        .put("content", text)
        .put("single_word", false)
        .put("lstrip", false)
        .put("rstrip", false)
        .put("normalized", false)
        .put("special", true);
  }

  /** The id that the native library gives a token it does not know yet. */
  private static int nextId(Map<String, Integer> added, int vocabularySize) {
    int highest = added.values().stream().mapToInt(Integer::intValue).max().orElse(-1);
    return highest >= vocabularySize ? highest + 1 : vocabularySize;
  }

  /** The vocabulary: an object of ids, or for Unigram a list of pairs of token and score. */
  private static Map<String, Integer> vocabulary(JsonNode vocab) {
    Map<String, Integer> ids = new HashMap<>();
    if (vocab.isArray()) {
      for (int id = 0; id < vocab.size(); id++) {
        ids.put(vocab.get(id).path(0).asText(), id);
      }
    } else {
      vocab.properties().forEach(entry -> ids.put(entry.getKey(), entry.getValue().asInt()));
    }
    return ids;
  }

  /** How many different tokens there are, added ones included; reads the whole vocabulary. */
  int size() {
    try {
      var root = TokenizerFiles.JSON.readTree(json);
      var tokens = new HashSet<>(vocabulary(root.path("model").path("vocab")).keySet());
      tokens.addAll(ids.keySet());
      return tokens.size();
    } catch (IOException e) {
      throw new TextException("tokenizer.json is not valid JSON" + TokenizerFiles.reason(e), e);
    }
  }
}
