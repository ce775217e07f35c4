package dev.gatun.cli;

import dev.gatun.ffi.TorchException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;

/**
 * What a failed command says, and its exit code.
 *
 * @param exitCode 2 for what the user can put right in what they gave, a full disk included; 1 for
 *     anything else
 */
record Failure(int exitCode, String message) {
  static final int USAGE = 2;
  static final int OTHER = 1;

  static final String SEE_STACK = " (--verbose shows the stack)";

  static Failure of(Throwable thrown) {
    return switch (thrown) {
      case ReportedFailure e -> e.failure();
      case IllegalArgumentException e when e.getMessage() != null ->
          new Failure(USAGE, e.getMessage());
      case UncheckedIOException e -> of(e.getCause());
      case FileSystemException e -> new Failure(USAGE, fileMessage(e));
      case IOException e -> new Failure(USAGE, reason(e));
      case TorchException.OutOfMemory e ->
          new Failure(
              OTHER,
              "out of memory: "
                  + e.getMessage()
                  + "; lower --per-device-train-batch-size (and raise --gradient-accumulation-steps by as much) or"
                  + " --max-length");
      case TorchException e -> new Failure(OTHER, "libtorch: " + e.getMessage() + SEE_STACK);
      case OutOfMemoryError e ->
          new Failure(
              OTHER,
              "the Java heap is full ("
                  + e.getMessage()
                  + "); give it more, for example GATUN_JAVA_OPTS=-Xmx8g ./gatun ..., or lower --max-length");
      case ExceptionInInitializerError e when e.getCause() != null -> of(e.getCause());
      case LinkageError e when e.getCause() instanceof ExceptionInInitializerError first ->
          new Failure(OTHER, reason(first));
      case IllegalStateException e when e.getMessage() != null ->
          new Failure(OTHER, e.getMessage() + SEE_STACK);
      default ->
          new Failure(
              OTHER, "this should not have happened: " + thrown + "; please report it" + SEE_STACK);
    };
  }

  private static String fileMessage(FileSystemException e) {
    return switch (e) {
      case NoSuchFileException gone -> gone.getFile() + ": no such file or folder";
      case AccessDeniedException denied -> denied.getFile() + ": permission denied";
      default ->
          e.getFile()
              + ": "
              + (e.getReason() == null ? e.getClass().getSimpleName() : e.getReason());
    };
  }

  private static String reason(Throwable e) {
    return e.getMessage() == null ? e.toString() : e.getMessage();
  }
}
