package dev.gatun.lab;

import dev.gatun.align.Auc;
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
import java.util.function.Predicate;

/** Study 7: which rows still push. */
final class Saturation implements Study {
  private static final int LOOKS = 4;
  private static final int ROWS = 200;
  private static final double FLIPPED = 0.2;
  private static final Probe PROBE = new Probe("saturation-" + LOOKS, LOOKS, Saturation::look);

  @Override
  public int number() {
    return 7;
  }

  @Override
  public String title() {
    return "Saturation: which rows still push";
  }

  @Override
  public String question() {
    return "KTO's gradient vanishes for rows far on either side of the reference point, so it stops learning from mislabelled ones,"
        + " where the logarithmic losses of DPO and BCO push them hardest (Ethayarajh et al. 2024, proposition 4.1).";
  }

  @Override
  public List<Job> jobs(Plan plan) {
    return plan.jobs(conditions(plan).values());
  }

  private static Map<String, Condition> conditions(Plan plan) {
    var rows = Selection.noisy(plan.form().pairs(), FLIPPED);
    var all = new LinkedHashMap<String, Condition>();
    for (var loss : List.of("kto", "bco", "dpo")) {
      var recipe = plan.recipe(loss);
      all.put(recipe.name(), new Condition(rows, recipe, PROBE));
    }
    return all;
  }

  private static Map<String, Double> look(
      World world, Path model, List<Judgement> rows, Recipe recipe) {
    var some = rows.subList(0, Math.min(ROWS, rows.size()));
    var ratios = world.logRatiosKept(model, some);
    var pushes = pushes(some, ratios, recipe);
    var seen = new TreeMap<String, Double>();
    seen.put("right", mean(Measures.where(some, pushes, row -> !row.mistaken())));
    seen.put("wrong", mean(Measures.where(some, pushes, Judgement::mistaken)));
    seen.put("fits/right", fits(some, ratios, row -> !row.mistaken()));
    seen.put("fits/wrong", fits(some, ratios, Judgement::mistaken));
    return seen;
  }

  /**
   * The size of each row's gradient with respect to its log-ratio, in units of what it is when the
   * model is the reference. Rows come in pairs, one after the other, which share DPO's.
   */
  static double[] pushes(List<Judgement> rows, double[] ratios, Recipe recipe) {
    var beta = recipe.beta();
    var up = Arrays.stream(Measures.where(rows, ratios, Judgement::thumbUp)).average().orElse(0);
    var down =
        Arrays.stream(Measures.where(rows, ratios, row -> !row.thumbUp())).average().orElse(0);
    var pushes = new double[ratios.length];
    for (var i = 0; i < pushes.length; i++) {
      var sign = rows.get(i).thumbUp() ? 1 : -1;
      pushes[i] =
          switch (recipe.loss()) {
            // z0 is 0 here: most windows of such runs clamp it
            case "kto" -> 4 * sigmoid(beta * ratios[i]) * sigmoid(-beta * ratios[i]);
            case "bco" -> 2 * sigmoid(-sign * beta * (ratios[i] - (up + down) / 2));
            case "dpo" -> 2 * sigmoid(-sign * beta * (ratios[i] - ratios[i ^ 1]));
            default -> throw new IllegalArgumentException(recipe.loss());
          };
    }
    return pushes;
  }

  private static double sigmoid(double z) {
    return 1 / (1 + Math.exp(-z));
  }

  /** How well rewards tell given thumbs apart. */
  private static double fits(List<Judgement> rows, double[] ratios, Predicate<Judgement> which) {
    return Auc.of(
        Measures.where(rows, ratios, row -> which.test(row) && row.thumbUp()),
        Measures.where(rows, ratios, row -> which.test(row) && !row.thumbUp()));
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  @Override
  public Finding find(Plan plan) {
    var all = conditions(plan);
    var claims = new ArrayList<Claim>();
    claims.add(
        gap(
            "at the end KTO's mislabelled rows push less than the others",
            plan,
            all.get("KTO"),
            Claim.Side.BELOW));
    claims.add(
        gap(
            "at the end DPO's mislabelled rows push more than the others",
            plan,
            all.get("DPO"),
            Claim.Side.ABOVE));
    claims.add(
        gap(
            "at the end BCO's mislabelled rows push more than the others",
            plan,
            all.get("BCO"),
            Claim.Side.ABOVE));
    claims.add(
        new Claim(
            "DPO comes to believe mislabelled rows more than KTO does (AUC of the wrong thumbs)",
            Interval.ofDifference(
                plan.measured(all.get("DPO"), "fits/wrong", LOOKS),
                plan.measured(all.get("KTO"), "fits/wrong", LOOKS)),
            Claim.Side.ABOVE,
            0,
            Claim.Unit.PLAIN));
    return new Finding(
        "Pairs of which 20 % have their thumbs exchanged. At "
            + LOOKS
            + " times, for "
            + ROWS
            + " training rows: the size of the gradient with respect to the row's log-ratio, 1 where the model is the reference; and how well"
            + " rewards tell the given thumbs apart (AUC), for rows that are labelled right and wrong. KTO's reference point is taken as 0, where it"
            + " is clamped in most windows of such runs.",
        claims,
        table(plan, all),
        Map.of("saturation", plot(plan, all)),
        "");
  }

  private static Claim gap(String text, Plan plan, Condition condition, Claim.Side side) {
    var value =
        Interval.ofDifference(
            plan.measured(condition, "wrong", LOOKS), plan.measured(condition, "right", LOOKS));
    return new Claim(text, value, side, 0, Claim.Unit.PLAIN);
  }

  private static Table table(Plan plan, Map<String, Condition> all) {
    var rows = new ArrayList<List<String>>();
    all.forEach((name, condition) -> {
      var row = new ArrayList<String>();
      row.add(name);
      row.add(Double.toString(condition.recipe().beta()));
      for (var curve : List.of("right", "wrong", "fits/right", "fits/wrong")) {
        row.add(Interval.of(plan.measured(condition, curve, LOOKS)).text(2));
      }
      rows.add(row);
    });
    return new Table(
        List.of(
            "objective",
            "beta",
            "push, labelled right",
            "push, mislabelled",
            "AUC, labelled right",
            "AUC, mislabelled"),
        rows);
  }

  private static LinePlot plot(Plan plan, Map<String, Condition> all) {
    var series = new ArrayList<Series>();
    all.forEach((name, condition) -> {
      for (var curve : List.of("right", "wrong")) {
        var points = new ArrayList<Series.Point>();
        for (var i = 0; i <= LOOKS; i++) {
          var step = plan.curve(condition, "step", 1)[i];
          points.add(Sweep.point(step, Interval.of(plan.measured(condition, curve, i))));
        }
        series.add(Series.measured(name + ", " + curve, points));
      }
    });
    return new LinePlot(
        "What a row's gradient is of its first",
        Axis.linear("optimizer step"),
        Axis.linear("push"),
        series);
  }
}
