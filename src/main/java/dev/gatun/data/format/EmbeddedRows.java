package dev.gatun.data.format;

import dev.gatun.data.Embedding;
import dev.gatun.data.Feedback;
import dev.gatun.data.FeedbackSource;
import dev.gatun.data.InputException;
import dev.gatun.data.Row;
import dev.gatun.data.Source;
import dev.gatun.torch.DType;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.safetensors.SafetensorsFile;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rows with vectors for their prompts from a file beside them: safetensors with one floating-point
 * tensor (rows, size). Its n-th row belongs to the n-th object of the data, bad ones counted too;
 * the rows of a pair or a set are one object.
 */
public final class EmbeddedRows implements FeedbackSource {
  private final FeedbackSource rows;
  private final Path file;
  private final Tensor vectors; // (rows, size), float32
  private long objects;
  private boolean closed;
  private @Nullable Source last;

  private EmbeddedRows(FeedbackSource rows, Path file, Tensor vectors) {
    this.rows = rows;
    this.file = file;
    this.vectors = vectors;
  }

  /**
   * Reads the whole file.
   *
   * @param rows closed with this object, or when this method fails
   * @throws IllegalArgumentException when it holds anything else than vectors
   */
  public static EmbeddedRows of(FeedbackSource rows, Path file) {
    try {
      return new EmbeddedRows(rows, file, read(file));
    } catch (RuntimeException e) {
      rows.close();
      throw e;
    }
  }

  private static Tensor read(Path path) {
    try (var file = SafetensorsFile.open(path)) {
      if (file.entries().size() != 1) {
        throw new InputException(
            path + ": expected one tensor (rows, size), found " + file.entries().size());
      }
      var entry = file.entries().getFirst();
      var shape = entry.shape();
      if (!entry.dtype().isFloatingPoint() || shape.dim() != 2 || shape.size(1) == 0) {
        throw new InputException(
            path
                + ": expected floating-point numbers (rows, size), found tensor '"
                + entry.name()
                + "', "
                + entry.dtype()
                + " "
                + shape);
      }
      try (var vectors = file.read(entry.name())) {
        return vectors.to(DType.FLOAT32);
      }
    }
  }

  @Override
  public @Nullable Row next() {
    var row = rows.next();
    if (row == null) {
      if (objects < vectors.size(0)) throw notAsMany();
      return null;
    }
    if (!row.source().equals(last)) {
      last = row.source();
      if (++objects > vectors.size(0)) throw tooFew();
    }
    return row instanceof Feedback feedback ? feedback.with(vector(objects - 1)) : row;
  }

  private Embedding vector(long row) {
    var values = new float[Math.toIntExact(vectors.size(1))];
    MemorySegment.copy(
        vectors.segment(),
        ValueLayout.JAVA_FLOAT,
        row * values.length * Float.BYTES,
        values,
        0,
        values.length);
    for (var i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        throw new InputException(
            file
                + ": row "
                + (row + 1)
                + ", number "
                + (i + 1)
                + " is "
                + values[i]
                + " as float32; expected finite numbers");
      }
    }
    return new Embedding(values);
  }

  /** Counts what is left of the data, for the message. */
  private InputException tooFew() {
    for (Row row; (row = rows.next()) != null; last = row.source()) {
      if (!row.source().equals(last)) objects++;
    }
    return notAsMany();
  }

  private InputException notAsMany() {
    return new InputException(
        file
            + ": has "
            + vectors.size(0)
            + " rows, the data "
            + objects
            + "; it must have one for each line or object of the data, in their order");
  }

  @Override
  public Set<String> ignoredColumns() {
    return rows.ignoredColumns();
  }

  /** Closing twice does nothing. */
  @Override
  public void close() {
    if (closed) return;
    closed = true;
    try (vectors) {
      rows.close();
    }
  }
}
