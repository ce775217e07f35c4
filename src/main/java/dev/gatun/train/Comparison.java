package dev.gatun.train;

import static dev.gatun.train.TrainingException.require;

import dev.gatun.align.Humanline;
import dev.gatun.align.Objective;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How the policy is compared with the reference model. Immutable.
 *
 * @param klScope over which rows KTO's reference point is taken
 * @param klPairing how long mismatched pairs stay the same
 * @param humanline bounds of a token's log-ratio, or null for none
 * @param sync how the reference follows the policy, or null: it stays what it is
 */
public record Comparison(
    KlScope klScope,
    KlPairing klPairing,
    @Nullable Humanline humanline,
    @Nullable ReferenceSync sync) {
  public static final Comparison DEFAULT =
      new Comparison(KlScope.WINDOW, KlPairing.FIXED, null, null);

  Comparison with(KlScope value) {
    return new Comparison(value, klPairing, humanline, sync);
  }

  Comparison with(KlPairing value) {
    return new Comparison(klScope, value, humanline, sync);
  }

  Comparison with(@Nullable Humanline value) {
    return new Comparison(klScope, klPairing, value, sync);
  }

  Comparison with(@Nullable ReferenceSync value) {
    return new Comparison(klScope, klPairing, humanline, value);
  }

  /**
   * @param adapter the flag that makes this the run of an adapter, or null
   * @throws TrainingException when a run has nothing of the kind to compare
   */
  void requireFit(
      Objective objective, DataOrder order, Execution execution, @Nullable String adapter) {
    var needs = objective.needs();
    var name = objective.name();
    require(
        execution.tokensPerBatch() == 0 || klScope == KlScope.WINDOW,
        "--tokens-per-batch cuts micro-batches by their tokens, and --kl-scope micro-batch would let"
            + " them decide about the reference point: --kl-scope must be window",
        "micro-batch");
    require(
        klPairing == KlPairing.FIXED || needs.mismatchedPairs(),
        "--kl-pairing is about mismatched pairs, so --loss must compare with these, as kto does",
        name);
    require(
        klPairing == KlPairing.FIXED || order == DataOrder.SHUFFLED,
        "--kl-pairing fresh forms windows anew for every epoch, so --data-order must be shuffled",
        "sequential");
    require(
        humanline == null || needs.reference(),
        "--humanline holds distances from a reference model within bounds, so --loss must have one",
        name);
    require(
        sync == null || needs.reference(),
        "--sync-ref-model moves the reference model, so --loss must have one",
        name);
    require(
        sync == null || adapter == null,
        "--sync-ref-model moves all weights of the reference model towards the policy's, but an"
            + " adapter's run has one set of these for both, and a mixture of two adapters is no"
            + " adapter of their rank: train all weights, or leave it out",
        String.valueOf(adapter));
  }

  /** By the names of their flags. */
  Map<String, Object> settings() {
    var settings = new LinkedHashMap<String, Object>();
    settings.put("kl_scope", klScope.name().toLowerCase(Locale.ROOT));
    settings.put("kl_pairing", klPairing.name().toLowerCase(Locale.ROOT));
    settings.put("humanline", humanline != null);
    if (humanline != null) {
      settings.put("log_epsilon_p", humanline.lower());
      settings.put("log_epsilon_r", humanline.upper());
    }
    settings.put("sync_ref_model", sync != null);
    if (sync != null) {
      settings.put("ref_model_mixup_alpha", sync.alpha());
      settings.put("ref_model_sync_steps", sync.steps());
    }
    return settings;
  }
}
