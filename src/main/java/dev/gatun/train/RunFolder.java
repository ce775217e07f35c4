package dev.gatun.train;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.gatun.model.ModelSource;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The output folder of a run: a model folder, with {@code run.json} (what was run), {@code
 * metrics.jsonl} (one line for each logged step) and {@code checkpoint-N} folders.
 */
final class RunFolder {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final ObjectMapper PRETTY =
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
  private static final Pattern CHECKPOINT = Pattern.compile("checkpoint-(\\d+)");

  private final Path folder;

  private RunFolder(Path folder) {
    this.folder = folder;
  }

  /**
   * Takes a folder for a run: a new or an empty one, or that of an earlier run.
   *
   * @throws TrainingException when it holds something else, or cannot be written
   */
  static RunFolder open(Path folder, ModelSource model) {
    try {
      if (Files.exists(folder) && !Files.isDirectory(folder)) {
        throw new TrainingException("--output-dir " + folder + " is a file: name a folder");
      }
      if (same(folder, model.base()) || same(folder, model.adapter())) {
        throw new TrainingException(
            "--output-dir "
                + folder
                + " is the model's own folder: training would overwrite it; name another");
      }
      if (Files.isDirectory(folder)
          && !isEmpty(folder)
          && !Files.exists(folder.resolve("run.json"))) {
        throw new TrainingException(
            "--output-dir "
                + folder
                + " is not empty and holds no run of Gatun's (no run.json): nothing is"
                + " overwritten; name a new folder, or empty this one");
      }
      Files.createDirectories(folder);
      Files.delete(Files.createTempFile(folder, ".writable", ""));
      return new RunFolder(folder);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  private static boolean same(Path folder, @Nullable Path other) throws IOException {
    return other != null
        && Files.isDirectory(folder)
        && Files.isDirectory(other)
        && Files.isSameFile(folder, other);
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }

  static TrainingException cannotWrite(Path path, IOException e) {
    return new TrainingException(
        "--output-dir: "
            + path
            + " cannot be written ("
            + reason(e)
            + "): check its permissions and the room on its disk",
        e);
  }

  /** The system's own words; many exceptions of files give no more than the file's name. */
  private static String reason(IOException e) {
    return switch (e) {
      case AccessDeniedException denied -> "permission denied";
      case FileSystemException failed when failed.getReason() != null -> failed.getReason();
      default -> e.getMessage() == null ? e.toString() : e.getMessage();
    };
  }

  Path path() {
    return folder;
  }

  /** Removes what an earlier run left and this one may not replace. */
  void clear() {
    try {
      Files.deleteIfExists(folder.resolve("metrics.jsonl"));
      Files.deleteIfExists(folder.resolve(DensityRatios.FILE));
      for (var step : checkpointSteps()) delete(checkpoint(step));
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  Path checkpoint(long step) {
    return folder.resolve("checkpoint-" + step);
  }

  /** The checkpoint of the highest step. */
  Optional<Path> lastCheckpoint() {
    try {
      return checkpointSteps().stream().max(Comparator.naturalOrder()).map(this::checkpoint);
    } catch (IOException e) {
      throw cannotWrite(folder, e);
    }
  }

  private java.util.List<Long> checkpointSteps() throws IOException {
    try (var files = Files.list(folder)) {
      return files
          .map(file -> CHECKPOINT.matcher(file.getFileName().toString()))
          .filter(java.util.regex.Matcher::matches)
          .map(match -> Long.parseLong(match.group(1)))
          .toList();
    }
  }

  /** A step's checkpoint appears whole or not at all. */
  void writeCheckpoint(long step, java.util.function.Consumer<Path> content) {
    var part = folder.resolve(".checkpoint-" + step + ".part");
    try {
      delete(part);
      Files.createDirectories(part);
      content.accept(part);
      delete(checkpoint(step));
      Files.move(part, checkpoint(step), StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw cannotWrite(checkpoint(step), e);
    }
  }

  private static void delete(Path tree) throws IOException {
    if (!Files.exists(tree)) return;
    try (var files = Files.walk(tree)) {
      for (var file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    }
  }

  // ---- JSON ----

  /** Appends a line to metrics.jsonl. */
  void log(Map<String, Object> line) {
    try {
      Files.writeString(
          folder.resolve("metrics.jsonl"),
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannotWrite(folder.resolve("metrics.jsonl"), e);
    }
  }

  /** Drops the lines of steps after this one: a resumed run writes them again. */
  void truncateLog(long lastStep) {
    var file = folder.resolve("metrics.jsonl");
    if (!Files.exists(file)) return;
    try {
      var kept = new StringBuilder();
      for (var line : Files.readAllLines(file)) {
        if (JSON.readTree(line).path("step").asLong() <= lastStep) kept.append(line).append('\n');
      }
      Files.writeString(file, kept);
    } catch (JsonProcessingException e) {
      throw new TrainingException(
          file + " has a line that is not JSON: " + e.getOriginalMessage(), e);
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  void writeRun(Map<String, Object> run) {
    writeJson(folder.resolve("run.json"), run);
  }

  static void writeJson(Path file, Object value) {
    try {
      Files.writeString(file, PRETTY.writeValueAsString(value) + "\n");
    } catch (IOException e) {
      throw cannotWrite(file, e);
    }
  }

  static JsonNode readJson(Path file) {
    try {
      return JSON.readTree(file.toFile());
    } catch (IOException e) {
      throw new TrainingException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
