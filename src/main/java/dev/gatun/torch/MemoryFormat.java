package dev.gatun.torch;

/** torch.memory_format: the order of a dense tensor's dimensions in memory. */
public enum MemoryFormat {
  CONTIGUOUS,
  PRESERVE,
  CHANNELS_LAST,
  CHANNELS_LAST_3D;

  /** The number of libtorch's MemoryFormat. */
  public int number() {
    return ordinal();
  }
}
