package dev.gatun.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import dev.gatun.text.jinja.Rendering;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.LongFunction;

/**
 * A Hugging Face tokenizer, read from a model folder. It gives the ids that transformers 5 gives
 * with the same {@code tokenizer.json}, which alone decides about BOS and EOS: {@code
 * add_bos_token} and {@code add_eos_token} of the configuration have no say beside it, and
 * truncation or padding left on in the file is off here.
 *
 * <p>One exception: where the configuration's {@code tokenizer_class} is {@code LlamaTokenizer} (or
 * another class with code of its own), transformers 5 rebuilds parts of the tokenizer from that
 * class. Files saved by transformers 5 agree with it; in older Llama 2 style files the ids of
 * leading spaces differ. Gatun keeps to the file, as transformers 4 and the tokenizers library do.
 *
 * <p>Any number of threads may encode and decode. Holds native memory until closed.
 */
public final class Tokenizer implements AutoCloseable {
  private static final int CLOSED = 0;

  private final TokenizersLibrary library;
  private final TokenizerModel model;
  private final Path folder;
  private final List<Path> files;
  private final Map<String, String> specialTokens;
  private final Map<String, String> templates;
  private final String fingerprint;
  private final boolean cleansSpaces;

  // Readers use the handle, the one writer closes it: no call can meet a freed tokenizer.
  private final ReadWriteLock lock = new ReentrantReadWriteLock();
  private long handle;

  private Tokenizer(TokenizersLibrary library, TokenizerFiles files, TokenizerModel model) {
    this.library = library;
    this.model = model;
    this.folder = files.folder();
    this.files = files.present();
    this.specialTokens = files.specialTokens();
    model.padToken().ifPresent(token -> specialTokens.putIfAbsent("pad_token", token));
    this.templates = files.chatTemplates();
    this.fingerprint = sha256(model.json());
    // On BPE it would spoil text, so transformers ignores the setting there, and so do we.
    this.cleansSpaces =
        files.config().path("clean_up_tokenization_spaces").asBoolean()
            && !model.type().equals("BPE");
    this.handle = library.createTokenizerFromString(model.json());
    library.disableTruncation(handle);
    library.disablePadding(handle);
  }

  /**
   * Reads {@code tokenizer.json} of {@code modelDir} and, where they are there, {@code
   * tokenizer_config.json}, {@code special_tokens_map.json} and the chat templates.
   *
   * @throws TextException when a file is missing, cannot be read or makes no tokenizer
   */
  public static Tokenizer load(Path modelDir) {
    var files = TokenizerFiles.read(modelDir);
    if (files.config().path("split_special_tokens").asBoolean()) {
      throw new TextException(
          modelDir.resolve("tokenizer_config.json")
              + " sets split_special_tokens, which Gatun does not support: remove it");
    }
    var model = TokenizerModel.of(files);
    var library = NativeTokenizers.library();
    try {
      return new Tokenizer(library, files, model);
    } catch (TextException e) {
      throw e;
    } catch (RuntimeException e) { // what the native library raises
      throw new TextException(
          modelDir.resolve("tokenizer.json")
              + " makes no tokenizer: "
              + e.getMessage()
              + ". Copy it again, or make it anew with transformers:"
              + " AutoTokenizer.from_pretrained(...).save_pretrained(...)",
          e);
    }
  }

  /**
   * The ids of {@code text} with the special tokens that the tokenizer adds by itself, such as BOS:
   * {@code tok(text).input_ids} of transformers. Never truncated or padded. Special tokens spelled
   * out in {@code text} become their ids.
   *
   * @throws TextException when {@code text} is not valid Unicode (half a surrogate pair)
   */
  public int[] encode(String text) {
    return encode(text, true);
  }

  /**
   * As {@link #encode} but adds nothing: for what a chat template rendered, which has its BOS.
   *
   * @throws TextException when {@code text} is not valid Unicode
   */
  public int[] encodeWithoutSpecialTokens(String text) {
    return encode(text, false);
  }

  private int[] encode(String text, boolean special) {
    checkUnicode(text);
    return locked(open -> {
      long encoding = library.encode(open, text, special);
      try {
        return narrow(library.getTokenIds(encoding));
      } finally {
        library.deleteEncoding(encoding);
      }
    });
  }

  /**
   * The ids of {@link #encodeWithoutSpecialTokens}, those of certain parts of the text marked.
   *
   * @param parts ascending, apart from each other
   * @return as many as there are ids; true for a token with a character in one of the parts
   */
  public Marked encodeMarked(String text, List<Rendering.Span> parts) {
    checkUnicode(text);
    var inParts = new BitSet(); // by code point, as the native library counts
    for (var part : parts) {
      inParts.set(text.codePointCount(0, part.start()), text.codePointCount(0, part.end()));
    }
    return locked(open -> {
      long encoding = library.encode(open, text, false);
      try {
        var ids = narrow(library.getTokenIds(encoding));
        var spans = library.getTokenCharSpans(encoding);
        var marks = new boolean[ids.length];
        for (int i = 0; i < ids.length; i++) {
          int at = spans[i] == null ? -1 : inParts.nextSetBit(spans[i].getStart());
          marks[i] = at >= 0 && at < spans[i].getEnd();
        }
        return new Marked(ids, marks);
      } finally {
        library.deleteEncoding(encoding);
      }
    });
  }

  /** Token ids, and whether each is marked. */
  public record Marked(int[] ids, boolean[] marks) {}

  private static void checkUnicode(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(i + 1));
        if (!pair) {
          throw new TextException(
              "the text is not valid Unicode: half a surrogate pair (\\u%04x) at character %d"
                  .formatted((int) c, i));
        }
        i++;
      }
    }
  }

  private static int[] narrow(long[] ids) {
    var narrow = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      narrow[i] = (int) ids[i];
    }
    return narrow;
  }

  /**
   * The text of {@code ids}; bytes that are not UTF-8 become U+FFFD, ids beyond the vocabulary
   * nothing.
   */
  public String decode(int[] ids, SpecialTokens policy) {
    var wide = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      if (ids[i] < 0) {
        throw new IllegalArgumentException("negative token id " + ids[i] + " at " + i);
      }
      wide[i] = ids[i];
    }
    var text = locked(open -> library.decode(open, wide, policy == SpecialTokens.SKIP));
    return cleansSpaces ? cleanSpaces(text) : text;
  }

  /** English spacing after word-by-word decoding; transformers' clean_up_tokenization. */
  private static String cleanSpaces(String text) {
    return text.replace(" .", ".")
        .replace(" ?", "?")
        .replace(" !", "!")
        .replace(" ,", ",")
        .replace(" ' ", "'")
        .replace(" n't", "n't")
        .replace(" 'm", "'m")
        .replace(" 's", "'s")
        .replace(" 've", "'ve")
        .replace(" 're", "'re");
  }

  /** A decoder for one stream of ids, which leaves special tokens out. */
  public StreamingDecoder streamingDecoder() {
    return streamingDecoder(SpecialTokens.SKIP);
  }

  /** A decoder for one stream of ids. */
  public StreamingDecoder streamingDecoder(SpecialTokens policy) {
    return new StreamingDecoder(this, policy);
  }

  /** Different tokens, added ones included: {@code len(tok)}. Reads the vocabulary anew. */
  public int vocabSize() {
    return model.size();
  }

  public Optional<String> bosToken() {
    return Optional.ofNullable(specialTokens.get("bos_token"));
  }

  public Optional<String> eosToken() {
    return Optional.ofNullable(specialTokens.get("eos_token"));
  }

  public OptionalInt bosTokenId() {
    return id("bos_token");
  }

  public OptionalInt eosTokenId() {
    return id("eos_token");
  }

  public OptionalInt padTokenId() {
    return id("pad_token");
  }

  private OptionalInt id(String name) {
    var id = model.ids().get(specialTokens.getOrDefault(name, ""));
    return id == null ? OptionalInt.empty() : OptionalInt.of(id);
  }

  /**
   * The named special tokens, {@code bos_token} and so on, to their text: what transformers hands
   * to a chat template besides the messages. {@link ChatTemplate#withVariables} takes it.
   */
  public Map<String, String> specialTokens() {
    return Map.copyOf(specialTokens);
  }

  /**
   * The model's own chat template, with the tokenizer's special tokens bound; empty when it has
   * none.
   *
   * @throws TextException when it is not a valid template
   */
  public Optional<ChatTemplate> chatTemplate() {
    return templates.isEmpty()
        ? Optional.empty()
        : Optional.of(ChatTemplate.of("of " + folder, templates).withVariables(specialTokens));
  }

  /** The tokenizer's files, chat templates included: those a saved model must carry over. */
  public List<Path> files() {
    return files;
  }

  /** SHA-256, in hexadecimal, over what determines the ids of a text. */
  public String fingerprint() {
    return fingerprint;
  }

  private static String sha256(String text) {
    try {
      var digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(text.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  private <T> T locked(LongFunction<T> use) {
    lock.readLock().lock();
    try {
      if (handle == CLOSED) {
        throw new IllegalStateException("the tokenizer is closed");
      }
      return use.apply(handle);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Frees the native tokenizer, once calls in progress have ended; closing again does nothing. */
  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (handle != CLOSED) {
        library.deleteTokenizer(handle);
        handle = CLOSED;
      }
    } finally {
      lock.writeLock().unlock();
    }
  }
}
