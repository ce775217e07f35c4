package dev.gatun.train;

/** Asks a run to end after the step it is in, with a checkpoint. Safe from any thread. */
public final class StopRequest {
  private volatile boolean requested;

  public void request() {
    requested = true;
  }

  public boolean requested() {
    return requested;
  }
}
