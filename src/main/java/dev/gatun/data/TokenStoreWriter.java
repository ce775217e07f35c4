package dev.gatun.data;

import static dev.gatun.data.TokenStoreLayout.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link TokenStore} row by row in bounded memory. {@link #finish} turns it into the
 * store; closing it before that removes what was written.
 *
 * <p>Not for concurrent use. A full disk or an unwritable folder is an {@link InputException}.
 */
public final class TokenStoreWriter implements AutoCloseable {
  private static final int FACT_BYTES = 24;
  private static final int FACT_BUFFER_BYTES = 1 << 20;

  private final Path folder;
  private final @Nullable Path destination; // null: a temporary store
  private final List<PartFile> parts = new ArrayList<>();
  private final MessageDigest tokenHash = sha256();
  private final MessageDigest factHash = sha256();
  private final MessageDigest embeddingHash = sha256();
  private final PartFile tokens;
  private final PartFile index;
  private final PartFile embeddings;
  private final ByteBuffer factBuffer =
      ByteBuffer.allocateDirect(FACT_BUFFER_BYTES).order(ByteOrder.nativeOrder());
  private final int maxLength;
  private long tokenCount;
  private int rows;
  private int desirableRows;
  private int embeddingSize;
  private long lastGroup = -1;
  private int groups = -1; // number of the present group

  private TokenStoreWriter(Path folder, @Nullable Path destination, int maxLength) {
    if (maxLength < 2) {
      throw new InputException(
          "max length must be at least 2 (a prompt token and a completion token), got "
              + maxLength);
    }
    this.folder = folder;
    this.destination = destination;
    this.maxLength = maxLength;
    try {
      Files.createDirectories(folder);
      this.tokens = part("tokens", tokenHash);
      this.index = part("index", null);
      this.embeddings = part("embeddings", embeddingHash);
      tokens.channel().position(HEADER_BYTES);
    } catch (IOException e) {
      close();
      throw failure(e);
    }
  }

  private PartFile part(String name, @Nullable MessageDigest hash) throws IOException {
    var part = new PartFile(folder, name, hash);
    parts.add(part);
    return part;
  }

  /**
   * A store in a temporary file in {@code folder}, gone when the store is closed (where the system
   * allows it, the file has no name from the start, so that a killed process leaves nothing
   * either).
   *
   * @param maxLength the length that batches will truncate to
   */
  public static TokenStoreWriter temporary(Path folder, int maxLength) {
    return new TokenStoreWriter(folder, null, maxLength);
  }

  /** A store that stays, at {@code file}; it appears there whole, when it is finished. */
  public static TokenStoreWriter to(Path file, int maxLength) {
    var absolute = file.toAbsolutePath();
    return new TokenStoreWriter(absolute.getParent(), absolute, maxLength);
  }

  /** Appends a row by itself. */
  public void append(int[] prompt, int[] completion, boolean desirable, double weight) {
    append(prompt, completion, desirable, weight, Feedback.Place.ALONE, null);
  }

  /**
   * Appends a row.
   *
   * @param prompt token ids, fewer than the maximal length
   * @param completion token ids, at least one; {@code ~id} for one that is not to be learned
   * @param place rows that were given together follow one another
   * @param embedding of the prompt: all rows have one, and of one length, or none has
   */
  public void append(
      int[] prompt,
      int[] completion,
      boolean desirable,
      double weight,
      Feedback.Place place,
      @Nullable Embedding embedding) {
    if (prompt.length >= maxLength || completion.length == 0) {
      throw new IllegalArgumentException(
          "a row needs a prompt shorter than "
              + maxLength
              + " and a completion, got "
              + prompt.length
              + " and "
              + completion.length
              + " tokens");
    }
    int size = embedding == null ? 0 : embedding.size();
    if (rows == 0) embeddingSize = size;
    if (size != embeddingSize) {
      throw new IllegalArgumentException(
          "an embedding of " + size + " numbers after rows with " + embeddingSize);
    }
    if (rows == Integer.MAX_VALUE) {
      throw new InputException("more than " + rows + " rows; split the data");
    }
    if (place.group() >= 0 && place.group() != lastGroup) {
      lastGroup = place.group();
      groups++;
    }
    int group = place.group() < 0 ? -1 : groups;
    try {
      index
          .room(RECORD_BYTES)
          .putLong(tokenCount)
          .putLong(key(prompt))
          .putLong(key(completion))
          .putDouble(weight)
          .putInt(prompt.length)
          .putInt(completion.length)
          .putInt(desirable ? 1 : 0)
          .putInt(group)
          .putDouble(place.score())
          .putInt(place.size())
          .putInt(0);
      if (factBuffer.remaining() < FACT_BYTES) {
        hashFacts();
      }
      factBuffer
          .putInt(prompt.length)
          .putInt(completion.length)
          .putInt(desirable ? 1 : 0)
          .putInt(group)
          .putDouble(place.score());
      tokens.write(prompt);
      tokens.write(completion);
      if (embedding != null) embeddings.write(bits(embedding));
    } catch (IOException e) {
      throw failure(e);
    }
    rows++;
    desirableRows += desirable ? 1 : 0;
    tokenCount += (long) prompt.length + completion.length;
  }

  /** Rows appended so far. */
  public int rows() {
    return rows;
  }

  private static int[] bits(Embedding embedding) {
    var values = embedding.values();
    var bits = new int[values.length];
    for (int i = 0; i < bits.length; i++) bits[i] = Float.floatToRawIntBits(values[i]);
    return bits;
  }

  /** Ends the writing and maps what was written. This writer is then closed. */
  public TokenStore finish() {
    try {
      tokens.drain();
      var file = tokens.channel();
      long indexAt = (file.position() + 7) & -8L;
      if (rows == 0) { // the file must reach to the index even when there is none
        file.write(ByteBuffer.allocate(1), indexAt);
        file.truncate(indexAt);
      }
      file.position(indexAt);
      index.copyTo(file);
      embeddings.copyTo(file);
      writeHeader(indexAt);
      var store = publish();
      parts.remove(tokens);
      close();
      return store;
    } catch (IOException e) {
      close();
      throw failure(e);
    }
  }

  private TokenStore publish() throws IOException {
    var file = tokens.path();
    if (destination == null) {
      Path name = file;
      try {
        Files.delete(file); // mapped files need no name on POSIX systems
        name = null;
      } catch (IOException e) {
        // Windows: the store deletes it when it is closed.
      }
      var store = TokenStore.map(tokens.channel(), file.toString(), name);
      tokens.channel().close();
      return store;
    }
    tokens.channel().force(true);
    tokens.channel().close();
    Files.move(
        file, destination, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return TokenStore.open(destination);
  }

  private void writeHeader(long indexAt) throws IOException {
    hashFacts();
    var header = ByteBuffer.allocate(HEADER_BYTES).order(ByteOrder.nativeOrder());
    header.putLong((int) AT_MAGIC, MAGIC);
    header.putLong((int) AT_ROWS, rows);
    header.putLong((int) AT_TOKENS, tokenCount);
    header.putLong((int) AT_INDEX, indexAt);
    header.putLong((int) AT_DESIRABLE, desirableRows);
    header.putInt((int) AT_MAX_LENGTH, maxLength);
    header.putInt((int) AT_EMBEDDING, embeddingSize);
    var all = sha256();
    all.update(tokenHash.digest());
    if (embeddingSize > 0) all.update(embeddingHash.digest());
    header.put((int) AT_HASH, all.digest(factHash.digest()));
    while (header.hasRemaining()) {
      tokens.channel().write(header, header.position());
    }
  }

  private void hashFacts() {
    factHash.update(factBuffer.flip());
    factBuffer.clear();
  }

  /** 64 well-mixed bits of a sequence of ids. */
  private static long key(int[] ids) {
    long hash = ids.length;
    for (int id : ids) {
      hash = (Long.rotateLeft(hash, 23) ^ id) * 0x9E3779B97F4A7C15L;
      hash ^= hash >>> 29;
    }
    hash = (hash ^ (hash >>> 32)) * 0xD6E8FEB86659FD93L;
    return hash ^ (hash >>> 32);
  }

  private InputException failure(IOException e) {
    var reason = e.getMessage() == null ? e.toString() : e.getMessage();
    return new InputException(
        folder
            + ": the tokenized data cannot be written there ("
            + reason
            + ", after "
            + tokenCount
            + " tokens); free space or name another folder",
        e);
  }

  /** Removes what was written, unless it was finished. */
  @Override
  public void close() {
    parts.forEach(PartFile::discard);
    parts.clear();
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
