package dev.gatun.text;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The tokenizer's part of a Hugging Face model folder, read but not yet understood. */
record TokenizerFiles(Path folder, byte[] tokenizer, JsonNode config, JsonNode specialTokensMap) {
  static final ObjectMapper JSON = new ObjectMapper();

  private static final String TOKENIZER = "tokenizer.json";
  private static final String CONFIG = "tokenizer_config.json";
  private static final String SPECIAL = "special_tokens_map.json";
  private static final String TEMPLATE = "chat_template.jinja";
  private static final String TEMPLATES = "additional_chat_templates";

  /** Other files that tokenizers of some families have; they are carried over, not read. */
  private static final List<String> COMPANIONS =
      List.of(
          "added_tokens.json",
          "vocab.json",
          "merges.txt",
          "vocab.txt",
          "tokenizer.model",
          "spiece.model",
          "sentencepiece.bpe.model");

  static TokenizerFiles read(Path folder) {
    if (!Files.isDirectory(folder)) {
      throw new TextException("there is no model folder " + folder);
    }
    var tokenizer = folder.resolve(TOKENIZER);
    if (!Files.isRegularFile(tokenizer)) {
      throw new TextException(
          tokenizer
              + " is missing. Make it with transformers: AutoTokenizer.from_pretrained(\""
              + folder
              + "\").save_pretrained(\""
              + folder
              + "\")");
    }
    return new TokenizerFiles(
        folder, bytes(tokenizer), object(folder.resolve(CONFIG)), object(folder.resolve(SPECIAL)));
  }

  private static byte[] bytes(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new TextException("cannot read " + file + ": " + e, e);
    }
  }

  /** A JSON object, empty where the file is absent. */
  private static JsonNode object(Path file) {
    if (!Files.isRegularFile(file)) {
      return JSON.createObjectNode();
    }
    try {
      var node = JSON.readTree(bytes(file));
      if (node != null && node.isObject()) {
        return node;
      }
    } catch (IOException e) {
      throw new TextException(file + " is not valid JSON" + reason(e), e);
    }
    throw new TextException(file + " must hold a JSON object");
  }

  static String reason(IOException e) {
    if (e instanceof JacksonException json && json.getLocation() != null) {
      return " (line " + json.getLocation().getLineNr() + "): " + json.getOriginalMessage();
    }
    return ": " + e.getMessage();
  }

  /**
   * The model's chat templates by name, {@code default} for the one; files win over entries in the
   * configuration, as in transformers.
   */
  Map<String, String> chatTemplates() {
    Map<String, String> templates = new LinkedHashMap<>();
    for (var file : templateFiles()) {
      var name = file.getFileName().toString();
      templates.put(
          name.equals(TEMPLATE) ? ChatTemplate.DEFAULT : name.replaceFirst("\\.jinja$", ""),
          new String(bytes(file), StandardCharsets.UTF_8));
    }
    return templates.isEmpty()
        ? ChatTemplate.sources(config.path("chat_template"), folder.resolve(CONFIG))
        : templates;
  }

  private List<Path> templateFiles() {
    List<Path> files = new ArrayList<>();
    var single = folder.resolve(TEMPLATE);
    if (Files.isRegularFile(single)) {
      files.add(single);
    }
    var several = folder.resolve(TEMPLATES);
    if (Files.isDirectory(several)) {
      try (Stream<Path> listed = Files.list(several)) {
        listed.filter(file -> file.toString().endsWith(".jinja")).sorted().forEach(files::add);
      } catch (IOException e) {
        throw new TextException("cannot list " + several + ": " + e, e);
      }
    }
    return files;
  }

  /** Every file of the tokenizer that is there. */
  List<Path> present() {
    List<Path> files = new ArrayList<>();
    Stream.concat(Stream.of(TOKENIZER, CONFIG, SPECIAL), COMPANIONS.stream())
        .map(folder::resolve)
        .filter(Files::isRegularFile)
        .forEach(files::add);
    files.addAll(templateFiles());
    return List.copyOf(files);
  }

  /**
   * The named special tokens: {@code bos_token} and so on to their text. {@code
   * special_tokens_map.json} counts only where the configuration has no {@code
   * added_tokens_decoder}, and then it wins, as in transformers.
   */
  Map<String, String> specialTokens() {
    Map<String, String> tokens = new TreeMap<>();
    List<JsonNode> sources =
        config.has("added_tokens_decoder") ? List.of(config) : List.of(config, specialTokensMap);
    for (var source : sources) {
      source
          .properties()
          .forEach(entry -> {
            if (entry.getKey().endsWith("_token")) {
              content(entry.getValue()).ifPresent(text -> tokens.put(entry.getKey(), text));
            }
          });
    }
    return tokens;
  }

  /** Tokens of the list {@code extra_special_tokens}, once {@code additional_special_tokens}. */
  List<String> extraSpecialTokens() {
    var extra = config.path("extra_special_tokens");
    if (extra.isEmpty()) {
      extra = config.path("additional_special_tokens");
    }
    List<String> tokens = new ArrayList<>();
    extra.forEach(token -> content(token).ifPresent(tokens::add));
    return tokens;
  }

  /** A token is written as its text or as an object that holds it. */
  static Optional<String> content(JsonNode token) {
    var text = token.isObject() ? token.path("content") : token;
    return text.isTextual() ? Optional.of(text.textValue()) : Optional.empty();
  }
}
