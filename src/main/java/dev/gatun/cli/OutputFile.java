package dev.gatun.cli;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jspecify.annotations.Nullable;

/**
 * A file of lines that appears whole, or not at all. What is no plain file (a device, a pipe) is
 * written in place.
 */
final class OutputFile implements AutoCloseable {
  private final String name;
  private final Path file;
  private final @Nullable Path part;
  private final BufferedWriter writer;

  private OutputFile(String name, Path file, @Nullable Path part, BufferedWriter writer) {
    this.name = name;
    this.file = file;
    this.part = part;
    this.writer = writer;
  }

  /**
   * Opens a file for writing, before the work that fills it.
   *
   * @param flag what messages call it
   * @throws UsageException when it cannot be written
   */
  static OutputFile open(String flag, Path file) {
    var name = flag + " " + file;
    if (Files.isDirectory(file))
      throw new UsageException(name + ": is a folder; name a file in it");
    var folder = file.toAbsolutePath().getParent();
    if (folder == null || !Files.isDirectory(folder)) {
      throw new UsageException(name + ": there is no folder " + folder + "; make it first");
    }
    var inPlace = Files.exists(file) && !Files.isRegularFile(file);
    var part = inPlace ? null : folder.resolve("." + file.getFileName() + ".part");
    try {
      return new OutputFile(name, file, part, Files.newBufferedWriter(part == null ? file : part));
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  void line(String text) {
    try {
      writer.write(text);
      writer.write('\n');
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  /** Puts what was written in its place. */
  void publish() {
    try {
      writer.close();
      if (part == null) return;
      try {
        Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (AtomicMoveNotSupportedException e) {
        Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      throw cannotWrite(name, e);
    }
  }

  private static UsageException cannotWrite(String name, IOException e) {
    var reason =
        switch (e) {
          case AccessDeniedException denied -> "permission denied";
          case FileSystemException failed when failed.getReason() != null -> failed.getReason();
          default -> e.getMessage();
        };
    return new UsageException(
        name
            + ": cannot be written ("
            + reason
            + "); check its permissions and the room on its disk",
        e);
  }

  /** Removes what was not published. */
  @Override
  public void close() {
    try {
      writer.close();
    } catch (IOException e) {
      // Whoever wrote has heard of it.
    }
    try {
      if (part != null) Files.deleteIfExists(part);
    } catch (IOException e) {
      // A left-over of a failure already being reported.
    }
  }
}
