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

  /**
   * Host or device memory ran out. The numbers are bytes, at that moment; -1 is unknown, as all but
   * {@link #asked} are for host memory.
   */
  public static final class OutOfMemory extends TorchException {
    private static final long serialVersionUID = 1L;
    private final long[] numbers;

    OutOfMemory(String message, long[] numbers) {
      super(message);
      this.numbers = numbers;
    }

    /** What was asked for; libtorch rounds it to two places of the unit in the message. */
    public long asked() {
      return numbers[0];
    }

    /** What tensors held of the device's memory. */
    public long allocated() {
      return numbers[1];
    }

    /** What libtorch held of it, for tensors and for later ones. */
    public long reserved() {
      return numbers[2];
    }

    /** What nobody held of it, other processes included. */
    public long free() {
      return numbers[3];
    }

    /** What the device has. */
    public long total() {
      return numbers[4];
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

  /** A file could not be opened, mapped, read, written or loaded. */
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
   * Arguments that libtorch's operator does not check and is known not to survive: refused before
   * the call.
   */
  public static final class Unsafe extends TorchException {
    private static final long serialVersionUID = 1L;

    public Unsafe(String message) {
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
