package dev.gatun.torch;

import dev.gatun.ffi.DlpackCalls;
import dev.gatun.ffi.NativeObject;
import java.lang.foreign.MemorySegment;

/**
 * torch.utils.dlpack: a tensor's memory in the struct that NumPy, CuPy, JAX, Python's torch and
 * others exchange without a copy. Both sides then see the same elements.
 *
 * <p>An object of this class is a struct on its way to a consumer: {@link #handOver} gives it away,
 * and {@link #close} frees one that nobody took. The struct keeps the memory alive, whatever
 * happens to the tensor.
 */
public final class DLPack implements AutoCloseable {
  /** The two structs in use. */
  public enum Version {
    /** DLManagedTensor, in capsules named dltensor. */
    LEGACY("dltensor"),
    /** DLManagedTensorVersioned of major version 1, in capsules named dltensor_versioned. */
    VERSIONED("dltensor_versioned");

    private final String capsule;

    Version(String capsule) {
      this.capsule = capsule;
    }

    /** The name of a Python capsule that holds such a struct. */
    public String capsule() {
      return capsule;
    }
  }

  private final NativeObject struct;
  private final Version version;

  private DLPack(NativeObject struct, Version version) {
    this.struct = struct;
    this.version = version;
  }

  /**
   * torch.utils.dlpack.to_dlpack.
   *
   * @throws dev.gatun.ffi.TorchException.Value for a tensor that requires a gradient (detach it),
   *     is sparse, or is lazily conjugated
   */
  public static DLPack toDlpack(Tensor tensor, Version version) {
    return new DLPack(DlpackCalls.export(tensor.handle, version == Version.VERSIONED), version);
  }

  public Version version() {
    return version;
  }

  /**
   * The struct's address, to be given to a consumer, who calls the struct's deleter once when it
   * needs the memory no more. This object is closed.
   *
   * @throws IllegalStateException when it is closed already
   */
  public MemorySegment handOver() {
    return DlpackCalls.handOver(struct);
  }

  /**
   * torch.from_dlpack: a tensor over the memory that a struct describes. It takes the struct over,
   * and calls its deleter once, when libtorch lets go of the memory, on whichever thread does so.
   * When an exception is thrown, the struct is the caller's still.
   *
   * @param struct the address of a struct that a producer gave; CPU, pinned or CUDA memory
   * @throws dev.gatun.ffi.TorchException.Value for a null address, another major version, read-only
   *     memory, negative sizes or strides, or a device that is not there
   * @throws dev.gatun.ffi.TorchException.Type for a dtype that {@link DType} has not
   */
  public static Tensor fromDlpack(MemorySegment struct, Version version) {
    return new Tensor(DlpackCalls.take(struct, version == Version.VERSIONED));
  }

  /**
   * Frees a struct that was not handed over.
   *
   * @throws IllegalStateException when it was, or is closed already
   */
  @Override
  public void close() {
    struct.close();
  }
}
