package dev.gatun.cli;

import dev.gatun.align.Knobs;
import dev.gatun.align.Objective;
import dev.gatun.align.Objectives;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which objective. Flags without a default here have one of the objective's own. */
class LossOptions {
  @Option(
      names = "--loss",
      paramLabel = "LOSS",
      order = 20,
      defaultValue = "kto",
      completionCandidates = Values.Losses.class,
      description = {
        "What to minimize (docs/objectives.md), or a weighted mix of several. (default: ${DEFAULT-VALUE})",
        "Thumbs: kto, apo_zero_unpaired, bco, nca_unpaired (experimental), sft (thumbs up alone).",
        "Pairs: dpo, robust, ipo, hinge, apo_zero, apo_down, nca_pair, orpo, simpo, cpo.",
        "Scored responses: nca, infonca. A mix: dpo:1,sft:0.1.",
      })
  String loss = "kto";

  @Option(
      names = "--beta",
      paramLabel = "X",
      order = 21,
      description = "How strongly the model is held to the reference; above 0. (default: 0.1)")
  @Nullable Double beta;

  @Option(
      names = "--desirable-weight",
      paramLabel = "X|auto",
      order = 22,
      description = "Weight of thumbs-up rows; auto: both classes weigh the same. (default: 1)")
  @Nullable String desirableWeight;

  @Option(
      names = "--undesirable-weight",
      paramLabel = "X|auto",
      order = 23,
      description = "Weight of thumbs-down rows. (default: 1)")
  @Nullable String undesirableWeight;

  @Option(
      names = "--label-smoothing",
      paramLabel = "X",
      order = 26,
      description =
          "dpo, robust: share of pairs taken to be the wrong way round, below 0.5. (default: 0)")
  @Nullable Double labelSmoothing;

  @Option(
      names = "--alpha",
      paramLabel = "X",
      order = 26,
      description = "nca, infonca: temperature of the scores; above 0. (default: 1e-3)")
  @Nullable Double alpha;

  @Option(
      names = "--gamma",
      paramLabel = "X",
      order = 26,
      description = "simpo: margin that the chosen response is to have. (default: 0.5)")
  @Nullable Double gamma;

  @Option(
      names = "--cpo-alpha",
      paramLabel = "X",
      order = 26,
      description = "cpo: factor of the chosen response's likelihood. (default: 1)")
  @Nullable Double cpoAlpha;

  @Option(
      names = "--bco-shift",
      paramLabel = "SHIFT",
      order = 26,
      completionCandidates = Values.BcoShifts.class,
      description =
          "bco: what rewards are compared with: midpoint of the classes' means; ema, the same of means that"
              + " forget; pooled, the mean of all, as TRL has it. (default: midpoint)")
  @Nullable String bcoShift;

  @Option(
      names = "--bco-ema",
      paramLabel = "X",
      order = 26,
      description = "bco with --bco-shift ema: what is kept from step to step. (default: 0.99)")
  @Nullable Double bcoEma;

  @Option(
      names = "--udm",
      order = 27,
      description =
          "Weight thumbs down so that their prompts are distributed as those of thumbs up (BCO's underlying"
              + " distribution matching).")
  boolean udm;

  @Option(
      names = "--udm-embeddings",
      paramLabel = "WHICH|FILE",
      order = 28,
      description =
          "What --udm compares prompts by: reference, the reference model's hidden states; field, the rows' embedding,"
              + " a list of numbers; or a safetensors file with one tensor, a row for each row of the data."
              + " (default: reference)")
  @Nullable String udmEmbeddings;

  UdmEmbeddings udmEmbeddings() {
    return UdmEmbeddings.of(udm, udmEmbeddings);
  }

  Objective objective() {
    var given = new LinkedHashMap<String, String>();
    put(given, "--beta", beta);
    put(given, "--desirable-weight", desirableWeight);
    put(given, "--undesirable-weight", undesirableWeight);
    put(given, "--label-smoothing", labelSmoothing);
    put(given, "--alpha", alpha);
    put(given, "--gamma", gamma);
    put(given, "--cpo-alpha", cpoAlpha);
    put(given, "--bco-shift", bcoShift);
    put(given, "--bco-ema", bcoEma);
    return Objectives.parse(loss, new Knobs(given));
  }

  private static void put(Map<String, String> given, String flag, @Nullable Object value) {
    if (value != null) given.put(flag, value.toString());
  }
}
