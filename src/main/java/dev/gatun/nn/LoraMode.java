package dev.gatun.nn;

/** Whether the low-rank updates of a model count, and with which dropout. Of one thread. */
public final class LoraMode {
  private boolean on = true;
  private double dropout;

  public boolean isOn() {
    return on;
  }

  public void setOn(boolean value) {
    on = value;
  }

  /** Probability that an element of an update's input is dropped; 0 outside of training. */
  public double dropout() {
    return dropout;
  }

  public void setDropout(double probability) {
    dropout = probability;
  }
}
