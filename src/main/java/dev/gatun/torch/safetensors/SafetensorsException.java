package dev.gatun.torch.safetensors;

import java.nio.file.Path;

/**
 * A file that is not what the safetensors format allows, or that cannot be read or written; the
 * message names the file.
 */
public final class SafetensorsException extends IllegalArgumentException {
  private static final long serialVersionUID = 1;

  SafetensorsException(Path file, String problem) {
    super(file + ": " + problem);
  }

  SafetensorsException(Path file, String problem, Throwable cause) {
    super(file + ": " + problem, cause);
  }
}
