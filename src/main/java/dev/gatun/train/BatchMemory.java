package dev.gatun.train;

import dev.gatun.torch.Device;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SegmentAllocator;

/**
 * Where batches are packed. For the CPU: memory that libtorch reads in place. For an accelerator:
 * page-locked memory, from which copies run beside the computation.
 */
final class BatchMemory implements SegmentAllocator, AutoCloseable {
  private final Device device;

  BatchMemory(Device device) {
    this.device = device;
  }

  @Override
  public MemorySegment allocate(long bytes, long alignment) {
    // Automatic: it lives as long as anything, native code included, refers to it.
    return Arena.ofAuto().allocate(bytes, alignment);
  }

  @Override
  public void close() {}
}
