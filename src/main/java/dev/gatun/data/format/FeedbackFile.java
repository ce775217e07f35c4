package dev.gatun.data.format;

import dev.gatun.data.FeedbackSource;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Set;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A feedback file: JSONL or one JSON array, plain or gzipped, told apart by content and never by
 * the name's ending. Rows stream: memory is that of the longest row.
 *
 * <p>The shapes of rows are those of TRL and LLaMA-Factory; see {@link RowParser} for the list.
 */
public final class FeedbackFile implements FeedbackSource {
  private final String name;
  private final InputStream in;
  private final RowStream rows;
  private final RowParser parser = new RowParser();
  private final ArrayDeque<Row> pending = new ArrayDeque<>();
  private boolean any;

  private FeedbackFile(String name, InputStream raw) throws IOException {
    this.name = name;
    this.in = raw;
    var content = Content.of(name, raw);
    this.rows =
        content.array()
            ? new JsonArray(name, content.in(), parser)
            : new JsonLines(name, content.in(), parser);
  }

  /**
   * Opens a file, or standard input for {@code -}.
   *
   * @throws InputException when there is no such file, or it holds neither JSONL nor a JSON array
   */
  public static FeedbackFile open(String file) {
    if (file.equals("-")) {
      return read(System.in, "<stdin>");
    }
    try {
      return open(Path.of(file));
    } catch (InvalidPathException e) {
      throw new InputException(file + ": is not a file name: " + e.getReason(), e);
    }
  }

  /** Opens a file. */
  public static FeedbackFile open(Path file) {
    var name = file.toString();
    if (Files.isDirectory(file)) {
      throw new InputException(name + ": is a folder; name one JSONL or JSON file in it");
    }
    try {
      return read(Files.newInputStream(file), name);
    } catch (NoSuchFileException e) {
      throw new InputException(
          name + ": no such file (looked at " + file.toAbsolutePath().normalize() + ")", e);
    } catch (AccessDeniedException e) {
      throw new InputException(name + ": permission to read it is denied", e);
    } catch (IOException e) {
      throw new InputException(name + ": cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Reads a stream, which {@link #close} closes.
   *
   * @param name what messages call it
   */
  public static FeedbackFile read(InputStream in, String name) {
    try {
      return new FeedbackFile(name, in);
    } catch (IOException e) {
      closeQuietly(in);
      throw failure(name, e);
    } catch (RuntimeException e) {
      closeQuietly(in);
      throw e;
    }
  }

  @Override
  public @Nullable Row next() {
    try {
      while (pending.isEmpty()) {
        var made = rows.next();
        if (made == null) {
          if (!any) {
            throw new InputException(name + ": holds no rows");
          }
          return null;
        }
        any = true;
        pending.addAll(made);
      }
      return pending.poll();
    } catch (IOException e) {
      throw failure(name, e);
    }
  }

  @Override
  public Set<String> ignoredColumns() {
    return parser.ignoredColumns();
  }

  @Override
  public void close() {
    closeQuietly(in);
  }

  private static InputException failure(String name, IOException e) {
    if (e instanceof EOFException) {
      return new InputException(
          name
              + ": the gzip stream is cut short: it ends before its end mark; copy or make the"
              + " file again",
          e);
    }
    if (e instanceof ZipException) {
      return new InputException(
          name
              + ": the gzip stream is damaged ("
              + e.getMessage()
              + "); copy or make the file again",
          e);
    }
    return new InputException(name + ": cannot be read: " + e.getMessage(), e);
  }

  private static void closeQuietly(InputStream in) {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was written through it: there is nothing to lose and nothing to tell.
    }
  }
}
