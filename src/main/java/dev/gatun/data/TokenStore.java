package dev.gatun.data;

import static dev.gatun.data.TokenStoreLayout.*;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tokenized feedback in a memory-mapped file: nothing of it is on the Java heap, and its size is
 * bounded by the disk. Rows are read at random, from any thread. Close it explicitly; reading after
 * that is an {@link IllegalStateException}.
 */
public final class TokenStore implements RowFacts, AutoCloseable {
  private final Arena arena;
  private final MemorySegment file;
  private final MemorySegment index;
  private final MemorySegment embeddings;
  private final @Nullable Path deleteOnClose;
  private final int rows;
  private final int desirable;
  private final int maxLength;
  private final int embeddingSize;
  private final long tokenCount;
  private final String contentHash;

  private TokenStore(Arena arena, MemorySegment file, @Nullable Path deleteOnClose) {
    this.arena = arena;
    this.file = file;
    this.deleteOnClose = deleteOnClose;
    this.rows = Math.toIntExact(file.get(LONG, AT_ROWS));
    this.desirable = Math.toIntExact(file.get(LONG, AT_DESIRABLE));
    this.maxLength = file.get(INT, AT_MAX_LENGTH);
    this.tokenCount = file.get(LONG, AT_TOKENS);
    this.embeddingSize = file.get(INT, AT_EMBEDDING);
    long indexBytes = (long) rows * RECORD_BYTES;
    this.index = file.asSlice(file.get(LONG, AT_INDEX), indexBytes);
    this.embeddings = file.asSlice(file.get(LONG, AT_INDEX) + indexBytes);
    this.contentHash =
        HexFormat.of().formatHex(file.asSlice(AT_HASH, 32).toArray(ValueLayout.JAVA_BYTE));
  }

  /**
   * Opens a store that {@link TokenStoreWriter#to} left.
   *
   * @throws InputException when the file is not a whole token store of this machine's kind
   */
  public static TokenStore open(Path file) {
    try (var channel = FileChannel.open(file, StandardOpenOption.READ)) {
      return map(channel, file.toString(), null);
    } catch (IOException e) {
      throw new InputException(file + ": the token store cannot be opened: " + e, e);
    }
  }

  /** Maps a finished store; {@code deleteOnClose} is a temporary file that still has its name. */
  static TokenStore map(FileChannel channel, String name, @Nullable Path deleteOnClose)
      throws IOException {
    long size = channel.size();
    var arena = Arena.ofShared();
    try {
      if (size < HEADER_BYTES) {
        throw new InputException(name + ": is not a token store: it is only " + size + " bytes");
      }
      var file = channel.map(MapMode.READ_ONLY, 0, size, arena);
      long rows = file.get(LONG, AT_ROWS);
      long end = HEADER_BYTES + file.get(LONG, AT_TOKENS) * Integer.BYTES;
      long rowBytes = RECORD_BYTES + (long) file.get(INT, AT_EMBEDDING) * Float.BYTES;
      if (file.get(LONG, AT_MAGIC) != MAGIC
          || rows < 0
          || rows > Integer.MAX_VALUE
          || file.get(LONG, AT_INDEX) < end
          || file.get(LONG, AT_INDEX) + rows * rowBytes != size) {
        throw new InputException(
            name
                + ": is not a whole token store of this machine; delete it, it will be made again");
      }
      return new TokenStore(arena, file, deleteOnClose);
    } catch (Throwable e) {
      arena.close();
      throw e;
    }
  }

  @Override
  public int rows() {
    return rows;
  }

  /** Rows labelled desirable. */
  public int desirableRows() {
    return desirable;
  }

  /** Tokens held, prompts and completions together, before truncation. */
  public long tokens() {
    return tokenCount;
  }

  /** The length that batches truncate to; every prompt here is shorter. */
  public int maxLength() {
    return maxLength;
  }

  /**
   * SHA-256, in hexadecimal, of all rows' tokens, labels, groups, scores and embeddings in order: a
   * key for caches. What depends on truncation depends on {@link #maxLength} besides.
   */
  public String contentHash() {
    return contentHash;
  }

  @Override
  public boolean desirable(int row) {
    return index.get(INT, record(row) + REC_LABEL) != 0;
  }

  /** Factor on the row's loss. */
  public double weight(int row) {
    return index.get(DOUBLE, record(row) + REC_WEIGHT);
  }

  /** Equal for rows that were given together, ascending; -1 for a row by itself. */
  public int group(int row) {
    return index.get(INT, record(row) + REC_GROUP);
  }

  /** How many rows were given together with this one, itself included, before any was dropped. */
  public int groupSize(int row) {
    return index.get(INT, record(row) + REC_GROUP_SIZE);
  }

  /** The row's score, or NaN. */
  public double score(int row) {
    return index.get(DOUBLE, record(row) + REC_SCORE);
  }

  /** Numbers of the vector that each row has for its prompt; 0 where rows have none. */
  public int embeddingSize() {
    return embeddingSize;
  }

  /** A view of the vector for a row's prompt: {@link #embeddingSize} float32. */
  public MemorySegment embedding(int row) {
    long bytes = (long) embeddingSize * Float.BYTES;
    return embeddings.asSlice(Objects.checkIndex(row, rows) * bytes, bytes);
  }

  /** Prompt tokens of a row. */
  public int promptLength(int row) {
    return index.get(INT, record(row) + REC_PROMPT_LENGTH);
  }

  /** Completion tokens of a row, the end-of-sequence token included, before truncation. */
  public int completionLength(int row) {
    return index.get(INT, record(row) + REC_COMPLETION_LENGTH);
  }

  @Override
  public long promptKey(int row) {
    return index.get(LONG, record(row) + REC_PROMPT_KEY);
  }

  @Override
  public long completionKey(int row) {
    return index.get(LONG, record(row) + REC_COMPLETION_KEY);
  }

  /** A view of the row's prompt: int32 token ids. It dies with the store. */
  public MemorySegment prompt(int row) {
    return slice(promptStart(row), promptLength(row));
  }

  /**
   * A view of the row's completion: int32 token ids, or their complements where a token is not
   * {@link #learned}. It dies with the store.
   */
  public MemorySegment completion(int row) {
    return slice(promptStart(row) + promptLength(row), completionLength(row));
  }

  /**
   * Writes the first {@code count} tokens of a row's prompt as int64 at index {@code at} of {@code
   * target}, without allocating.
   */
  public void copyPrompt(int row, int count, MemorySegment target, long at) {
    Objects.checkFromIndexSize(0, count, promptLength(row));
    widen(promptStart(row), count, target, at);
  }

  /** Whether a token of the completion is one to learn: not another's turn within it. */
  public boolean learned(int row, int token) {
    Objects.checkIndex(token, completionLength(row));
    return at(promptStart(row) + promptLength(row) + token) >= 0;
  }

  /** As {@link #copyPrompt}, of the completion, all of whose tokens are copied as they are. */
  public void copyCompletion(int row, int count, MemorySegment target, long at) {
    Objects.checkFromIndexSize(0, count, completionLength(row));
    widen(promptStart(row) + promptLength(row), count, target, at);
  }

  private void widen(long token, int count, MemorySegment target, long at) {
    for (int i = 0; i < count; i++) {
      int stored = at(token + i);
      target.setAtIndex(ValueLayout.JAVA_LONG, at + i, stored < 0 ? ~stored : stored);
    }
  }

  private int at(long token) {
    return file.get(INT, HEADER_BYTES + token * Integer.BYTES);
  }

  private MemorySegment slice(long token, int count) {
    return file.asSlice(HEADER_BYTES + token * Integer.BYTES, (long) count * Integer.BYTES);
  }

  private long promptStart(int row) {
    return index.get(LONG, record(row) + REC_OFFSET);
  }

  private long record(int row) {
    return (long) Objects.checkIndex(row, rows) * RECORD_BYTES;
  }

  /** Unmaps the file, and deletes it if it was temporary. Closing twice does nothing. */
  @Override
  public void close() {
    if (!arena.scope().isAlive()) {
      return;
    }
    arena.close();
    if (deleteOnClose != null) {
      try {
        Files.deleteIfExists(deleteOnClose);
      } catch (IOException e) {
        // A temporary file that stays behind harms nobody; the run's result does not hang on it.
      }
    }
  }
}
