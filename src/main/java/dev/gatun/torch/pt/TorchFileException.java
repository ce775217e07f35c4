package dev.gatun.torch.pt;

import java.nio.file.Path;

/**
 * A file that torch.save did not write, or not only from what is read here; the message names it.
 */
public final class TorchFileException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  TorchFileException(Path file, String problem) {
    super(file + ": " + problem);
  }

  TorchFileException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
