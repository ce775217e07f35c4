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
        "Thumbs: kto, apo_zero_unpaired.",
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

  Objective objective() {
    var given = new LinkedHashMap<String, String>();
    put(given, "--beta", beta);
    put(given, "--desirable-weight", desirableWeight);
    put(given, "--undesirable-weight", undesirableWeight);
    return Objectives.parse(loss, new Knobs(given));
  }

  private static void put(Map<String, String> given, String flag, @Nullable Object value) {
    if (value != null) given.put(flag, value.toString());
  }
}
