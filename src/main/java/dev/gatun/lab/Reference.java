package dev.gatun.lab;

import dev.gatun.plot.Axis;
import dev.gatun.plot.LinePlot;
import dev.gatun.plot.Series;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** Study 6: KTO's reference point, and what it is good for. */
final class Reference implements Study {
  private static final int LOOKS = 2;
  private static final int[] WINDOWS = {2, 4, 8, 16, 32, 64};
  private static final int PAIRS = 192; // mismatched pairs that estimates are drawn from
  private static final int DRAWS = 2000;
  private static final int USUAL = 16;
  private static final double FEW = 0.1;
  private static final Probe PROBE = new Probe("reference-" + LOOKS, LOOKS, Reference::look);

  /** How a prompt gets the completion that is not its own. */
  private enum Pairing {
    /** That of the row before, in a file where a prompt's rows follow one another. */
    PLAIN,
    /** That of another prompt. */
    OTHER_PROMPT;

    String id() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Override
  public int number() {
    return 6;
  }

  @Override
  public String title() {
    return "The reference point";
  }

  @Override
  public String question() {
    return "KTO compares with an estimate of the KL divergence from mismatched pairs; it is biased and cheap, and it keeps the model from"
        + " raising the likelihood of everything (Ethayarajh et al. 2024). The spread of the estimate falls with the window,"
        + " and a completion of the same prompt is no mismatched one (this project's own expectations).";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    var conditions = new ArrayList<Condition>();
    conditions.add(watched(plan));
    conditions.addAll(praised(plan).values());
    return plan.jobs(conditions);
  }

  private static Condition watched(Plan plan) {
    return new Condition(Selection.pairs(plan.form().pairs()), plan.recipe("kto"), PROBE);
  }

  /** Nearly all thumbs up: where raising the likelihood of everything would pay. */
  private static Map<String, Condition> praised(Plan plan) {
    var kto = plan.recipe("kto");
    var rows = Selection.praised(plan.form().pairs(), FEW);
    var probe = new Probe("none-logged", 1, Probe.NONE.look());
    var all = new LinkedHashMap<String, Condition>();
    all.put("KTO", new Condition(rows, kto, probe));
    all.put("z0 = 0", new Condition(rows, kto.as("z0 = 0", "apo_zero_unpaired"), probe));
    return all;
  }

  private static Map<String, Double> look(
      World world, Path model, List<Judgement> rows, Recipe recipe) {
    var seen = new TreeMap<String, Double>();
    var fresh = world.freshStories(model, 1);
    seen.put("kl", mean(world.logRatios(model, fresh)));
    var some = rows.subList(0, Math.min(PAIRS, rows.size()));
    for (var pairing : Pairing.values()) {
      var ratios = world.logRatiosKept(model, mismatched(some, pairing));
      seen.put(pairing.id(), mean(ratios));
      for (var window : WINDOWS) addEstimates(seen, pairing.id() + "/" + window, ratios, window);
    }
    return seen;
  }

  /** Rows come in twos of a prompt: the row two before has another. */
  private static List<Judgement> mismatched(List<Judgement> rows, Pairing pairing) {
    var back = pairing == Pairing.PLAIN ? 1 : 2;
    var pairs = new ArrayList<Judgement>();
    for (var i = 0; i < rows.size(); i++) {
      pairs.add(rows.get(i).toldAs(rows.get(Math.floorMod(i - back, rows.size()))));
    }
    return pairs;
  }

  /** What windows of this size would take for z0. */
  private static void addEstimates(
      Map<String, Double> seen, String name, double[] ratios, int window) {
    var random = new Random(window);
    var estimates = new double[DRAWS];
    var clamped = 0;
    for (var i = 0; i < DRAWS; i++) {
      var sum = 0.0;
      for (var j = 0; j < window; j++) sum += ratios[random.nextInt(ratios.length)];
      if (sum < 0) clamped++;
      estimates[i] = Math.max(0, sum / window);
    }
    var mean = mean(estimates);
    var variance = Arrays.stream(estimates).map(e -> (e - mean) * (e - mean)).sum() / DRAWS;
    seen.put(name + "/mean", mean);
    seen.put(name + "/spread", Math.sqrt(variance));
    seen.put(name + "/clamped", (double) clamped / DRAWS);
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Override
  public Finding find(Plan plan) {
    var watched = watched(plan);
    var praised = praised(plan);
    var kl = plan.measured(watched, "kl", LOOKS);
    var claims =
        List.of(
            new Claim(
                "with windows of 16 the reference point is below the true KL (KL minus mean z0)",
                Interval.ofDifference(kl, estimate(plan, Pairing.OTHER_PROMPT, USUAL, "mean")),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            new Claim(
                "its spread falls from windows of 4 to windows of 64",
                Interval.ofDifference(
                    estimate(plan, Pairing.OTHER_PROMPT, 4, "spread"),
                    estimate(plan, Pairing.OTHER_PROMPT, 64, "spread")),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            new Claim(
                "pairing with the row before, of the same prompt every other time, raises the mean before the clamp",
                Interval.ofDifference(
                    plan.measured(watched, Pairing.PLAIN.id(), LOOKS),
                    plan.measured(watched, Pairing.OTHER_PROMPT.id(), LOOKS)),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            new Claim(
                "with nine thumbs of ten up, a reference point of 0 lets stories that are not liked become more likely than KTO does",
                Interval.ofDifference(
                    plan.measured(praised.get("z0 = 0"), Measures.REJECTED),
                    plan.measured(praised.get("KTO"), Measures.REJECTED)),
                Claim.Side.ABOVE,
                0,
                Claim.Unit.NATS),
            Claim.better(
                "with nine thumbs of ten up, KTO does better than with a reference point of 0",
                plan.measured(praised.get("KTO"), Measures.LIKED),
                plan.measured(praised.get("z0 = 0"), Measures.LIKED)));
    return new Finding(
        "KTO on clean pairs; at its end "
            + PAIRS
            + " mismatched pairs of training rows, from which "
            + DRAWS
            + " windows of each size are drawn, with replacement; and the true KL on fresh stories. Then KTO, and the same with z0 = 0 (apo_zero_unpaired), on"
            + " all liked stories and a tenth of the others, weights 1.",
        claims,
        table(plan),
        Map.of("reference-point", plot(plan)),
        remark(plan, kl, praised));
  }

  private static double[] estimate(Plan plan, Pairing pairing, int window, String what) {
    return plan.measured(watched(plan), pairing.id() + "/" + window + "/" + what, LOOKS);
  }

  private static Table table(Plan plan) {
    var rows = new ArrayList<List<String>>();
    for (var pairing : Pairing.values()) {
      for (var window : WINDOWS) {
        rows.add(
            List.of(
                pairing == Pairing.PLAIN ? "the row before" : "another prompt's",
                Integer.toString(window),
                Interval.of(estimate(plan, pairing, window, "mean")).text(3),
                Interval.of(estimate(plan, pairing, window, "spread")).text(3),
                Sweep.percent(Interval.of(estimate(plan, pairing, window, "clamped")))));
      }
    }
    return new Table(
        List.of(
            "completion", "window", "mean z0, nats", "standard deviation, nats", "clamped to 0, %"),
        rows);
  }

  private static LinePlot plot(Plan plan) {
    var series = new ArrayList<Series>();
    for (var pairing : Pairing.values()) {
      var points = new ArrayList<Series.Point>();
      for (var window : WINDOWS) {
        points.add(Sweep.point(window, Interval.of(estimate(plan, pairing, window, "mean"))));
      }
      series.add(
          Series.measured(pairing == Pairing.PLAIN ? "the row before" : "another prompt", points));
    }
    var kl = Interval.of(plan.measured(watched(plan), "kl", LOOKS));
    series.add(
        Series.measured(
            "true KL",
            List.of(Sweep.point(WINDOWS[0], kl), Sweep.point(WINDOWS[WINDOWS.length - 1], kl))));
    return new LinePlot(
        "Mean reference point by window",
        Axis.log("rows in a window"),
        Axis.linear("nats"),
        series);
  }

  private static String remark(Plan plan, double[] kl, Map<String, Condition> praised) {
    return "True KL at the end: "
        + Interval.of(kl).text(2)
        + " nats. Mean log-ratio of mismatched pairs before the clamp: another prompt's "
        + Interval.of(plan.measured(watched(plan), Pairing.OTHER_PROMPT.id(), LOOKS)).text(2)
        + ", the row before "
        + Interval.of(plan.measured(watched(plan), Pairing.PLAIN.id(), LOOKS)).text(2)
        + ". While training on nearly all thumbs up KTO's reference point was clamped in "
        + Sweep.percent(plan.mean(praised.get("KTO"), "training/kl/clamped"))
        + " % of the windows. There: "
        + Remark.each(
            praised,
            name -> {
              var condition = praised.get(name);
              return "liked "
                  + Sweep.percent(plan.mean(condition, Measures.LIKED))
                  + " %, liked stories "
                  + plan.mean(condition, Measures.CHOSEN).text(2)
                  + " nats, others "
                  + plan.mean(condition, Measures.REJECTED).text(2)
                  + " nats";
            });
  }
}
