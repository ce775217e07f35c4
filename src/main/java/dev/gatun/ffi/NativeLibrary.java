package dev.gatun.ffi;

import dev.gatun.bindings.Gatun;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.net.URI;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/**
 * Finds and loads libtorch and Gatun's own native library, once, and checks that they fit. libtorch
 * is loaded first, by absolute path, so the native library finds it whatever folder it is in.
 *
 * <p>libtorch is looked for in: the system property {@code gatun.libtorch}; the environment
 * variable {@code LIBTORCH}; the folder that the native library was built against; Gatun's cache.
 */
public final class NativeLibrary {
  /** Where libtorch was found, and what the two libraries are. */
  public record Info(
      Path libtorch, Path library, String builtVersion, String runningVersion, String flavour) {}

  private static final int ABI = Gatun.GT_ABI_VERSION();
  private static final Loaded LOADED = tryLoad();

  private record Loaded(@Nullable Info info, @Nullable Throwable failure) {}

  private NativeLibrary() {}

  /**
   * Loads the libraries on first use.
   *
   * @throws IllegalStateException that says what is missing or does not fit; again at each later
   *     use
   */
  public static Info load() {
    if (LOADED.info != null) return LOADED.info;
    var failure = LOADED.failure;
    throw new IllegalStateException(failure == null ? "not loaded" : failure.getMessage(), failure);
  }

  // An exception out of a static initialiser would hide its message from every use but the first.
  private static Loaded tryLoad() {
    try {
      return new Loaded(loadAll(), null);
    } catch (RuntimeException | LinkageError failure) {
      return new Loaded(null, failure);
    }
  }

  private static Info loadAll() {
    var platform = platform();
    var build = properties(platform);
    var libtorch = findLibtorch(build);
    preload(libtorch);
    var library = libraryFile(platform);
    try {
      loadLibrary(library);
    } catch (UnsatisfiedLinkError failed) {
      throw new IllegalStateException(
          "Gatun's native library "
              + library
              + " does not load against the libtorch in "
              + libtorch
              + ": "
              + failed.getMessage(),
          failed);
    }
    try {
      var info = check(libtorch, library, build);
      Pressure.askCollector();
      return info;
    } catch (ExceptionInInitializerError missing) { // the function that tells the versions
      throw new IllegalStateException(
          library + " is not Gatun's native library, or another version's", missing);
    }
  }

  private static String platform() {
    var os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
    var arch = System.getProperty("os.arch");
    return (os.startsWith("mac") ? "macos" : os.startsWith("windows") ? "windows" : "linux")
        + "-"
        + (arch.equals("amd64") ? "x86_64" : arch);
  }

  private static @Nullable URL resource(String platform, String name) {
    return NativeLibrary.class.getResource("native/" + platform + "/" + name);
  }

  private static Properties properties(String platform) {
    var properties = new Properties();
    var url = resource(platform, "gatun-native.properties");
    if (url == null) {
      throw new IllegalStateException(
          "Gatun's native library for "
              + platform
              + " is not on the class path: build it with ./gatun build");
    }
    try (var in = new InputStreamReader(url.openStream(), StandardCharsets.UTF_8)) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  private static Path findLibtorch(Properties build) {
    var looked = new ArrayList<String>();
    var named = System.getProperty("gatun.libtorch", System.getenv("LIBTORCH"));
    if (named != null && !named.isEmpty()) {
      var chosen = Path.of(named);
      if (isLibtorch(chosen)) return chosen;
      throw new IllegalStateException(
          "LIBTORCH (or -Dgatun.libtorch) names "
              + chosen
              + ", which holds no libtorch: lib/"
              + System.mapLibraryName("torch_cpu")
              + " is missing there");
    }
    var version = build.getProperty("libtorch.version");
    var flavour = build.getProperty("libtorch.flavour", "");
    var cached =
        CacheFolder.path()
            .resolve("libtorch")
            .resolve(version + (flavour.isEmpty() ? "" : "+" + flavour));
    // CUDA wheels lie one folder deeper, beside the nvidia folder that they load from.
    for (var candidate :
        List.of(Path.of(build.getProperty("libtorch.dir")), cached, cached.resolve("torch"))) {
      if (isLibtorch(candidate)) return candidate;
      looked.add(candidate.toString());
    }
    throw new IllegalStateException(
        "libtorch "
            + version
            + " was not found in "
            + String.join(" nor in ", looked)
            + ". Set LIBTORCH to a folder that holds lib/ (a libtorch archive, or the torch folder of a Python"
            + " installation), or let ./gatun build fetch it");
  }

  private static boolean isLibtorch(Path folder) {
    return Files.isRegularFile(folder.resolve("lib").resolve(System.mapLibraryName("torch_cpu")));
  }

  /**
   * The library itself stays in place when the class path is a folder; from a jar it is unpacked
   * once, by content.
   */
  private static Path libraryFile(String platform) {
    var url = resource(platform, System.mapLibraryName("gatun"));
    if (url == null)
      throw new IllegalStateException(
          "the native library for " + platform + " is missing from the jar");
    try {
      if (url.getProtocol().equals("file")) return Path.of(URI.create(url.toString()));
      byte[] content;
      try (InputStream in = url.openStream()) {
        content = in.readAllBytes();
      }
      var hash =
          HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content), 0, 8);
      var folder = CacheFolder.path().resolve("native");
      var file = folder.resolve(hash + "-" + System.mapLibraryName("gatun"));
      if (!Files.exists(file)) {
        Files.createDirectories(folder);
        var part = Files.createTempFile(folder, hash, ".part");
        Files.write(part, content);
        try {
          Files.move(
              part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (AtomicMoveNotSupportedException e) {
          Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
        }
      }
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException("unpacking Gatun's native library", e);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  // Java lets one class loader alone load a file. Another one (a redeployed application, a
  // restarted test context) gets a
  // copy: its counters and callbacks are then its own, as its Java side is.
  private static void loadLibrary(Path library) {
    try {
      loadFile(library);
    } catch (UnsatisfiedLinkError refused) {
      if (!String.valueOf(refused.getMessage()).contains("another classloader")) throw refused;
      try {
        var folder = Files.createDirectories(CacheFolder.path().resolve("native"));
        var copy = Files.createTempFile(folder, "loader-", "-" + library.getFileName());
        try {
          Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
          loadFile(copy);
        } finally {
          Files.delete(copy); // what is loaded stays
        }
      } catch (IOException e) {
        throw new UncheckedIOException("copying " + library + " for a second class loader", e);
      }
    }
  }

  @SuppressWarnings("restricted")
  private static void loadFile(Path file) {
    System.load(file.toAbsolutePath().toString());
  }

  /**
   * Loads libtorch's libraries in the order of their needs; the CUDA ones where this libtorch has
   * them.
   */
  @SuppressWarnings("restricted")
  private static void preload(Path libtorch) {
    for (var name : List.of("c10", "torch_cpu", "c10_cuda", "torch_cuda", "torch")) {
      var file = libtorch.resolve("lib").resolve(System.mapLibraryName(name));
      if (!Files.exists(file)) continue;
      try {
        SymbolLookup.libraryLookup(file, Arena.global());
      } catch (IllegalArgumentException failed) {
        throw new IllegalStateException(
            "libtorch's " + file + " does not load: " + reason(file), failed);
      }
    }
  }

  /**
   * What the system's loader says, which names the file that is missing; a lookup keeps it back.
   */
  private static String reason(Path file) {
    try {
      loadFile(file);
      return "a library that it needs is missing or unfit (ldd " + file + ")";
    } catch (UnsatisfiedLinkError failed) {
      return String.valueOf(failed.getMessage());
    }
  }

  private static Info check(Path libtorch, Path library, Properties build) {
    try (var arena = Arena.ofConfined()) {
      MemorySegment abi = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment built = arena.allocate(ValueLayout.JAVA_INT);
      MemorySegment running = arena.allocate(ValueLayout.JAVA_INT);
      var status = Gatun.gt_build_info(abi, built, running);
      if (status != 0) throw Status.exception(status);
      if (abi.get(ValueLayout.JAVA_INT, 0) != ABI) {
        throw new IllegalStateException(
            library
                + " has ABI "
                + abi.get(ValueLayout.JAVA_INT, 0)
                + " but these classes expect "
                + ABI
                + ": rebuild with ./gatun build");
      }
      var builtVersion = version(built.get(ValueLayout.JAVA_INT, 0));
      var runningVersion = version(running.get(ValueLayout.JAVA_INT, 0));
      // C++ interfaces may change between minor versions: a mixture can crash, so it is refused
      // before any call.
      if (built.get(ValueLayout.JAVA_INT, 0) >> 8 != running.get(ValueLayout.JAVA_INT, 0) >> 8
          && !"1".equals(System.getenv("GATUN_ALLOW_ANY_LIBTORCH"))) {
        throw new IllegalStateException(
            "Gatun's native library was built for libtorch "
                + builtVersion
                + " but "
                + libtorch
                + " is "
                + runningVersion
                + ": rebuild with LIBTORCH="
                + libtorch
                + " ./gatun build, or set GATUN_ALLOW_ANY_LIBTORCH=1 to try it all the same");
      }
      return new Info(
          libtorch,
          library,
          builtVersion,
          runningVersion,
          build.getProperty("libtorch.flavour", ""));
    }
  }

  private static String version(int number) {
    return (number >> 16) + "." + (number >> 8 & 0xff) + "." + (number & 0xff);
  }
}
