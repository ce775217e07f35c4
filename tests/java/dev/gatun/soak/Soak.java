package dev.gatun.soak;

import dev.gatun.torch.Torch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Does much work of one kind and watches the process's resident memory: the program that SoakTest
 * starts.
 */
final class Soak {
  private static final int SLICES = 100;
  private static final int TENTH = SLICES / 10;

  private Soak() {}

  /**
   * Arguments: the kind of work, and how many rounds. The last two words of the output are the mean
   * resident bytes over the first and over the last tenth of them.
   */
  public static void main(String[] arguments) throws IOException {
    var work = Work.valueOf(arguments[0]);
    var rounds = Long.parseLong(arguments[1]);
    work.run(work.shortRounds()); // compiled, and malloc's arenas filled
    var first = 0L;
    var last = 0L;
    for (var slice = 0; slice < SLICES; slice++) {
      work.run(rounds / SLICES);
      if (slice < TENTH) first += residentBytes() / TENTH;
      if (slice >= SLICES - TENTH) last += residentBytes() / TENTH;
    }
    var live = Torch.liveObjects();
    if (live.tensors() != 0 || live.hostBuffers() != 0)
      throw new IllegalStateException("left behind: " + live);
    System.out.println(first + " " + last);
  }

  private static long residentBytes() throws IOException {
    var pages = Long.parseLong(Files.readString(Path.of("/proc/self/statm")).split(" ")[1]);
    return pages * 4096;
  }
}
