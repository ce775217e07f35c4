package dev.gatun.torch;

import dev.gatun.ffi.AmpCalls;
import dev.gatun.ffi.NativeMode;

/**
 * torch.autocast: inside, operators on one type of device choose their own precision. Matrix
 * products and their like take the lower dtype; softmax, norms, losses take float32; the rest takes
 * what it is given. For the forward pass: backward runs in the dtypes that forward chose.
 *
 * <p>It belongs to the platform thread that opens it. Cast copies of parameters are kept until the
 * outermost one of the thread closes.
 */
public final class Autocast implements AutoCloseable {
  private final NativeMode mode;

  private Autocast(NativeMode mode) {
    this.mode = mode;
  }

  /**
   * What autocast does on a type of device.
   *
   * @param dtype the lower one, also while it is off
   */
  record State(Device.Type type, boolean enabled, DType dtype) {
    static State of(Device.Type type) {
      var now = AmpCalls.autocast(type.number());
      return new State(type, now[0] != 0, DType.ofNumber(now[1]));
    }

    Autocast open() {
      return new Autocast(AmpCalls.openAutocast(type.number(), dtype.number(), enabled ? 1 : 0));
    }
  }

  /**
   * Autocast to dtype.
   *
   * @param dtype BFLOAT16 or FLOAT16
   * @throws dev.gatun.ffi.TorchException.Type for another dtype
   * @throws dev.gatun.ffi.TorchException.Value when there is no such device
   * @throws IllegalStateException on a virtual thread
   */
  public static Autocast open(Device.Type type, DType dtype) {
    return new State(type, true, dtype).open();
  }

  /** Autocast to PyTorch's default for the type of device: bfloat16 on a CPU, float16 on a GPU. */
  public static Autocast open(Device.Type type) {
    return open(type, State.of(type).dtype());
  }

  /** No autocast inside, in the midst of one (enabled=False). */
  public static Autocast disabled(Device.Type type) {
    return new State(type, false, State.of(type).dtype()).open();
  }

  /** torch.is_autocast_enabled. */
  public static boolean isEnabled(Device.Type type) {
    return State.of(type).enabled();
  }

  /**
   * Restores what was before.
   *
   * @throws IllegalStateException when it is closed already; or when modes opened inside it were
   *     not closed, which are closed then, as this one is
   * @throws WrongThreadException on another thread than the one that opened it
   */
  @Override
  public void close() {
    mode.close();
  }
}
