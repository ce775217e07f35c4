package dev.gatun.torch.safetensors;

import dev.gatun.torch.DType;
import dev.gatun.torch.Shape;

/**
 * One tensor of a file.
 *
 * @param begin of its bytes, counted from the end of the header
 * @param end of its bytes, exclusive
 */
public record Entry(String name, DType dtype, Shape shape, long begin, long end) {
  public long bytes() {
    return end - begin;
  }
}
