package dev.gatun.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** A file system in memory with little room; only root can make one. */
record TinyDisk(Path folder) implements AutoCloseable {

  /** Skips the test where it cannot be made. */
  static TinyDisk mount(Path folder, long bytes) throws IOException, InterruptedException {
    assumeTrue(System.getProperty("os.name").equals("Linux"), "only Linux mounts a tmpfs");
    assumeTrue("root".equals(System.getProperty("user.name")), "only root mounts a tmpfs");
    Files.createDirectories(folder);
    var mounted = run("mount", "-t", "tmpfs", "-o", "size=" + bytes, "tmpfs", folder.toString());
    assumeTrue(mounted, "mounting a tmpfs is not allowed here");
    return new TinyDisk(folder);
  }

  private static boolean run(String... command) throws IOException, InterruptedException {
    var process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    return process.waitFor(10, TimeUnit.SECONDS) && process.exitValue() == 0;
  }

  @Override
  public void close() throws IOException {
    try {
      if (!run("umount", folder.toString())) throw new IOException(folder + " is still mounted");
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
