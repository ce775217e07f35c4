package dev.gatun.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 over what decides a result: keys of caches, and the hashes in run.json. */
final class Fingerprint {
  private Fingerprint() {}

  /** Of a folder of a model or an adapter: its configuration and all its weights. */
  static String ofModel(Path folder) {
    var digest = sha256();
    try (var files = Files.list(folder)) {
      var parts =
          files
              .filter(f ->
                  f.endsWith("config.json")
                      || f.endsWith("adapter_config.json")
                      || f.toString().endsWith(".safetensors"))
              .sorted()
              .toList();
      for (var part : parts) add(digest, part);
    } catch (IOException e) {
      throw new UncheckedIOException("reading " + folder, e);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Of texts, in order. */
  static String of(String... texts) {
    var digest = sha256();
    for (var text : texts) {
      digest.update(text.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static void add(MessageDigest digest, Path file) throws IOException {
    var buffer = ByteBuffer.allocateDirect(1 << 20);
    try (var channel = FileChannel.open(file)) {
      while (channel.read(buffer) >= 0) {
        digest.update(buffer.flip());
        buffer.clear();
      }
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
