package dev.gatun.data;

import static dev.gatun.data.TokenStoreLayout.*;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import org.jspecify.annotations.Nullable;

/**
 * Writes a {@link TokenStore} row by row in bounded memory. {@link #finish} turns it into the
 * store; closing it before that removes what was written.
 *
 * <p>Not for concurrent use. A full disk or an unwritable folder is an {@link InputException}.
 */
public final class TokenStoreWriter implements AutoCloseable {
  private static final int BUFFER_BYTES = 1 << 20;
  private static final int FACT_BYTES = 24;

  private final Path folder;
  private final @Nullable Path destination; // null: a temporary store
  private final Path tokensFile;
  private final Path indexFile;
  private final FileChannel tokens;
  private final FileChannel index;
  private final ByteBuffer tokenBuffer = buffer();
  private final ByteBuffer indexBuffer = buffer();
  private final ByteBuffer factBuffer = buffer();
  private final MessageDigest tokenHash = sha256();
  private final MessageDigest factHash = sha256();
  private final int maxLength;
  private long tokenCount;
  private int rows;
  private int desirableRows;
  private long lastGroup = -1;
  private int groups = -1; // number of the present group
  private boolean finished;

  private TokenStoreWriter(Path folder, @Nullable Path destination, int maxLength) {
    if (maxLength < 2) {
      throw new InputException(
          "max length must be at least 2 (a prompt token and a completion token), got "
              + maxLength);
    }
    this.folder = folder;
    this.destination = destination;
    this.maxLength = maxLength;
    Path first = null;
    FileChannel opened = null;
    try {
      Files.createDirectories(folder);
      first = Files.createTempFile(folder, "gatun-tokens-", ".partial");
      opened = open(first);
      this.tokensFile = first;
      this.tokens = opened;
      this.indexFile = Files.createTempFile(folder, "gatun-index-", ".partial");
      this.index = open(indexFile);
      tokens.position(HEADER_BYTES);
    } catch (IOException e) {
      discard(opened, first);
      throw failure(e);
    }
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
    append(prompt, completion, desirable, weight, Feedback.Place.ALONE);
  }

  /**
   * Appends a row.
   *
   * @param prompt token ids, fewer than the maximal length
   * @param completion token ids, at least one; {@code ~id} for one that is not to be learned
   * @param place rows that were given together follow one another
   */
  public void append(
      int[] prompt, int[] completion, boolean desirable, double weight, Feedback.Place place) {
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
    if (rows == Integer.MAX_VALUE) {
      throw new InputException("more than " + rows + " rows; split the data");
    }
    if (place.group() >= 0 && place.group() != lastGroup) {
      lastGroup = place.group();
      groups++;
    }
    int group = place.group() < 0 ? -1 : groups;
    try {
      reserve(index, indexBuffer, RECORD_BYTES, null);
      indexBuffer
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
      write(prompt);
      write(completion);
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

  /** Ends the writing and maps what was written. This writer is then closed. */
  public TokenStore finish() {
    try {
      drain(tokens, tokenBuffer, tokenHash);
      drain(index, indexBuffer, null);
      long indexAt = (tokens.position() + 7) & -8L;
      long size = index.size();
      tokens.position(indexAt);
      for (long done = 0; done < size; ) {
        done += index.transferTo(done, size - done, tokens);
      }
      if (size == 0) { // the file must reach to the index even when there is none
        tokens.write(ByteBuffer.allocate(1), indexAt);
        tokens.truncate(indexAt);
      }
      writeHeader(indexAt);
      var store = publish();
      finished = true;
      discard(index, indexFile);
      return store;
    } catch (IOException e) {
      close();
      throw failure(e);
    }
  }

  private TokenStore publish() throws IOException {
    if (destination == null) {
      Path name = tokensFile;
      try {
        Files.delete(tokensFile); // mapped files need no name on POSIX systems
        name = null;
      } catch (IOException e) {
        // Windows: the store deletes it when it is closed.
      }
      var store = TokenStore.map(tokens, tokensFile.toString(), name);
      tokens.close();
      return store;
    }
    tokens.force(true);
    tokens.close();
    Files.move(
        tokensFile,
        destination,
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
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
    var all = sha256();
    all.update(tokenHash.digest());
    header.put((int) AT_HASH, all.digest(factHash.digest()));
    while (header.hasRemaining()) {
      tokens.write(header, header.position());
    }
  }

  private void hashFacts() {
    factHash.update(factBuffer.flip());
    factBuffer.clear();
  }

  private void write(int[] ids) throws IOException {
    for (int done = 0; done < ids.length; ) {
      reserve(tokens, tokenBuffer, Integer.BYTES, tokenHash);
      int n = Math.min(ids.length - done, tokenBuffer.remaining() / Integer.BYTES);
      tokenBuffer.asIntBuffer().put(ids, done, n);
      tokenBuffer.position(tokenBuffer.position() + n * Integer.BYTES);
      done += n;
    }
  }

  private static void reserve(
      FileChannel channel, ByteBuffer buffer, int bytes, @Nullable MessageDigest hash)
      throws IOException {
    if (buffer.remaining() < bytes) {
      drain(channel, buffer, hash);
    }
  }

  private static void drain(FileChannel channel, ByteBuffer buffer, @Nullable MessageDigest hash)
      throws IOException {
    buffer.flip();
    if (hash != null) {
      hash.update(buffer.duplicate());
    }
    while (buffer.hasRemaining()) {
      channel.write(buffer);
    }
    buffer.clear();
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
    if (!finished) {
      finished = true;
      discard(tokens, tokensFile);
      discard(index, indexFile);
    }
  }

  private static void discard(@Nullable FileChannel channel, @Nullable Path file) {
    try {
      if (channel != null) {
        channel.close();
      }
      if (file != null) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // Left-overs of a failure already being reported.
    }
  }

  private static FileChannel open(Path file) throws IOException {
    return FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE);
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocateDirect(BUFFER_BYTES).order(ByteOrder.nativeOrder());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
