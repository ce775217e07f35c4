// Written by OperatorGenerator from libtorch's schemas and tests/resources/operators.txt.
package dev.gatun.torch;

/** What operators with several results return; the schema's names. */
public final class OperatorResults {
  private OperatorResults() {}

  /** Several results of one operator, in its order. */
  public record EigenvaluesEigenvectors(Tensor eigenvalues, Tensor eigenvectors) {}

  /** Several results of one operator, in its order. */
  public record FirstSecond(Tensor first, Tensor second) {}

  /** Several results of one operator, in its order. */
  public record FirstSecondThird(Tensor first, Tensor second, Tensor third) {}

  /** Several results of one operator, in its order. */
  public record FirstSecondThirdFourth(Tensor first, Tensor second, Tensor third, Tensor fourth) {}

  /** Several results of one operator, in its order. */
  public record LUPivots(Tensor lU, Tensor pivots) {}

  /** Several results of one operator, in its order. */
  public record MinMax(Tensor min, Tensor max) {}

  /** Several results of one operator, in its order. */
  public record PLU(Tensor p, Tensor l, Tensor u) {}

  /** Several results of one operator, in its order. */
  public record QR(Tensor q, Tensor r) {}

  /** Several results of one operator, in its order. */
  public record SignLogabsdet(Tensor sign, Tensor logabsdet) {}

  /** Several results of one operator, in its order. */
  public record SolutionResidualsRankSingularValues(
      Tensor solution, Tensor residuals, Tensor rank, Tensor singularValues) {}

  /** Several results of one operator, in its order. */
  public record USVh(Tensor u, Tensor s, Tensor vh) {}

  /** Several results of one operator, in its order. */
  public record ValuesIndices(Tensor values, Tensor indices) {}
}
