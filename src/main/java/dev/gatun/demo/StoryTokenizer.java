package dev.gatun.demo;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Hugging Face tokenizer files for the stories' words: one token per word, its space before it as
 * in GPT-2's byte-level alphabet ({@code Ġfox}), one per punctuation mark, and the bare form of
 * each word that can open a story. Every token decodes by itself, so {@code decode(encode(story))}
 * is the story, and pieces of a story decode to pieces of its text.
 */
public final class StoryTokenizer {

  /** Token ids of the special tokens, the first four of the vocabulary. */
  public static final int PAD_ID = 0;

  public static final int BOS_ID = 1;
  public static final int EOS_ID = 2;
  public static final int UNK_ID = 3;

  private static final List<String> SPECIAL = List.of("<pad>", "<s>", "</s>", "<unk>");

  /** How a space is written in the byte-level alphabet. */
  private static final String SPACE = "\u0120";

  private final List<String> tokens;
  private final int maxLength;

  private StoryTokenizer(List<String> tokens, int maxLength) {
    this.tokens = tokens;
    this.maxLength = maxLength;
  }

  /**
   * The tokenizer of a grammar: special tokens, openings, words and punctuation, each group in
   * alphabetical order.
   *
   * @param maxLength longest sequence of the model it goes with, in tokens
   */
  public static StoryTokenizer of(StoryGrammar grammar, int maxLength) {
    List<String> tokens = new ArrayList<>(SPECIAL);
    tokens.addAll(grammar.openings());
    for (String word : grammar.vocabulary()) {
      tokens.add(Character.isLetter(word.charAt(0)) ? SPACE + word : word);
    }
    return new StoryTokenizer(List.copyOf(tokens), maxLength);
  }

  /** The vocabulary; a token's place is its id. */
  public List<String> tokens() {
    return tokens;
  }

  /**
   * Writes {@code tokenizer.json} and {@code tokenizer_config.json}, replacing older ones. Same
   * grammar, same bytes.
   *
   * @param folder a model folder, made where it does not exist
   * @throws IOException if a file cannot be written
   */
  public void write(Path folder) throws IOException {
    Files.createDirectories(folder);
    write(folder.resolve("tokenizer.json"), tokenizer());
    write(folder.resolve("tokenizer_config.json"), configuration());
  }

  private ObjectNode tokenizer() {
    ObjectNode root = object();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    var added = root.putArray("added_tokens");
    for (int id = 0; id < SPECIAL.size(); id++) {
      added
          .addObject()
          .put("id", id)
          .put("content", SPECIAL.get(id))
          .put("single_word", false)
          .put("lstrip", false)
          .put("rstrip", false)
          .put("normalized", false)
          .put("special", true);
    }
    // Stories are lower case; a prompt that a person types need not be.
    root.putObject("normalizer").put("type", "Lowercase");
    root.set("pre_tokenizer", byteLevel());
    root.set("post_processor", beginOfStory());
    root.set("decoder", byteLevel());
    ObjectNode model = root.putObject("model").put("type", "WordLevel");
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < tokens.size(); id++) {
      vocabulary.put(tokens.get(id), id);
    }
    model.put("unk_token", SPECIAL.get(UNK_ID));
    return root;
  }

  private static ObjectNode byteLevel() {
    return object()
        .put("type", "ByteLevel")
        .put("add_prefix_space", false)
        .put("trim_offsets", false)
        .put("use_regex", true);
  }

  /** Puts {@code <s>} before every text; a pair of texts is one text here. */
  private static ObjectNode beginOfStory() {
    ObjectNode template = object().put("type", "TemplateProcessing");
    for (String form : List.of("single", "pair")) {
      var parts = template.putArray(form);
      parts.addObject().putObject("SpecialToken").put("id", SPECIAL.get(BOS_ID)).put("type_id", 0);
      parts.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      if (form.equals("pair")) {
        parts.addObject().putObject("Sequence").put("id", "B").put("type_id", 0);
      }
    }
    ObjectNode bos = template.putObject("special_tokens").putObject(SPECIAL.get(BOS_ID));
    bos.put("id", SPECIAL.get(BOS_ID));
    bos.putArray("ids").add(BOS_ID);
    bos.putArray("tokens").add(SPECIAL.get(BOS_ID));
    return template;
  }

  private ObjectNode configuration() {
    return object()
        .put("tokenizer_class", "PreTrainedTokenizerFast")
        .put("pad_token", SPECIAL.get(PAD_ID))
        .put("bos_token", SPECIAL.get(BOS_ID))
        .put("eos_token", SPECIAL.get(EOS_ID))
        .put("unk_token", SPECIAL.get(UNK_ID))
        .put("clean_up_tokenization_spaces", false)
        .put("model_max_length", maxLength);
  }

  private static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  private static void write(Path file, ObjectNode json) throws IOException {
    // Pinned to "\n" and two spaces, so that the files are the same on every platform.
    var indenter = new DefaultIndenter("  ", "\n");
    var printer =
        new DefaultPrettyPrinter(
                Separators.createDefaultInstance()
                    .withObjectFieldValueSpacing(Separators.Spacing.AFTER))
            .withObjectIndenter(indenter)
            .withArrayIndenter(indenter);
    String text = new ObjectMapper().writer(printer).writeValueAsString(json);
    Files.writeString(file, text + "\n", StandardCharsets.UTF_8);
  }
}
