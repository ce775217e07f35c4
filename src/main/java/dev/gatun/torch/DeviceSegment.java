package dev.gatun.torch;

import dev.gatun.ffi.HostMemory;
import dev.gatun.ffi.NativeTensor;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Memory of a device: where it is and how long, for exchange with other native code of the process.
 * Java cannot read or write it through this object.
 *
 * <p>{@link Tensor#deviceSegment} exports a tensor's memory: the address dies with the tensor, and
 * while a native call uses it, the tensor cannot be closed. {@link #of} names memory that other
 * code made, and {@link Tensor#of(DeviceSegment, Shape, DType)} imports it.
 *
 * <p>Order: a device works through its streams on its own. Other code may use an exported tensor's
 * memory on the stream that is current for it; on another stream after {@link #useOn}. Imported
 * memory has to be ready on the stream that is current when it is used: {@link Stream#waitEvent}.
 */
public final class DeviceSegment {
  private final MemorySegment memory; // of the device: never read, never handed out with a length
  private final Device device;
  private final @Nullable Tensor tensor;

  DeviceSegment(MemorySegment memory, Device device, @Nullable Tensor tensor) {
    this.memory = memory;
    this.device = device;
    this.tensor = tensor;
  }

  /**
   * Memory that other code made. It is neither checked nor used here; importing it asks the
   * device's driver whether it is what it is said to be.
   *
   * @param memory its address and length: for what a CUDA library allocated, {@code
   *     address.reinterpret(bytes, Arena.ofAuto(), free)}, which calls {@code free} when neither
   *     Java nor libtorch can reach the memory any more; for pinned host memory {@link
   *     Torch#pinnedMemory}
   * @param device whose memory it is, or which is to use pinned memory
   * @throws IllegalArgumentException for a segment on the Java heap
   */
  public static DeviceSegment of(MemorySegment memory, Device device) {
    if (!memory.isNative()) {
      throw new IllegalArgumentException("a segment on the Java heap is no memory of a device");
    }
    return new DeviceSegment(memory, Objects.requireNonNull(device, "device"), null);
  }

  /**
   * The address, as a segment of no length: Java cannot read there, and native code can be given
   * it.
   *
   * @throws IllegalStateException when the tensor, or the memory's arena, is closed
   */
  public MemorySegment address() {
    if (!memory.scope().isAlive()) {
      throw new IllegalStateException("the memory is gone: its tensor or arena is closed");
    }
    return memory.asSlice(0, 0);
  }

  public long byteSize() {
    return memory.byteSize();
  }

  public Device device() {
    return device;
  }

  /**
   * A part of it, with the same life.
   *
   * @throws IndexOutOfBoundsException when it reaches beyond this one
   */
  public DeviceSegment asSlice(long offset, long bytes) {
    return new DeviceSegment(memory.asSlice(offset, bytes), device, tensor);
  }

  /**
   * Makes the stream wait for what the current stream has queued, and, when this is a tensor's
   * memory, keeps it from being given out again before the stream is done with it. Call it before
   * other code queues work on that stream. Returns this.
   *
   * @throws dev.gatun.ffi.TorchException.Value when the stream is of another device
   */
  public DeviceSegment useOn(Stream stream) {
    if (tensor != null) tensor.recordStream(stream);
    stream.waitStream(Stream.current(device));
    return this;
  }

  NativeTensor lend(long[] sizes, int dtype) {
    if (device.type() == Device.Type.CPU) return HostMemory.lend(memory, sizes, dtype);
    return HostMemory.lendToDevice(
        memory, memory.byteSize(), sizes, dtype, device.type().number(), device.index());
  }

  @Override
  public String toString() {
    return "DeviceSegment(" + device + ", " + memory.byteSize() + " bytes)";
  }
}
