package dev.gatun.align;

import dev.gatun.torch.Tensor;
import dev.gatun.torch.TensorScope;
import java.util.Arrays;
import java.util.List;

/**
 * Class-balanced logistic regression with an L2 penalty: the minimum over w and b of |w|^2 / 2 +
 * sum over rows of s * log(1 + exp(-y * (w x + b))), with y = 1 or -1 and s = rows / (2 * rows of
 * the class). That is scikit-learn's LogisticRegression(class_weight="balanced", C=1), solved to
 * rounding by Newton's method.
 *
 * <p>Under these weights the odds p / (1 - p) estimate the ratio of the two classes' densities.
 */
public final class LogisticRegression {
  private static final int MOST_STEPS = 100;
  // Of the gradient, against the sum of the rows' weights.
  private static final double SOLVED = 1e-12;
  private final double[] weights;

  private LogisticRegression(double[] weights) {
    this.weights = weights;
  }

  /**
   * Fits.
   *
   * @param features (rows, features), float64 on the CPU
   * @param positive the class of each row; both must be there
   */
  public static LogisticRegression fit(Tensor features, boolean[] positive) {
    var rows = positive.length;
    var positives = 0;
    for (var each : positive) positives += each ? 1 : 0;
    if (positives == 0 || positives == rows) {
      throw new IllegalArgumentException("a logistic regression needs rows of both classes");
    }
    var labels = new double[rows];
    var balance = new double[rows];
    for (var i = 0; i < rows; i++) {
      labels[i] = positive[i] ? 1 : 0;
      balance[i] = rows / (2.0 * (positive[i] ? positives : rows - positives));
    }
    try (var _ = TensorScope.open()) {
      var problem = new Problem(withOnes(features), Tensor.of(labels), Tensor.of(balance));
      var solution = problem.x.select(0, 0).zerosLike();
      for (var step = 0; step < MOST_STEPS; step++) {
        var gradient = problem.gradient(solution);
        if (largest(gradient) <= SOLVED * rows) break;
        solution = problem.improve(solution, problem.direction(solution, gradient));
      }
      return new LogisticRegression(solution.toDoubleArray());
    }
  }

  /** One that was fitted before: its weights, and last the intercept. */
  public static LogisticRegression of(double[] coefficients) {
    return new LogisticRegression(coefficients.clone());
  }

  private static double largest(Tensor values) {
    return Arrays.stream(values.toDoubleArray()).map(Math::abs).max().orElse(0);
  }

  /** The features, and last a column of ones for the intercept. */
  private static Tensor withOnes(Tensor features) {
    var ones = features.narrow(1, 0, 1).onesLike();
    return Tensor.cat(List.of(features, ones), 1);
  }

  private record Problem(Tensor x, Tensor labels, Tensor balance) {
    /** 1 for each weight, 0 for the intercept, which is not held back. */
    Tensor penalty() {
      var penalty = x.select(0, 0).onesLike();
      penalty.select(0, x.size(1) - 1).zero_();
      return penalty;
    }

    Tensor logits(Tensor at) {
      return x.matmul(at);
    }

    double value(Tensor at) {
      var z = logits(at).mul(labels.mul(2.0).sub(1.0));
      var fit = z.logSigmoid().mul(balance).sum().item();
      return at.mul(at).mul(penalty()).sum().item() / 2 - fit;
    }

    Tensor gradient(Tensor at) {
      var residuals = logits(at).sigmoid().sub(labels).mul(balance); // (rows)
      return x.transpose(0, 1).matmul(residuals).add(at.mul(penalty()));
    }

    Tensor direction(Tensor at, Tensor gradient) {
      var z = logits(at);
      var curvature = z.sigmoid().mul(z.neg().sigmoid()).mul(balance).unsqueeze(1); // (rows, 1)
      var hessian = x.transpose(0, 1).matmul(x.mul(curvature)).add(penalty().diag());
      return hessian.linalgSolve(gradient).neg();
    }

    /**
     * Half the way, a quarter, ... until the value falls: Newton's method may overshoot at first.
     */
    Tensor improve(Tensor at, Tensor direction) {
      var now = value(at);
      for (var length = 1.0; length > 1e-6; length /= 2) {
        var next = at.add(direction.mul(length));
        if (value(next) < now) return next;
      }
      return at.add(direction);
    }
  }

  /**
   * log(p / (1 - p)) of each row.
   *
   * @param features (rows, features), float64 on the CPU
   */
  public double[] logits(Tensor features) {
    try (var _ = TensorScope.open()) {
      return withOnes(features).matmul(Tensor.of(weights)).toDoubleArray();
    }
  }

  /** The weights, and last the intercept. */
  public double[] coefficients() {
    return weights.clone();
  }
}
