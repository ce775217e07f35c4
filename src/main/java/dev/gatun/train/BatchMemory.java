package dev.gatun.train;

import dev.gatun.torch.Device;
import dev.gatun.torch.Torch;
import java.lang.foreign.Arena;
import java.lang.foreign.SegmentAllocator;

/** Where batches are packed. */
final class BatchMemory {
  private BatchMemory() {}

  /**
   * For the CPU, memory that libtorch reads in place; for an accelerator, page-locked memory, from
   * which copies run beside the computation. Either lives as long as anything, native code
   * included, refers to it.
   */
  static SegmentAllocator of(Device device) {
    if (device.type() == Device.Type.CPU) {
      return (bytes, alignment) -> Arena.ofAuto().allocate(bytes, alignment);
    }
    // Page-locked memory begins at a page, which is any alignment that a batch asks for.
    return (bytes, _) -> Torch.pinnedMemory(bytes);
  }
}
