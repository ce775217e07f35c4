package dev.gatun.train;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** Gatun's own version, as the build wrote it. */
public final class GatunVersion {
  private static final String TEXT = read();

  private GatunVersion() {}

  /** For example {@code 0.1.0}. */
  public static String text() {
    return TEXT;
  }

  private static String read() {
    try (var in = GatunVersion.class.getResourceAsStream("/dev/gatun/version.properties")) {
      if (in == null)
        throw new IllegalStateException("dev/gatun/version.properties is missing from the jar");
      var properties = new Properties();
      properties.load(in);
      return properties.getProperty("version");
    } catch (IOException e) {
      throw new UncheckedIOException("reading Gatun's version", e);
    }
  }
}
