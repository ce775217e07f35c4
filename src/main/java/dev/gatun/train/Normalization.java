package dev.gatun.train;

/** What the sum of a window's weighted losses is divided by. */
public enum Normalization {
  /** The number of rows, pairs or sets, as the reference trainer has it. */
  ROWS,
  /** The sum of their weights, class weights included: weights do not change the step's size. */
  WEIGHTS
}
