package dev.gatun.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Study 3: one response to each prompt against pairs. */
final class OnePerPrompt implements Study {
  @Override
  public int number() {
    return 3;
  }

  @Override
  public String title() {
    return "One response per prompt against pairs";
  }

  @Override
  public String question() {
    return "KTO with one response per prompt still does better than DPO with all pairs, on less than half of the"
        + " data (Ethayarajh et al. 2024, table 1: win rates of .631 and .600).";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    return plan.jobs(conditions(plan).values());
  }

  private static Map<String, Condition> conditions(Plan plan) {
    var count = plan.form().pairs();
    var all = new LinkedHashMap<String, Condition>();
    for (var loss : List.of("dpo", "kto", "bco")) {
      var recipe = plan.recipe(loss);
      all.put(recipe.name() + ", pairs", new Condition(Selection.pairs(count), recipe));
      all.put(
          recipe.name() + ", half the pairs", new Condition(Selection.pairs(count / 2), recipe));
      if (!loss.equals("dpo")) {
        all.put(
            recipe.name() + ", one per prompt",
            new Condition(Selection.onePerPrompt(count), recipe));
      }
    }
    return all;
  }

  @Override
  public Finding find(Plan plan) {
    var all = conditions(plan);
    var single = plan.measured(all.get("KTO, one per prompt"), Measures.LIKED);
    var claims =
        List.of(
            Claim.better(
                "KTO with one story per prompt does better than DPO with twice the rows",
                single,
                plan.measured(all.get("DPO, pairs"), Measures.LIKED)),
            Claim.better(
                "with equal rows and tokens, KTO with one story per prompt does better than DPO with pairs of half the prompts",
                single,
                plan.measured(all.get("DPO, half the pairs"), Measures.LIKED)),
            Claim.better(
                "with equal rows and tokens, KTO does better with one story for each of many prompts than with two for half of them",
                single,
                plan.measured(all.get("KTO, half the pairs"), Measures.LIKED)));
    var rows = new ArrayList<List<String>>();
    all.forEach((name, condition) -> {
      var whole = name.endsWith(", pairs");
      var count = plan.form().pairs();
      rows.add(
          List.of(
              name,
              Integer.toString(name.endsWith("half the pairs") ? count / 2 : count),
              Integer.toString(whole ? 2 * count : count),
              Sweep.percent(plan.mean(condition, Measures.LIKED)),
              plan.mean(condition, Measures.KL).text(2),
              plan.mean(condition, Measures.AUC).text(3)));
    });
    return new Finding(
        "The same prompts with two stories each, with one each (half of them liked), and half of the prompts with"
            + " two each. Every run takes the same number of steps and rows, so tokens are equal for all: a smaller set is seen more often.",
        claims,
        new Table(
            List.of(
                "condition", "prompts", "rows", "liked, %", "KL, nats", "AUC on held-out stories"),
            rows),
        Map.of(),
        "");
  }
}
