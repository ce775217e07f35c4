package dev.gatun.lab;

import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Study 5: what happens to the likelihood of chosen responses. */
final class Likelihood implements Study {
  private static final int LOOKS = 4;
  private static final int ROWS = 120; // of the training set
  private static final Probe PROBE = new Probe("likelihood-" + LOOKS, LOOKS, Likelihood::look);

  @Override
  public int number() {
    return 5;
  }

  @Override
  public String title() {
    return "Chosen likelihood over time";
  }

  @Override
  public String question() {
    return "DPO lowers the likelihood of chosen responses, because only the margin counts; NCA keeps it up, with an optimum where the"
        + " chosen reward is ln 2 (Chen et al. 2024, NCA, arXiv 2402.05369).";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    return plan.jobs(conditions(plan).values());
  }

  private static Map<String, Condition> conditions(Plan plan) {
    var all = new LinkedHashMap<String, Condition>();
    for (var loss : List.of("dpo", "nca_pair", "kto", "bco")) {
      var recipe = plan.recipe(loss);
      all.put(recipe.name(), new Condition(Selection.pairs(plan.form().pairs()), recipe, PROBE));
    }
    return all;
  }

  private static Map<String, Double> look(
      World world, Path model, List<Judgement> rows, Recipe recipe) {
    var seen = new TreeMap<String, Double>();
    add(seen, "unseen/", world.unseen(), world.logRatiosKept(model, world.unseen()));
    var some = rows.subList(0, Math.min(ROWS, rows.size()));
    add(seen, "trained/", some, world.logRatiosKept(model, some));
    return seen;
  }

  private static void add(
      Map<String, Double> seen, String prefix, List<Judgement> rows, double[] ratios) {
    seen.put(prefix + "chosen", mean(Measures.where(rows, ratios, Judgement::liked)));
    seen.put(prefix + "rejected", mean(Measures.where(rows, ratios, row -> !row.liked())));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Override
  public Finding find(Plan plan) {
    var all = conditions(plan);
    var nca = plan.measured(all.get("NCA"), "unseen/chosen", LOOKS);
    var dpo = plan.measured(all.get("DPO"), "unseen/chosen", LOOKS);
    var claims =
        List.of(
            new Claim(
                "after NCA, held-out chosen stories are more likely than before",
                Interval.of(nca),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            new Claim(
                "after DPO, held-out chosen stories are less likely than before",
                Interval.of(dpo),
                Claim.Side.BELOW,
                0,
                Claim.Unit.NATS),
            new Claim(
                "NCA leaves chosen stories more likely than DPO does",
                Interval.ofDifference(nca, dpo),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            new Claim(
                "NCA's chosen reward on training rows ends near ln 2 = 0.693 (distance, claimed within half of it)",
                Interval.of(distance(plan, all.get("NCA"))),
                Claim.Side.BELOW,
                Math.log(2) / 2,
                Claim.Unit.PLAIN));
    return new Finding(
        "The same pairs for all; log-ratios to the base model of "
            + plan.form().measured() / 2
            + " held-out chosen and as many rejected stories, and of training rows, at "
            + LOOKS
            + " times.",
        claims,
        table(plan, all),
        Map.of(
            "chosen", plot(plan, all, "Held-out chosen stories", "unseen/chosen"),
            "rejected", plot(plan, all, "Held-out rejected stories", "unseen/rejected")),
        "");
  }

  private static double[] distance(Plan plan, Condition nca) {
    var ratios = plan.measured(nca, "trained/chosen", LOOKS);
    return Arrays.stream(ratios)
        .map(ratio -> Math.abs(nca.recipe().beta() * ratio - Math.log(2)))
        .toArray();
  }

  private static Table table(Plan plan, Map<String, Condition> all) {
    var rows = new ArrayList<List<String>>();
    all.forEach((name, condition) -> {
      var beta = condition.recipe().beta();
      var reward = Interval.of(plan.measured(condition, "trained/chosen", LOOKS)).times(beta);
      rows.add(
          List.of(
              name,
              Double.toString(beta),
              Interval.of(plan.measured(condition, "unseen/chosen", LOOKS)).text(2),
              Interval.of(plan.measured(condition, "unseen/rejected", LOOKS)).text(2),
              reward.text(3),
              Sweep.percent(plan.mean(condition, Measures.LIKED))));
    });
    return new Table(
        List.of(
            "objective",
            "beta",
            "chosen, nats",
            "rejected, nats",
            "chosen reward on training rows",
            "liked, %"),
        rows);
  }

  private static LinePlot plot(Plan plan, Map<String, Condition> all, String title, String curve) {
    var series = new ArrayList<Series>();
    all.forEach((name, condition) -> {
      var points = new ArrayList<Series.Point>();
      for (var i = 0; i <= LOOKS; i++) {
        var step = plan.curve(condition, "step", 1)[i];
        points.add(Sweep.point(step, Interval.of(plan.measured(condition, curve, i))));
      }
      series.add(Series.measured(name, points));
    });
    return new LinePlot(
        title, Axis.linear("optimizer step"), Axis.linear("log-ratio to the base, nats"), series);
  }
}
