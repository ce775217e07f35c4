package dev.gatun.torch;

import dev.gatun.ffi.FunctionCalls;

/**
 * torch.utils.hooks.RemovableHandle: takes a hook off. Without it the hook lives as the graph does.
 */
public final class RemovableHandle {
  private final long number;

  RemovableHandle(long number) {
    this.number = number;
  }

  /** Takes the hook off, from within it too; nothing happens when it is off, or its graph gone. */
  public void remove() {
    FunctionCalls.removeHook(number);
  }
}
