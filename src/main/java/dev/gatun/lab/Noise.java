package dev.gatun.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Study 2: readers who make mistakes, and readers who contradict each other. */
final class Noise implements Study {
  private static final double SOME = 0.2;
  private static final double MUCH = 0.4;

  @Override
  public int number() {
    return 2;
  }

  @Override
  public String title() {
    return "Label noise and contradictions";
  }

  @Override
  public String question() {
    return "KTO ignores rows that are far from what the model believes, and so suffers less from noise than DPO; where"
        + " readers contradict each other its gradient is zero (Ethayarajh et al. 2024, proposition 4.1 and"
        + " theorem 4.3). Robust DPO undoes flips whose rate is known (Chowdhury et al. 2024), and label smoothing"
        + " (cDPO, Mitchell 2023) softens them.";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    var conditions = new ArrayList<Condition>();
    for (var share : levels(plan)) conditions.addAll(conditions(plan, share).values());
    conditions.addAll(contradicted(plan).values());
    return plan.jobs(conditions);
  }

  private static double[] levels(Plan plan) {
    return plan.form().levels(new double[] {0, SOME, MUCH}, 0, 0.1, SOME, 0.3, MUCH);
  }

  private static Map<String, Condition> conditions(Plan plan, double flipped) {
    var dpo = plan.recipe("dpo");
    var recipes = new ArrayList<>(List.of(plan.recipe("kto"), plan.recipe("bco"), dpo, dpo, dpo));
    if (flipped > 0) {
      var rate = Double.toString(flipped);
      recipes.set(3, dpo.as("robust DPO", "robust").with("robust DPO", "--label-smoothing", rate));
      recipes.set(4, dpo.with("cDPO", "--label-smoothing", rate));
    } else { // without noise to undo they are DPO
      recipes.set(3, dpo.as("robust DPO", "dpo"));
      recipes.set(4, dpo.as("cDPO", "dpo"));
    }
    return named(Selection.noisy(plan.form().pairs(), flipped), recipes);
  }

  private static Map<String, Condition> contradicted(Plan plan) {
    return named(
        Selection.contradicted(plan.form().pairs() / 2),
        List.of(plan.recipe("kto"), plan.recipe("bco"), plan.recipe("dpo")));
  }

  private static Map<String, Condition> named(Selection rows, List<Recipe> recipes) {
    var all = new LinkedHashMap<String, Condition>();
    for (var recipe : recipes) all.put(recipe.name(), new Condition(rows, recipe));
    return all;
  }

  @Override
  public Finding find(Plan plan) {
    var some = conditions(plan, SOME);
    var contradicted = contradicted(plan);
    var claims =
        List.of(
            Claim.better(
                "from no flips to 40 % DPO loses more than KTO",
                lost(plan, "DPO"), lost(plan, "KTO")),
            Claim.better(
                "from no flips to 40 % BCO, whose loss is a logarithm too, loses more than KTO",
                lost(plan, "BCO"), lost(plan, "KTO")),
            Claim.better(
                "at 20 % robust DPO does better than DPO",
                plan.measured(some.get("robust DPO"), Measures.LIKED),
                plan.measured(some.get("DPO"), Measures.LIKED)),
            Claim.better(
                "at 20 % cDPO does better than DPO",
                plan.measured(some.get("cDPO"), Measures.LIKED),
                plan.measured(some.get("DPO"), Measures.LIKED)),
            new Claim(
                "on contradictions DPO moves further than KTO (KL to the base model)",
                Interval.ofDifference(
                    plan.measured(contradicted.get("DPO"), Measures.KL),
                    plan.measured(contradicted.get("KTO"), Measures.KL)),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS));
    var sweep =
        new Sweep(
            "pairs with exchanged thumbs, %",
            100, levels(plan), share -> conditions(plan, share), Sweep.Scale.LINEAR);
    return new Finding(
        "Of "
            + plan.form().pairs()
            + " pairs a share has its two thumbs exchanged; robust DPO and cDPO are told the share. Contradictions: half as many pairs,"
            + " each judged twice, once either way.",
        claims,
        sweep.table(plan, Measures.LIKED),
        Map.of(
            "noise",
            sweep.plot(plan, "Liked stories after training on noisy thumbs", Measures.LIKED)),
        "On contradictions alone, where there is nothing to learn: "
            + Remark.each(
                contradicted,
                name -> {
                  var kl = plan.mean(contradicted.get(name), Measures.KL).text(3);
                  var liked = Sweep.percent(plan.mean(contradicted.get(name), Measures.LIKED));
                  return "KL " + kl + ", liked " + liked + " %";
                }));
  }

  /** Liked share without noise minus that with much of it. */
  private static double[] lost(Plan plan, String name) {
    var clean = plan.measured(conditions(plan, 0).get(name), Measures.LIKED);
    var noisy = plan.measured(conditions(plan, MUCH).get(name), Measures.LIKED);
    for (var i = 0; i < clean.length; i++) clean[i] -= noisy[i];
    return clean;
  }
}
