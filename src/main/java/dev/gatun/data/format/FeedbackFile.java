package dev.gatun.data.format;

import dev.gatun.data.Embeddings;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Feedback: JSONL or one JSON array, plain or gzipped, told apart by content; Parquet, CSV, and
 * whatever else an SQL query can name, where DuckDB is on the class path. Rows stream: memory is
 * that of the longest row.
 *
 * <p>The shapes of rows are those of TRL and LLaMA-Factory; see {@link RowParser} for the list.
 */
public final class FeedbackFile implements FeedbackSource {
  private static final String QUERY = "query";

  private final String name;
  private final @Nullable Path file;
  private final Closeable in;
  private final RowStream rows;
  private final RowParser parser;
  private final ArrayDeque<Row> pending = new ArrayDeque<>();
  private boolean any;

  private FeedbackFile(
      String name, @Nullable Path file, Closeable in, RowStream rows, RowParser parser) {
    this.name = name;
    this.file = file;
    this.in = in;
    this.rows = rows;
    this.parser = parser;
  }

  /**
   * Opens a file; standard input for {@code -}; an SQL query ({@code SELECT ... FROM
   * 'feedback.parquet'}), whose rows messages call {@code query row N}; or Parquet or CSV files by
   * a name with wildcards.
   *
   * @throws InputException when there is no such file, it is none of these, or DuckDB is needed and
   *     absent
   */
  public static FeedbackFile open(String file) {
    return open(file, Embeddings.IGNORED);
  }

  /**
   * As {@link #open(String)}.
   *
   * @param embeddings whether the rows' field {@code embedding} is read
   */
  public static FeedbackFile open(String file, Embeddings embeddings) {
    if (file.equals("-")) {
      return read(System.in, "<stdin>", null, embeddings);
    }
    try {
      if (!Files.exists(Path.of(file))) {
        if (QueryRows.isQuery(file)) {
          return query(QUERY, null, new TableFile(file, UnaryOperator.identity()), embeddings);
        }
        var files = TableFile.matching(file);
        if (files.isPresent()) {
          return query(file, null, files.get(), embeddings);
        }
      }
      return open(Path.of(file), embeddings);
    } catch (InvalidPathException e) {
      throw new InputException(file + ": is not a file name: " + e.getReason(), e);
    }
  }

  /** Opens a file. */
  public static FeedbackFile open(Path file) {
    return open(file, Embeddings.IGNORED);
  }

  private static FeedbackFile open(Path file, Embeddings embeddings) {
    var name = file.toString();
    if (Files.isDirectory(file)) {
      throw new InputException(name + ": is a folder; name one JSONL or JSON file in it");
    }
    try {
      var table = TableFile.of(file);
      return table.isPresent()
          ? query(name, file, table.get(), embeddings)
          : read(Files.newInputStream(file), name, file, embeddings);
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
    return read(in, name, null, Embeddings.IGNORED);
  }

  private static FeedbackFile read(
      InputStream in, String name, @Nullable Path file, Embeddings embeddings) {
    try {
      var content = Content.of(name, in);
      var parser = new RowParser(embeddings);
      var rows =
          content.array()
              ? new JsonArray(name, content.in(), parser)
              : new JsonLines(name, content.in(), parser);
      return new FeedbackFile(name, file, in, rows, parser);
    } catch (IOException e) {
      closeQuietly(in);
      throw failure(name, e);
    } catch (RuntimeException e) {
      closeQuietly(in);
      throw e;
    }
  }

  private static FeedbackFile query(
      String name, @Nullable Path file, TableFile table, Embeddings embeddings) {
    var parser = new RowParser(embeddings);
    var rows = new QueryRows(name, table.query(), parser, table.typed());
    return new FeedbackFile(name, file, rows, rows, parser);
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
  public Optional<Path> file() {
    return Optional.ofNullable(file);
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

  private static void closeQuietly(Closeable in) {
    try {
      in.close();
    } catch (IOException e) {
      // Nothing was written through it: there is nothing to lose and nothing to tell.
    }
  }
}
