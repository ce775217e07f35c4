package dev.gatun.align;

import dev.gatun.torch.Tensor;
import java.util.Map;

/**
 * Binary classifier optimization (Jung et al., ACL 2025). With the reward shift delta, no gradient
 * through it:
 *
 * <pre>
 * desirable row:    -log sigmoid(r - delta)
 * undesirable row:  -log sigmoid(-(r - delta))
 * </pre>
 *
 * <p>The shift comes from the rewards of all windows so far, the present one included. Rewards that
 * are no finite numbers never enter it.
 *
 * @param beta above 0
 * @param shift what delta is made of
 * @param decay of what the shift remembers, per window, in (0, 1]; 1 but for {@link Shift#EMA}
 */
public record Bco(double beta, Shift shift, double decay) implements RowObjective {
  /** What delta is made of. */
  public enum Shift {
    /**
     * Half the sum of the two classes' mean rewards: the choice that makes the bound on DPO tight,
     * whatever the classes' numbers.
     */
    MIDPOINT,
    /** The midpoint of means that forget. */
    EMA,
    /** The mean of all rewards, as the reference trainer has it: drawn to the larger class. */
    POOLED
  }

  public Bco {
    Knobs.requirePositive("--beta", beta);
    if (!(decay > 0 && decay <= 1)) {
      throw new IllegalArgumentException("--bco-ema must be above 0 and at most 1, got " + decay);
    }
  }

  static Bco of(double beta, Knobs knobs) {
    var shift = knobs.choice("--bco-shift", Shift.values(), Shift.MIDPOINT);
    return new Bco(beta, shift, shift == Shift.EMA ? knobs.number("--bco-ema", 0.99) : 1);
  }

  @Override
  public String name() {
    return "bco";
  }

  @Override
  public Map<String, Object> settings() {
    return Map.of("beta", beta, "bco_shift", Knobs.name(shift), "bco_ema", decay);
  }

  @Override
  public Needs needs() {
    return new Needs(Needs.Responses.SINGLE, true, false, true);
  }

  @Override
  public Map<String, Double> initialState() {
    return state(0, 0, 0, 0);
  }

  private static Map<String, Double> state(
      double chosenSum, double chosenCount, double rejectedSum, double rejectedCount) {
    return Map.of(
        "chosen_sum", chosenSum,
        "chosen_count", chosenCount,
        "rejected_sum", rejectedSum,
        "rejected_count", rejectedCount);
  }

  @Override
  public Map<String, Double> advance(Map<String, Double> state, WindowSums window) {
    return state(
        decay * state.get("chosen_sum") + beta * window.desirable().total(),
        decay * state.get("chosen_count") + window.desirable().count(),
        decay * state.get("rejected_sum") + beta * window.undesirable().total(),
        decay * state.get("rejected_count") + window.undesirable().count());
  }

  /** delta: 0 before any reward; with one class so far, that class's mean. */
  public double delta(Map<String, Double> state) {
    double chosenSum = state.get("chosen_sum");
    double chosenCount = state.get("chosen_count");
    double rejectedSum = state.get("rejected_sum");
    double rejectedCount = state.get("rejected_count");
    if (chosenCount + rejectedCount == 0) return 0;
    if (shift == Shift.POOLED || chosenCount == 0 || rejectedCount == 0) {
      return (chosenSum + rejectedSum) / (chosenCount + rejectedCount);
    }
    return (chosenSum / chosenCount + rejectedSum / rejectedCount) / 2;
  }

  @Override
  public Tensor losses(MicroBatch batch, WindowSums window, Map<String, Double> state) {
    return loss(batch.logRatios(), batch.desirable(), delta(state));
  }

  /**
   * Loss of each row.
   *
   * @param logRatios u, (rows), float32 or wider; gradients flow through it
   * @param desirable bool (rows)
   * @param delta the reward shift
   * @return (rows), of the log-ratios' dtype
   */
  public Tensor loss(Tensor logRatios, Tensor desirable, double delta) {
    var sign = desirable.to(logRatios.dtype()).mul(2.0).sub(1.0); // (rows) 1 or -1
    return logRatios.mul(beta).sub(delta).mul(sign).logSigmoid().neg();
  }

  @Override
  public Map<String, Double> measures(WindowSums window, Map<String, Double> state) {
    return Map.of("delta", delta(state));
  }
}
