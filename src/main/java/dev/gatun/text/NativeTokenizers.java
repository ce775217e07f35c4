package dev.gatun.text;

import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * The Rust tokenizers library that travels in the jar of {@code ai.djl.huggingface:tokenizers}.
 *
 * <p>DJL's own loader is not used: it logs, asks for GPUs through JNA, keeps its cache in the home
 * folder and, in front of each tokenizer, calls DJL's telemetry. Here the library is copied once
 * into Gatun's cache and loaded from there; nothing goes to the network and no system property is
 * read or set, save {@code RUST_LIBRARY_PATH}, DJL's way to name another build of the library.
 */
final class NativeTokenizers {
  private static final String OVERRIDE = "RUST_LIBRARY_PATH";

  private NativeTokenizers() {}

  /** Tried once per JVM, when this class is first touched. */
  private static final class Attempt {
    static final @Nullable TextException FAILURE = load();
  }

  /**
   * The library, loaded.
   *
   * @throws TextException when it cannot be
   */
  static TokenizersLibrary library() {
    if (Attempt.FAILURE != null) {
      throw new TextException(String.valueOf(Attempt.FAILURE.getMessage()), Attempt.FAILURE);
    }
    return TokenizersLibrary.LIB;
  }

  private static @Nullable TextException load() {
    try {
      for (var file : libraries()) {
        System.load(file.toString());
      }
      return null;
    } catch (TextException e) {
      return e;
    } catch (IOException e) {
      return new TextException(
          "cannot copy the tokenizers library into "
              + cache()
              + " ("
              + e
              + "); set GATUN_CACHE to a folder that can be written",
          e);
    } catch (UnsatisfiedLinkError e) {
      return new TextException("cannot load the tokenizers library: " + e.getMessage(), e);
    }
  }

  /** Absolute paths, in the order in which to load them. */
  private static List<Path> libraries() throws IOException {
    var override = System.getProperty(OVERRIDE, System.getenv(OVERRIDE));
    if (override != null && !override.isBlank()) {
      var path = Path.of(override).toAbsolutePath();
      var name = System.mapLibraryName("tokenizers");
      return List.of(Files.isDirectory(path) ? path.resolve(name) : path);
    }
    var platform = platform();
    var folder = cache().resolve("tokenizers").resolve(version() + "-" + platform);
    List<Path> files = new ArrayList<>();
    for (var name : names(platform)) {
      files.add(extracted("native/lib/" + platform + "/cpu/" + name, folder.resolve(name)));
    }
    return files;
  }

  static String platform() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
    var family = os.startsWith("mac") ? "osx" : os.startsWith("win") ? "win" : "linux";
    return switch (arch) {
      case "amd64", "x86_64" -> family + "-x86_64";
      case "aarch64", "arm64" -> family + "-aarch64";
      default -> family + "-" + arch;
    };
  }

  private static List<String> names(String platform) {
    var library = System.mapLibraryName("tokenizers");
    return platform.startsWith("win")
        ? List.of("libwinpthread-1.dll", "libgcc_s_seh-1.dll", "libstdc++-6.dll", library)
        : List.of(library);
  }

  private static String version() throws IOException {
    var properties = new Properties();
    try (var in = resource("native/lib/tokenizers.properties")) {
      properties.load(in);
    }
    return properties.getProperty("version", "unknown");
  }

  private static Path extracted(String resource, Path target) throws IOException {
    if (Files.isRegularFile(target) && Files.size(target) > 0) {
      return target;
    }
    Files.createDirectories(target.getParent());
    var temporary = Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
    try (var in = resource(resource)) {
      Files.copy(in, temporary, StandardCopyOption.REPLACE_EXISTING);
      move(temporary, target);
    } finally {
      Files.deleteIfExists(temporary);
    }
    return target;
  }

  /** Another process may do the same at the same time: whole file or none, and either will do. */
  private static void move(Path temporary, Path target) throws IOException {
    try {
      Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
    } catch (AtomicMoveNotSupportedException e) {
      Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      if (!Files.isRegularFile(target)) { // Windows refuses to replace a library in use
        throw e;
      }
    }
  }

  private static InputStream resource(String name) {
    var in = TokenizersLibrary.class.getClassLoader().getResourceAsStream(name);
    if (in == null) {
      throw new TextException(
          "there is no tokenizers library for "
              + platform()
              + " in ai.djl.huggingface:tokenizers (looked for "
              + name
              + "); name one that you built with -D"
              + OVERRIDE
              + "=FOLDER");
    }
    return in;
  }

  /** Gatun's cache: GATUN_CACHE, else gatun/ in XDG_CACHE_HOME, else ~/.cache/gatun. */
  static Path cache() {
    var own = System.getenv("GATUN_CACHE");
    if (own != null && !own.isBlank()) {
      return Path.of(own).toAbsolutePath();
    }
    var xdg = System.getenv("XDG_CACHE_HOME");
    var parent =
        xdg != null && !xdg.isBlank()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return parent.resolve("gatun").toAbsolutePath();
  }
}
