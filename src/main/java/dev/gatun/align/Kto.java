package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Kahneman-Tversky optimization (Ethayarajh et al. 2024, equations 7 and 8). With the reference
 * point z0, no gradient through it:
 *
 * <pre>
 * desirable row:    lambda_D * (1 - sigmoid(beta * (u - z0)))
 * undesirable row:  lambda_U * (1 - sigmoid(beta * (z0 - u)))
 * </pre>
 *
 * @param beta above 0
 * @param weights lambda_D and lambda_U
 * @param compared with mismatched pairs, whose mean log-ratio is the reference point; without them
 *     (apo_zero_unpaired, D'Oosterlinck et al. 2024) it is 0
 */
public record Kto(double beta, ClassWeights weights, boolean compared) implements RowObjective {
  // A row pushes with sigmoid(z) * sigmoid(-z), at most 1/4.
  private static final double SATURATED = 0.05;

  public Kto {
    Knobs.requirePositive("--beta", beta);
  }

  /** KTO with weights lambda_D and lambda_U. */
  public Kto(double beta, double desirableWeight, double undesirableWeight) {
    this(beta, new ClassWeights(desirableWeight, undesirableWeight), true);
  }

  @Override
  public String name() {
    return compared ? "kto" : "apo_zero_unpaired";
  }

  @Override
  public Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("beta", beta);
    settings.put("desirable_weight", weights.desirable());
    settings.put("undesirable_weight", weights.undesirable());
    return settings;
  }

  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.SINGLE, true, compared, false);
  }

  @Override
  public Kto forClasses(long desirable, long undesirable) {
    return new Kto(beta, weights.forClasses(desirable, undesirable), compared);
  }

  @Override
  public Optional<String> advice(long desirable, long undesirable) {
    return weights.advice(desirable, undesirable);
  }

  @Override
  public double classWeight(boolean desirable) {
    return weights.of(desirable);
  }

  @Override
  public Tensor losses(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    return loss(batch.logRatios(), batch.desirable(), referencePoint(window));
  }

  private double referencePoint(WindowSums window) {
    return compared ? window.referencePoint() : 0;
  }

  /**
   * Loss of each row.
   *
   * @param logRatios u, (rows), float32 or wider; gradients flow through it
   * @param desirable bool (rows)
   * @param referencePoint z0
   * @return (rows), of the log-ratios' dtype
   */
  public Tensor loss(Tensor logRatios, Tensor desirable, double referencePoint) {
    var isDesirable = desirable.to(logRatios.dtype()); // (rows) 1 or 0
    var weight =
        isDesirable.mul(weights.desirable() - weights.undesirable()).add(weights.undesirable());
    // 1 - sigmoid(z) = sigmoid(-z), which keeps its precision for large z.
    return distances(logRatios, isDesirable, referencePoint).neg().sigmoid().mul(weight);
  }

  /** z = beta * (u - z0), with the sign of the row's class. */
  private Tensor distances(Tensor logRatios, Tensor isDesirable, double referencePoint) {
    var sign = isDesirable.mul(2.0).sub(1.0); // (rows) 1 or -1
    return logRatios.sub(referencePoint).mul(sign).mul(beta);
  }

  /** With the share of rows that hardly push any more, whichever way they went. */
  @Override
  public Evaluation evaluate(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    var ratios = batch.logRatios().detach();
    var z = distances(ratios, batch.desirable().to(ratios.dtype()), referencePoint(window));
    var push = z.sigmoid().mul(z.neg().sigmoid());
    return RowObjective.super
        .evaluate(batch, window, state)
        .with("saturation", push.lt(SATURATED).to(ratios.dtype()));
  }

  @Override
  public Map<String, Double> measures(WindowSums window, Map<String, Double> state) {
    if (!compared) return Map.of();
    var measures = new LinkedHashMap<String, Double>();
    measures.put("kl", window.referencePoint());
    measures.put("kl/raw", window.mismatched().mean());
    if (window.mismatched().count() > 1) {
      measures.put("kl/stderr", window.mismatched().standardError());
    }
    measures.put("kl/clamped", window.mismatched().mean() < 0 ? 1.0 : 0.0);
    return measures;
  }
}
