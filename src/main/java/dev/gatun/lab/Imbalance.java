package dev.gatun.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Study 1: few thumbs up. */
final class Imbalance implements Study {
  private static final double FEW = 0.1;

  @Override
  public int number() {
    return 1;
  }

  @Override
  public String title() {
    return "Imbalance: few thumbs up";
  }

  @Override
  public String question() {
    return "With up to 90 % of the desirable data discarded, and weights by its equation 8, KTO still does better than"
        + " DPO (Ethayarajh et al. 2024, figure 6). BCO's bound on DPO is tightest with the shift at the midpoint of the"
        + " classes, not at the mean of all rows; that this matters under imbalance is this project's own expectation.";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    var conditions = new ArrayList<Condition>();
    for (var share : levels(plan)) conditions.addAll(conditions(plan, share).values());
    return plan.jobs(conditions);
  }

  private static double[] levels(Plan plan) {
    return plan.form().levels(new double[] {1, FEW, 0.01}, 1, 0.5, 0.25, FEW, 0.03, 0.01);
  }

  /** By name; all of a level learn from the same rows. */
  private static Map<String, Condition> conditions(Plan plan, double share) {
    var rows = Selection.imbalanced(plan.form().pairs(), share);
    var kto = plan.recipe("kto");
    var bco = plan.recipe("bco");
    var all = new LinkedHashMap<String, Condition>();
    for (var recipe :
        List.of(
            share == 1
                ? kto.as("KTO, weights auto", "kto") // classes of one size: 1
                : kto.with("KTO, weights auto", "--desirable-weight", "auto"),
            kto.as("KTO, weights 1", "kto"),
            bco.as("BCO, midpoint", "bco"),
            bco.with("BCO, pooled", "--bco-shift", "pooled"),
            plan.recipe("dpo"),
            plan.recipe("sft"))) {
      all.put(recipe.name(), new Condition(rows, recipe));
    }
    return all;
  }

  @Override
  public Finding find(Plan plan) {
    var few = conditions(plan, FEW);
    var all = conditions(plan, 1);
    var auto = plan.measured(few.get("KTO, weights auto"), Measures.LIKED);
    var claims =
        List.of(
            Claim.better(
                "KTO with a tenth of the thumbs up does better than DPO with all pairs",
                auto,
                plan.measured(all.get("DPO"), Measures.LIKED)),
            Claim.better(
                "KTO with a tenth of the thumbs up does better than DPO on the pairs that are left",
                auto,
                plan.measured(few.get("DPO"), Measures.LIKED)),
            Claim.better(
                "at a tenth, weights by equation 8 do better than weights of 1",
                auto,
                plan.measured(few.get("KTO, weights 1"), Measures.LIKED)),
            Claim.better(
                "at a tenth, BCO does better with the midpoint than with the pooled mean",
                plan.measured(few.get("BCO, midpoint"), Measures.LIKED),
                plan.measured(few.get("BCO, pooled"), Measures.LIKED)));
    var sweep =
        new Sweep(
            "thumbs up that were kept, %",
            100, levels(plan), share -> conditions(plan, share), Sweep.Scale.LOG);
    return new Finding(
        "Of "
            + plan.form().pairs()
            + " pairs every story that is not liked stays, and a share of the liked ones; all take the"
            + " same number of steps. DPO has the pairs that are left, SFT the liked stories.",
        claims,
        sweep.table(plan, Measures.LIKED),
        Map.of("imbalance", sweep.plot(plan, "Liked stories after training", Measures.LIKED)),
        "");
  }
}
