package dev.gatun.ffi;

import java.nio.file.Path;

/** Where libtorch and unpacked native libraries lie. Loads nothing. */
public final class CacheFolder {
  private CacheFolder() {}

  /** {@code GATUN_CACHE}, else {@code gatun} in the user's cache folder. */
  public static Path path() {
    var own = System.getenv("GATUN_CACHE");
    if (own != null && !own.isEmpty()) return Path.of(own);
    var xdg = System.getenv("XDG_CACHE_HOME");
    var base =
        xdg != null && !xdg.isEmpty()
            ? Path.of(xdg)
            : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("gatun");
  }
}
