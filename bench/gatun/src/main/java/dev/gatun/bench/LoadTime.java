package dev.gatun.bench;

import dev.gatun.torch.Tensor;
import java.lang.foreign.Arena;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.List;

/**
 * How long a fresh JVM takes to load libtorch alone (with its folder as the argument), or Gatun,
 * libtorch included, up to its first tensor (without). Prints milliseconds.
 */
final class LoadTime {
  private LoadTime() {}

  public static void main(String[] arguments) {
    var started = System.nanoTime();
    if (arguments.length > 0) {
      for (var name : List.of("c10", "torch_cpu", "torch")) {
        var file = Path.of(arguments[0], "lib", System.mapLibraryName(name));
        SymbolLookup.libraryLookup(file, Arena.global());
      }
    } else {
      Tensor.of(1f).close();
    }
    System.out.println((System.nanoTime() - started) / 1_000_000);
  }
}
