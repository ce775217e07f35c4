package dev.gatun.torch;

import dev.gatun.ffi.NativeObject;
import dev.gatun.ffi.ObjectCalls;

/**
 * torch.Generator: a source of random numbers of its own, for the operators that take one. It has
 * to be closed. One thread at a time draws from it.
 *
 * <pre>{@code
 * try (var generator = new Generator(Device.CPU).manualSeed(7)) {
 *   x.uniform_(0, 1, generator);
 * }
 * }</pre>
 */
public final class Generator extends Opaque {
  /** On a device, with PyTorch's initial seed, which is always the same. */
  public Generator(Device device) {
    this(ObjectCalls.newGenerator(device.type().number(), device.index()));
  }

  Generator(NativeObject handle) {
    super(handle);
  }

  /** torch.Generator.manual_seed; returns self. */
  public Generator manualSeed(long seed) {
    ObjectCalls.manualSeed(handle, seed);
    return this;
  }

  /** The seed that it began with. */
  public long initialSeed() {
    return ObjectCalls.initialSeed(handle);
  }

  /** Where it stands: uint8, (state bytes). */
  public Tensor state() {
    return new Tensor(ObjectCalls.state(handle));
  }

  /** Goes back to a {@link #state()}. */
  public void setState(Tensor state) {
    ObjectCalls.setState(handle, state.handle);
  }
}
