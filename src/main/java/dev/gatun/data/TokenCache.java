package dev.gatun.data;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Tokenized files of earlier runs, by the SHA-256 of the file's bytes and of all that makes tokens
 * of them: a second run over the same data reads it once, to hash it, and tokenizes nothing. What
 * comes from no single file (standard input, a query, memory), or from a small one, is tokenized
 * each time.
 *
 * <p>The stores used last are kept, the others deleted. Several processes may share the folder.
 */
public final class TokenCache {
  /** Raise it when the same rows become other tokens, or the report has other fields. */
  private static final int FORMAT = 2;

  private static final ObjectMapper JSON = JsonMapper.builder().build();
  private static final String STORE = ".tokens";
  private static final String REPORT = ".json";

  private final Path folder;
  private final long leastBytes;
  private final int kept;

  /**
   * @param leastBytes files smaller than this are not worth a store
   * @param kept how many stores stay
   */
  public TokenCache(Path folder, long leastBytes, int kept) {
    this.folder = folder;
    this.leastBytes = leastBytes;
    this.kept = kept;
  }

  /**
   * {@link Ingestion#run}, or what an earlier call with the same arguments made.
   *
   * @param encoderKey equal for encoders that give the same tokens; empty: nothing is kept
   * @throws InputException as {@link Ingestion#run}
   */
  public Ingested ingest(
      FeedbackSource source,
      TextEncoder encoder,
      Optional<String> encoderKey,
      IngestSettings settings) {
    var file = source.file().filter(this::isWorthIt);
    if (file.isEmpty() || encoderKey.isEmpty()) return Ingestion.run(source, encoder, settings);
    try {
      var before = Stamp.of(file.get());
      var key = key(file.get(), encoderKey.get(), settings);
      var found = open(key);
      if (found.isPresent()) {
        source.next(); // whoever watches the rows sees the first, as without a cache
        return found.get();
      }
      var made = Ingestion.run(source, encoder, settings, store(key));
      if (before.equals(Stamp.of(file.get()))) {
        write(key, made.report());
      } else {
        Files.deleteIfExists(store(key)); // it changed on the way; its pages stay mapped
      }
      return made;
    } catch (IOException e) {
      throw new InputException(
          folder
              + ": the tokenized data cannot be kept there ("
              + e.getMessage()
              + "); make room, or set GATUN_CACHE to another folder",
          e);
    }
  }

  private boolean isWorthIt(Path file) {
    try {
      return Files.isRegularFile(file) && Files.size(file) >= leastBytes;
    } catch (IOException e) {
      return false; // reading it says why
    }
  }

  /** What tells that a file has changed. */
  private record Stamp(long size, FileTime time) {
    static Stamp of(Path file) throws IOException {
      return new Stamp(Files.size(file), Files.getLastModifiedTime(file));
    }
  }

  private static String key(Path file, String encoderKey, IngestSettings settings)
      throws IOException {
    var digest = sha256();
    var what =
        List.of(
            FORMAT,
            file,
            encoderKey,
            settings.maxLength(),
            settings.badRows(),
            settings.assistantTurns(),
            settings.embeddings());
    digest.update((what + "\n").getBytes(StandardCharsets.UTF_8));
    var buffer = ByteBuffer.allocateDirect(1 << 20);
    try (var channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  private Path store(String key) {
    return folder.resolve(key + STORE);
  }

  private Path report(String key) {
    return folder.resolve(key + REPORT);
  }

  private Optional<Ingested> open(String key) throws IOException {
    // The report is written last: where it is, the store is whole.
    if (!Files.exists(report(key)) || !Files.exists(store(key))) return Optional.empty();
    var report = JSON.readValue(report(key).toFile(), IngestReport.class);
    var store = TokenStore.open(store(key));
    used(key);
    return Optional.of(new Ingested(store, report));
  }

  private void write(String key, IngestReport report) throws IOException {
    var part = Files.createTempFile(folder, "report", ".part");
    JSON.writeValue(part.toFile(), report);
    Files.move(
        part, report(key), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    used(key);
    forgetOldest();
  }

  private void used(String key) throws IOException {
    Files.setLastModifiedTime(report(key), FileTime.from(Instant.now()));
  }

  private void forgetOldest() throws IOException {
    record Used(Path report, FileTime time) {}
    try (var files = Files.list(folder)) {
      var reports = files.filter(file -> file.toString().endsWith(REPORT)).toList();
      var used =
          reports.stream()
              .map(file -> new Used(file, timeOf(file)))
              .sorted(Comparator.comparing(Used::time).reversed())
              .skip(kept)
              .toList();
      for (var old : used) {
        var name = old.report().getFileName().toString();
        Files.deleteIfExists(old.report());
        Files.deleteIfExists(store(name.substring(0, name.length() - REPORT.length())));
      }
    }
  }

  private static FileTime timeOf(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      return FileTime.fromMillis(0); // another process has deleted it
    }
  }
}
