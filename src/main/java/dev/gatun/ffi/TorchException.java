package dev.gatun.ffi;

/**
 * A failure reported by libtorch or by Gatun's native library. The message is libtorch's own
 * reason, without its C++ stack. Each category of failure has a subclass, so that callers catch
 * what they can handle.
 */
public sealed class TorchException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private TorchException(String message) {
    super(message);
  }

  /** Host or device memory ran out. */
  public static final class OutOfMemory extends TorchException {
    private static final long serialVersionUID = 1L;

    OutOfMemory(String message) {
      super(message);
    }
  }

  /** An index or dimension is out of range (IndexError). */
  public static final class Index extends TorchException {
    private static final long serialVersionUID = 1L;

    Index(String message) {
      super(message);
    }
  }

  /** A bad argument (ValueError): a shape that does not fit, a device that is not there. */
  public static final class Value extends TorchException {
    private static final long serialVersionUID = 1L;

    public Value(String message) {
      super(message);
    }
  }

  /** A wrong dtype or kind of argument (TypeError). */
  public static final class Type extends TorchException {
    private static final long serialVersionUID = 1L;

    public Type(String message) {
      super(message);
    }
  }

  /** libtorch has no kernel for these dtypes or this device (NotImplementedError). */
  public static final class NotImplemented extends TorchException {
    private static final long serialVersionUID = 1L;

    NotImplemented(String message) {
      super(message);
    }
  }

  /** A file could not be read, written or loaded. */
  public static final class Io extends TorchException {
    private static final long serialVersionUID = 1L;

    Io(String message) {
      super(message);
    }
  }

  /** A linear-algebra routine did not converge or met a singular matrix (LinAlgError). */
  public static final class Linalg extends TorchException {
    private static final long serialVersionUID = 1L;

    Linalg(String message) {
      super(message);
    }
  }

  /**
   * Everything else that libtorch reports (RuntimeError), shape mismatches inside operators among
   * it.
   */
  public static final class Internal extends TorchException {
    private static final long serialVersionUID = 1L;

    Internal(String message) {
      super(message);
    }
  }
}
