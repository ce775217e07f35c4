package dev.gatun.data;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A stream of rows. Implementations hold a row or two in memory, never the whole file.
 *
 * <p>Not for concurrent use.
 */
public interface FeedbackSource extends AutoCloseable {

  /**
   * The next row, good or bad; null at the end.
   *
   * @throws InputException when the source as a whole can be read no further (a broken archive, a
   *     JSON array that is cut short)
   */
  @Nullable Row next();

  /** Names of columns seen so far that no row format uses, in the order met. */
  Set<String> ignoredColumns();

  /** The file that holds all of its rows and nothing else, if there is one. */
  default Optional<Path> file() {
    return Optional.empty();
  }

  @Override
  void close();
}
