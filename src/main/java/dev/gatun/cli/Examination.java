package dev.gatun.cli;

import com.sun.management.OperatingSystemMXBean;
import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import dev.gatun.train.GatunVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/** Looks at the machine, Java, libtorch and the caches. Nothing it meets stops it. */
final class Examination {
  /** How much of libtorch's build configuration is shown. */
  enum Detail {
    SUMMARY,
    ALL
  }

  private static final long LITTLE_DISK = 1L << 30;
  private static final Pattern BUILD_SUMMARY =
      Pattern.compile(
          "C\\+\\+ Version|OpenMP|LAPACK|CPU capability|CUDA Runtime|CuDNN|oneAPI|MKL-DNN");

  private final Detail detail;
  private final List<String> findings = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  Examination(Detail detail) {
    this.detail = detail;
  }

  /** What was found, a line for each thing. */
  List<String> findings() {
    return findings;
  }

  /** What is wrong, and what to do about it; empty when all is well. */
  List<String> problems() {
    return problems;
  }

  void run() {
    java();
    memory();
    if (!libtorch()) return;
    devices();
    caches();
    disk("temporary files", Path.of(System.getProperty("java.io.tmpdir")));
  }

  private void java() {
    found("gatun", GatunVersion.text());
    found(
        "java",
        Runtime.version()
            + ", "
            + System.getProperty("java.vendor")
            + ", "
            + System.getProperty("java.home"));
    found(
        "system",
        System.getProperty("os.name")
            + " "
            + System.getProperty("os.version")
            + " "
            + System.getProperty("os.arch")
            + ", "
            + Runtime.getRuntime().availableProcessors()
            + " processors");
    if (!Examination.class.getModule().isNativeAccessEnabled()) {
      problems.add(
          "Java will warn about native access: run with --enable-native-access=ALL-UNNAMED, as ./gatun does");
    }
  }

  private void memory() {
    var heap = "heap up to " + size(Runtime.getRuntime().maxMemory());
    var physical =
        ManagementFactory.getOperatingSystemMXBean() instanceof OperatingSystemMXBean system
            ? ", physical "
                + size(system.getTotalMemorySize())
                + " of which "
                + size(system.getFreeMemorySize())
                + " free"
            : "";
    found("memory", heap + physical);
  }

  private boolean libtorch() {
    try {
      var build = Torch.build();
      var flavour = build.flavour().isEmpty() ? "" : "+" + build.flavour();
      found("libtorch", build.version() + flavour + ", " + build.libtorch());
      found("native library", build.library().toString());
      found("threads", Torch.numThreads() + " inside one operator");
      buildFlags();
      return true;
    } catch (RuntimeException | LinkageError e) {
      problems.add(Failure.of(e).message().replace(Failure.SEE_STACK, ""));
      return false;
    }
  }

  private void buildFlags() {
    var lines =
        Torch.buildConfig().lines().map(line -> line.strip().replaceFirst("^- ", "")).toList();
    for (var line : lines) {
      if (line.isEmpty() || line.equals("PyTorch built with:")) continue;
      if (detail == Detail.ALL
          || BUILD_SUMMARY.matcher(line).find() && !line.startsWith("Build settings")) {
        found("build", line);
      }
    }
  }

  private void devices() {
    var type = Torch.acceleratorType();
    var count = Torch.deviceCount();
    if (type == Device.Type.CPU) {
      found("devices", "cpu (this libtorch is built for no accelerator)");
      return;
    }
    var kind = type.name().toLowerCase(Locale.ROOT);
    found("devices", "cpu, and " + count + " of " + kind);
    if (count == 0) {
      problems.add(
          "this libtorch is built for "
              + kind
              + " but sees none: check the driver and CUDA_VISIBLE_DEVICES; the CPU works");
    }
    for (var i = 0; i < count; i++) device(kind, i);
  }

  private void device(String kind, int index) {
    try {
      var stats = Torch.memoryStats(index);
      found(kind + ":" + index, size(stats.total()) + " of which " + size(stats.free()) + " free");
    } catch (RuntimeException e) {
      problems.add(kind + ":" + index + " does not answer: " + e.getMessage());
    }
  }

  private void caches() {
    var cache = Torch.cache();
    try {
      Files.createDirectories(cache);
      Files.delete(Files.createTempFile(cache, ".writable", ""));
    } catch (IOException e) {
      problems.add(
          "the cache cannot be written ("
              + Failure.of(e).message()
              + "): check its permissions, or set GATUN_CACHE to another folder");
    }
    found("cache", cache + ", " + attempt(() -> size(sizeOf(cache))));
    if (!Files.isDirectory(cache)) return;
    try (var entries = Files.list(cache)) {
      for (var entry : entries.filter(Files::isDirectory).sorted().toList()) {
        found("  " + entry.getFileName(), attempt(() -> size(sizeOf(entry))));
      }
    } catch (IOException | UncheckedIOException e) {
      problems.add("the cache cannot be read: " + Failure.of(e).message());
    }
    disk("cache", cache);
  }

  private void disk(String what, Path folder) {
    try {
      var store = Files.getFileStore(folder);
      found("disk of " + what, folder + ", " + size(store.getUsableSpace()) + " free");
      if (store.getUsableSpace() < LITTLE_DISK) {
        problems.add(
            "the disk of "
                + folder
                + " ("
                + what
                + ") has only "
                + size(store.getUsableSpace())
                + " left");
      }
    } catch (IOException e) {
      problems.add(folder + " (" + what + "): " + Failure.of(e).message());
    }
  }

  private static long sizeOf(Path folder) {
    try (var files = Files.walk(folder)) {
      return files.filter(Files::isRegularFile).mapToLong(Examination::bytes).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long bytes(Path file) {
    try {
      return Files.size(file);
    } catch (IOException e) {
      return 0; // gone since it was listed
    }
  }

  private static String attempt(Supplier<String> answer) {
    try {
      return answer.get();
    } catch (UncheckedIOException e) {
      return Failure.of(e).message();
    }
  }

  private void found(String name, String value) {
    findings.add(String.format(Locale.ROOT, "%-16s %s", name, value));
  }

  /** Bytes in the largest unit that gives at least 1. */
  static String size(long bytes) {
    var units = List.of("B", "KiB", "MiB", "GiB", "TiB");
    double value = bytes;
    var unit = 0;
    while (value >= 1024 && unit < units.size() - 1) {
      value /= 1024;
      unit++;
    }
    return unit == 0 ? bytes + " B" : String.format(Locale.ROOT, "%.1f %s", value, units.get(unit));
  }
}
