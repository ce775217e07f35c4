package dev.gatun.ffi;

import static org.assertj.core.api.Assertions.assertThat;

import dev.gatun.testing.CrashProbe;
import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;
import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import dev.gatun.torch.Torch;
import java.io.File;
import java.lang.foreign.Arena;
import java.lang.ref.WeakReference;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What is checked before the first call, and what the message says when something does not fit. */
@EnabledOnOs(OS.LINUX)
class LoadingTest {
  private static final String CLASS_PATH =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));

  // ---- Libraries that do not fit ----

  /** Prints the cache, then twice why nothing loads. */
  public static final class Load {
    public static void main(String[] arguments) {
      System.out.println("cache " + Torch.cache());
      for (var i = 0; i < 2; i++) {
        try {
          System.out.println("loaded " + Torch.build().version());
        } catch (IllegalStateException refused) {
          System.out.println(refused.getMessage());
        }
      }
    }
  }

  private static void saysTwice(CrashProbe.Run run, String... parts) {
    assertThat(run.exitCode()).as(run.toString()).isZero();
    var lines = run.out().lines().toList();
    assertThat(lines).as(run.toString()).hasSize(3);
    assertThat(lines.get(0)).isEqualTo("cache " + CacheFolder.path());
    for (var line : lines.subList(1, 3)) assertThat(line).contains(parts);
  }

  /** A class path that has this in place of Gatun's native library. */
  private static String withLibrary(Path folder, String source) throws Exception {
    var original = NativeLibrary.load().library().getParent();
    var place =
        Files.createDirectories(folder.resolve("dev/gatun/ffi/native/" + original.getFileName()));
    var properties = "gatun-native.properties";
    Files.copy(original.resolve(properties), place.resolve(properties));
    compile(folder, source, place.resolve("libgatun.so"));
    return folder + File.pathSeparator + CLASS_PATH;
  }

  private static void compile(Path folder, String source, Path to, String... libraries)
      throws Exception {
    var code = Files.writeString(folder.resolve("source.c"), source).toString();
    var command = new ArrayList<>(List.of("cc", "-shared", "-fPIC", "-o", to.toString(), code));
    command.addAll(List.of(libraries));
    assertThat(new ProcessBuilder(command).inheritIO().start().waitFor()).isZero();
  }

  private static String buildInfo(int abi, String built, String running) {
    return "#include <stdint.h>\nint32_t gt_build_info(int32_t* a, int32_t* b, int32_t* r) {"
        + "*a = %d; *b = %s; *r = %s; return 0; } ".formatted(abi, built, running)
        + "int gt_set_reclaim(void* reclaim) { return 0; }";
  }

  @Test
  void another_abi_is_refused(@TempDir Path folder) throws Exception {
    var path = withLibrary(folder, buildInfo(99, "0x020d00", "0x020d00"));
    saysTwice(
        CrashProbe.of(Load.class).classPath(path).run(),
        "libgatun.so has ABI 99 but these classes expect ",
        "./gatun build");
  }

  @Test
  void another_minor_version_of_libtorch_is_refused(@TempDir Path folder) throws Exception {
    var abi = dev.gatun.bindings.Gatun.GT_ABI_VERSION();
    var path = withLibrary(folder, buildInfo(abi, "0x020d00", "0x020e01"));
    saysTwice(
        CrashProbe.of(Load.class).classPath(path).run(),
        "was built for libtorch 2.13.0 but ",
        " is 2.14.1: rebuild with LIBTORCH=");
    saysTwice(
        CrashProbe.of(Load.class)
            .classPath(path)
            .environment("GATUN_ALLOW_ANY_LIBTORCH", "1")
            .run(),
        "loaded 2.14.1");
  }

  @Test
  void a_library_of_something_else_is_refused(@TempDir Path folder) throws Exception {
    var path = withLibrary(folder, "int other;");
    saysTwice(
        CrashProbe.of(Load.class).classPath(path).run(),
        "libgatun.so is not Gatun's native library, or another version's");
  }

  @Test
  void a_library_that_lacks_symbols_of_libtorch_names_one(@TempDir Path folder) throws Exception {
    var path =
        withLibrary(
            folder, "int gone_from_libtorch(void); int (*held)(void) = gone_from_libtorch;");
    saysTwice(
        CrashProbe.of(Load.class).classPath(path).run(),
        "does not load against the libtorch in ",
        "undefined symbol: gone_from_libtorch");
  }

  @Test
  void a_folder_without_libtorch_is_named(@TempDir Path folder) {
    saysTwice(
        CrashProbe.of(Load.class).options("-Dgatun.libtorch=" + folder).run(),
        "names " + folder + ", which holds no libtorch: lib/libtorch_cpu.so is missing there");
  }

  @Test
  void a_missing_dependency_names_the_file(@TempDir Path folder) throws Exception {
    var lib = Files.createDirectories(folder.resolve("lib"));
    compile(folder, "int c10;", lib.resolve("libc10.so"));
    compile(folder, "int gone;", lib.resolve("libgone.so"));
    compile(
        folder,
        "extern int gone; int* held = &gone;",
        lib.resolve("libtorch_cpu.so"),
        "-L" + lib,
        "-lgone");
    Files.delete(lib.resolve("libgone.so"));
    saysTwice(
        CrashProbe.of(Load.class).options("-Dgatun.libtorch=" + folder).run(),
        "libtorch's " + lib.resolve("libtorch_cpu.so") + " does not load: ",
        "libgone.so: cannot open shared object file");
  }

  // ---- Class loaders ----

  /** Runs {@link Work} in class loaders of their own, two at a time. */
  public static final class Loaders {
    public static void main(String[] arguments) throws Exception {
      var dropped = new WeakReference<>(run(null));
      try (var first = loader();
          var second = loader()) {
        run(first);
        run(second);
        run(first);
      }
      for (var i = 0; i < 500 && dropped.get() != null; i++) {
        System.gc();
        Thread.sleep(10);
      }
      System.out.println("collected " + (dropped.get() == null));
      System.out.println(
          "mapped "
              + Files.readAllLines(Path.of("/proc/self/maps")).stream()
                  .filter(line -> line.contains("libgatun.so") && line.contains("r-xp"))
                  .count());
      run(null);
    }

    private static URLClassLoader loader() {
      var urls = Arrays.stream(CLASS_PATH.split(File.pathSeparator)).map(Loaders::url);
      return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) {
      try {
        return Path.of(entry).toUri().toURL();
      } catch (MalformedURLException e) {
        throw new IllegalStateException(e);
      }
    }

    // In a thread of its own, as its thread-local memory would keep the loader.
    private static ClassLoader run(URLClassLoader given) throws Exception {
      var loader = given == null ? loader() : given;
      var work = (Runnable) loader.loadClass(Work.class.getName()).getConstructor().newInstance();
      var failure = new AtomicReference<Throwable>();
      var thread =
          Thread.ofPlatform().uncaughtExceptionHandler((_, e) -> failure.set(e)).start(work);
      thread.join();
      if (failure.get() != null) throw new IllegalStateException(failure.get());
      return loader;
    }
  }

  /** Tensors, lent memory, gradients, refusals; and counters that start at zero in each loader. */
  public static final class Work implements Runnable {
    @Override
    public void run() {
      var memory = Arena.ofAuto().allocate(16, 4);
      try (var _ = TensorScope.open()) {
        var x = Tensor.of(memory, Shape.of(4), DType.FLOAT32).requiresGrad_(true);
        x.mul(3).sum().backward();
        check(x.grad().sum().item() == 12);
        check(Torch.liveObjects().hostBuffers() == 1);
        try {
          x.matmul(Tensor.of(1f));
          check(false);
        } catch (TorchException expected) {
          check(expected.getMessage().contains("size"));
        }
      }
      check(Torch.liveObjects().tensors() == 0);
      check(Torch.liveObjects().hostBuffers() == 0);
    }

    private static void check(boolean holds) {
      if (!holds) throw new IllegalStateException(Torch.liveObjects().toString());
    }
  }

  @Test
  void class_loaders_each_have_a_library_of_their_own_that_stays() {
    var run = CrashProbe.of(Loaders.class).run();
    assertThat(run.exitCode()).as(run.toString()).isZero();
    assertThat(run.out()).contains("collected true", "mapped 3");
  }
}
