package dev.gatun.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Runs a main class in a Java of its own, with this one's class path, and reads what it left: for
 * code that may end its process.
 *
 * <pre>{@code
 * var run = CrashProbe.of(Snippet.class, "an argument").run();
 * assertThat(run.crashed()).as(run.toString()).isFalse();
 * }</pre>
 */
public final class CrashProbe {
  private static final int SIGNAL = 128; // a shell's and Java's way to say "ended by signal n"

  private final List<String> options = new ArrayList<>();
  private final List<String> arguments;
  private final Map<String, String> environment = new HashMap<>();
  private final String main;
  private String classPath =
      System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  private Duration timeout = Duration.ofMinutes(2);
  private long addressSpace;

  private CrashProbe(Class<?> main, String... arguments) {
    this.main = main.getName();
    this.arguments = List.of(arguments);
    options.add("--enable-native-access=ALL-UNNAMED");
    options.add("-XX:-CreateCoredumpOnCrash");
    System.getProperties()
        .forEach((name, value) -> {
          if (name.toString().startsWith("gatun.")) options.add("-D" + name + "=" + value);
        });
  }

  /** The class needs {@code public static void main(String[])}. */
  public static CrashProbe of(Class<?> main, String... arguments) {
    return new CrashProbe(main, arguments);
  }

  /** Options of the Java command, e.g. {@code -Xmx64m}. */
  public CrashProbe options(String... more) {
    options.addAll(List.of(more));
    return this;
  }

  public CrashProbe environment(String name, String value) {
    environment.put(name, value);
    return this;
  }

  /** Instead of this Java's. */
  public CrashProbe classPath(String other) {
    classPath = other;
    return this;
  }

  /**
   * What the other Java may map at most, code and reserved heap included ({@code ulimit -v}):
   * allocations beyond it fail, instead of pressing the machine.
   */
  public CrashProbe addressSpace(long bytes) {
    addressSpace = bytes;
    return this;
  }

  /** After which the other Java is killed; 2 minutes when it is not set. */
  public CrashProbe timeout(Duration longest) {
    timeout = longest;
    return this;
  }

  /**
   * What a run left.
   *
   * @param exitCode 128 + n when signal n ended it
   * @param timedOut it was killed
   * @param fatalError the virtual machine's own report of a crash (hs_err), or empty
   */
  public record Run(int exitCode, boolean timedOut, String out, String err, String fatalError) {
    /** Whether a signal or the virtual machine ended it, rather than its own code. */
    public boolean crashed() {
      return !fatalError.isEmpty() || (exitCode > SIGNAL && !timedOut);
    }

    /** Everything, for a test's description. */
    @Override
    public String toString() {
      return "exit code %d%s%n--- out%n%s%n--- err%n%s%n--- fatal error%n%s"
          .formatted(exitCode, timedOut ? ", killed after the timeout" : "", out, err, fatalError);
    }
  }

  public Run run() {
    try {
      return run(Files.createTempDirectory("crash-probe"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while waiting for " + main, e);
    }
  }

  private Run run(Path folder) throws IOException, InterruptedException {
    var out = folder.resolve("out");
    var err = folder.resolve("err");
    var fatal = folder.resolve("hs_err.log");
    try {
      var command = new ArrayList<String>();
      if (addressSpace > 0) {
        var kibibytes = Long.toString(addressSpace >> 10);
        command.addAll(List.of("/bin/sh", "-c", "ulimit -v \"$0\" && exec \"$@\"", kibibytes));
      }
      command.add(ProcessHandle.current().info().command().orElse("java"));
      command.addAll(options);
      command.addAll(List.of("-XX:ErrorFile=" + fatal, "-cp", classPath, main));
      command.addAll(arguments);
      var builder =
          new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
      builder.environment().putAll(environment);
      var process = builder.start();
      try {
        var ended = process.waitFor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (!ended) process.destroyForcibly().waitFor();
        return new Run(
            process.exitValue(),
            !ended,
            text(out),
            text(err),
            Files.exists(fatal) ? text(fatal) : "");
      } finally {
        process.destroyForcibly();
      }
    } finally {
      for (var file : List.of(out, err, fatal, folder)) Files.deleteIfExists(file);
    }
  }

  // Not strictly UTF-8: a process that was killed may have stopped in the middle of a character.
  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
