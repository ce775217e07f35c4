package dev.gatun.align;

import dev.gatun.torch.Tensor;

/**
 * A loss on log-ratios: a pure function that knows no model, loader or trainer. With s the summed
 * log-probability of a completion, u = s_policy - s_reference. A row's implicit reward is beta * u,
 * for every objective.
 */
public sealed interface Objective permits Kto {
  /** Factor of the implicit reward. */
  double beta();

  /** Whether it compares with mismatched pairs, whose log-ratios make the reference point. */
  boolean needsMismatchedPairs();

  /**
   * Loss of each row before row weights and normalization.
   *
   * @param logRatios u of the rows, (rows), float32 or wider; gradients flow through it
   * @param desirable bool (rows)
   * @param referencePoint what {@link ReferencePoint#value} gives for the rows' window
   * @return (rows), of the log-ratios' dtype
   */
  Tensor loss(Tensor logRatios, Tensor desirable, double referencePoint);
}
