package dev.gatun.lab;

/**
 * How much is done.
 *
 * @param seeds repetitions of every condition, each with prompts, stories and batches of its own
 * @param pairs prompts of a training set, each with a story that is liked and one that is not
 * @param steps optimizer steps of every run
 * @param measured held-out prompts that a model is measured on
 */
public record Form(Kind kind, int seeds, int pairs, int steps, int measured) {
  /** Which levels the studies look at. */
  public enum Kind {
    QUICK,
    FULL
  }

  /** Rows of an optimizer step; half as many pairs. */
  static final int BATCH = 16;

  /** About ten minutes on two cores. */
  public static Form quick() {
    return new Form(Kind.QUICK, 3, 192, 24, 200);
  }

  /** A night. */
  public static Form full() {
    return new Form(Kind.FULL, 5, 400, 64, 400);
  }

  public Form withSeeds(int count) {
    return new Form(kind, count, pairs, steps, measured);
  }

  double[] levels(double[] quick, double... full) {
    return kind == Kind.QUICK ? quick : full;
  }

  /** What every outcome depends on, whatever the study. */
  String key() {
    return "pool " + pairs + " steps " + steps + " measured " + measured;
  }
}
