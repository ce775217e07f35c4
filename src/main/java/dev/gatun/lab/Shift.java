package dev.gatun.lab;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Study 4: thumbs up and down from different topics. */
final class Shift implements Study {
  private static final double PRAISE = 0.9;

  @Override
  public int number() {
    return 4;
  }

  @Override
  public String title() {
    return "Distribution shift: praise and blame from different topics";
  }

  @Override
  public String question() {
    return "Where thumbs up and thumbs down come from different prompts a classifier learns the prompts; weighing rows so"
        + " that the two distributions match avoids it (Jung et al., arXiv 2404.04656 v1, underlying distribution matching).";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    return plan.jobs(conditions(plan).values());
  }

  private static Map<String, Condition> conditions(Plan plan) {
    var count = plan.form().pairs();
    var even = Selection.onePerPrompt(count);
    var shifted = Selection.shifted(count, World.home(), PRAISE);
    var matched = shifted.matched(World.home());
    var all = new LinkedHashMap<String, Condition>();
    all.put("BCO, same topics", new Condition(even, plan.recipe("bco")));
    all.put("BCO", new Condition(shifted, plan.recipe("bco")));
    all.put("BCO, --udm", new Condition(shifted, plan.recipe("bco").withUdm()));
    all.put("BCO, true topics matched", new Condition(matched, plan.recipe("bco")));
    all.put("KTO, same topics", new Condition(even, plan.recipe("kto")));
    all.put("KTO", new Condition(shifted, plan.recipe("kto")));
    all.put("KTO, true topics matched", new Condition(matched, plan.recipe("kto")));
    return all;
  }

  @Override
  public Finding find(Plan plan) {
    var all = conditions(plan);
    var claims =
        List.of(
            Claim.better(
                "the shift costs BCO",
                plan.measured(all.get("BCO, same topics"), Measures.LIKED),
                plan.measured(all.get("BCO"), Measures.LIKED)),
            Claim.better(
                "matching by the trainer's classifier makes BCO better",
                plan.measured(all.get("BCO, --udm"), Measures.LIKED),
                plan.measured(all.get("BCO"), Measures.LIKED)),
            Claim.better(
                "it makes BCO better on the topic that was blamed",
                plan.measured(all.get("BCO, --udm"), Measures.LIKED_ADVENTURE),
                plan.measured(all.get("BCO"), Measures.LIKED_ADVENTURE)),
            Claim.better(
                "matching by the true topics makes BCO better",
                plan.measured(all.get("BCO, true topics matched"), Measures.LIKED),
                plan.measured(all.get("BCO"), Measures.LIKED)));
    var rows = new ArrayList<List<String>>();
    all.forEach((name, condition) ->
        rows.add(
            List.of(
                name,
                Sweep.percent(plan.mean(condition, Measures.LIKED)),
                Sweep.percent(plan.mean(condition, Measures.LIKED_HOME)),
                Sweep.percent(plan.mean(condition, Measures.LIKED_ADVENTURE)),
                Sweep.percent(plan.mean(condition, Measures.GRAMMATICAL)),
                plan.mean(condition, Measures.KL).text(2))));
    return new Finding(
        "One story per prompt. Of the prompts at home (baking, gardens, ...) 90 % come with a liked story and 10 % with another; of the adventures"
            + " it is the other way round. Matching weighs each thumb down by w = p/(1 - p), between 0.5 and 10, p the class-balanced"
            + " probability of a thumb up given the prompt: by the trainer's classifier on embeddings (--udm), and as its best case by the"
            + " true topic.",
        claims,
        new Table(
            List.of(
                "condition",
                "liked, %",
                "at home, %",
                "adventures, %",
                "in the language, %",
                "KL, nats"),
            rows),
        Map.of(),
        "");
  }
}
