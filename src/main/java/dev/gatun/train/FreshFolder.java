package dev.gatun.train;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * An output folder that may not have been there before: a run that is refused leaves no empty
 * folder behind.
 */
final class FreshFolder {
  private final Path folder;
  private final @Nullable Path topmostMissing;

  private FreshFolder(Path folder, @Nullable Path topmostMissing) {
    this.folder = folder;
    this.topmostMissing = topmostMissing;
  }

  /** Looks what is there before the run begins. */
  static FreshFolder of(Path folder) {
    var absolute = folder.toAbsolutePath().normalize();
    Path missing = null;
    for (var at = absolute; at != null && !Files.exists(at); at = at.getParent()) missing = at;
    return new FreshFolder(absolute, missing);
  }

  /** Removes the folders that the run made, as far as nothing is in them. */
  void removeIfEmpty() {
    if (topmostMissing == null) return;
    try {
      for (var at = folder; at != null && at.startsWith(topmostMissing); at = at.getParent())
        Files.deleteIfExists(at);
    } catch (IOException e) {
      // Something is in it, or it cannot be removed: then it stays.
    }
  }
}
