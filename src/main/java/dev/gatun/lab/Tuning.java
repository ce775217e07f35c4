package dev.gatun.lab;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * How every objective gets its settings, before any study. Beta is the same for all: the papers'
 * 0.1 times ten, because a story's log-probability is about a tenth of a response's in the papers,
 * and only their product matters. The learning rate comes from one rule, on clean and balanced data
 * of a seed that no study uses: of all rates whose true reward is within {@link #NEAR} of the
 * objective's best, the one whose model stays closest to the base model. While that is the largest
 * rate, its double is tried too, so that no objective is held back by the grid.
 */
final class Tuning {
  private static final long SEED = 900;
  private static final double NEAR = 0.02;
  private static final double[] LEARNING_RATES = {5e-4, 1e-3, 2e-3}; // tried for all
  private static final double LARGEST = 1.6e-2;
  // The papers' 0.1 is for responses of some hundred nats; a story's rest has some twenty.
  private static final String BETA = "1";
  // Those whose relatives use their settings, by name.
  private static final Map<String, String> OBJECTIVES = new LinkedHashMap<>();

  static {
    OBJECTIVES.put("kto", "KTO");
    OBJECTIVES.put("bco", "BCO");
    OBJECTIVES.put("dpo", "DPO");
    OBJECTIVES.put("nca_pair", "NCA");
    OBJECTIVES.put("sft", "SFT");
  }

  private Tuning() {}

  /** What was found, by objective. */
  record Settings(Map<String, Recipe> recipes) {
    Recipe of(String loss) {
      return Optional.ofNullable(recipes.get(loss)).orElseThrow();
    }
  }

  /**
   * Everything that is to be tried as far as the outcomes tell by now: when all of it is done and
   * nothing is added, the settings can be chosen.
   */
  static List<Job> jobs(Form form, Ledger ledger) {
    var jobs = new ArrayList<Job>();
    for (var loss : OBJECTIVES.keySet()) {
      for (var condition : tried(form, loss, ledger)) jobs.add(condition.job(form, SEED));
      next(form, loss, ledger).ifPresent(condition -> jobs.add(condition.job(form, SEED)));
    }
    return jobs;
  }

  /** The rates that are tried for all, and those beyond that have an outcome. */
  private static List<Condition> tried(Form form, String loss, Ledger ledger) {
    var conditions = new ArrayList<Condition>();
    for (var rate : LEARNING_RATES) conditions.add(condition(form, loss, rate));
    for (var rate = 2 * fastest(conditions); rate <= LARGEST; rate *= 2) {
      var beyond = condition(form, loss, rate);
      if (!isDone(beyond, form, ledger)) break;
      conditions.add(beyond);
    }
    return conditions;
  }

  /** The rate to try because the largest so far is the one to take. */
  private static Optional<Condition> next(Form form, String loss, Ledger ledger) {
    var tried = tried(form, loss, ledger);
    if (!tried.stream().allMatch(each -> isDone(each, form, ledger))) return Optional.empty();
    var fastest = fastest(tried);
    var taken = choose(form, tried, ledger).learningRate();
    if (taken < fastest || 2 * fastest > LARGEST) return Optional.empty();
    return Optional.of(condition(form, loss, 2 * fastest));
  }

  private static Condition condition(Form form, String loss, double rate) {
    var knobs = loss.equals("sft") ? Map.<String, String>of() : Map.of("--beta", BETA);
    var recipe = new Recipe(OBJECTIVES.get(loss), loss, knobs, rate);
    return new Condition(Selection.pairs(form.pairs()), recipe);
  }

  private static double fastest(List<Condition> ascending) {
    return ascending.getLast().recipe().learningRate();
  }

  static Settings choose(Form form, Ledger ledger) {
    var chosen = new LinkedHashMap<String, Recipe>();
    for (var loss : OBJECTIVES.keySet()) {
      chosen.put(loss, choose(form, tried(form, loss, ledger), ledger));
    }
    return new Settings(chosen);
  }

  private static Recipe choose(Form form, List<Condition> tried, Ledger ledger) {
    var best =
        tried.stream()
            .mapToDouble(each -> measured(each, form, ledger, Measures.LIKED))
            .max()
            .orElseThrow();
    return tried.stream()
        .filter(each -> measured(each, form, ledger, Measures.LIKED) >= best - NEAR - 1e-9)
        .min(Comparator.comparingDouble(each -> measured(each, form, ledger, Measures.KL)))
        .orElseThrow()
        .recipe();
  }

  /** All that was tried, with what was taken. */
  static Table table(Form form, Ledger ledger) {
    var settings = choose(form, ledger);
    var rows = new ArrayList<List<String>>();
    for (var loss : OBJECTIVES.keySet()) {
      for (var each : tried(form, loss, ledger)) {
        var recipe = each.recipe();
        rows.add(
            List.of(
                recipe.name(),
                number(recipe.learningRate()),
                percent(measured(each, form, ledger, Measures.LIKED)),
                percent(measured(each, form, ledger, Measures.GRAMMATICAL)),
                String.format(Locale.ROOT, "%.1f", measured(each, form, ledger, Measures.KL)),
                recipe.equals(settings.of(loss)) ? "taken" : ""));
      }
    }
    return new Table(
        List.of("objective", "learning rate", "liked", "in the language", "KL, nats", ""), rows);
  }

  /** What to know of the grid before believing in it; empty when there is nothing. */
  static String caution(Form form, Ledger ledger) {
    var settings = choose(form, ledger);
    var beyond = new ArrayList<String>();
    var atEnd = new ArrayList<String>();
    OBJECTIVES.forEach((loss, name) -> {
      var tried = tried(form, loss, ledger);
      if (tried.size() > LEARNING_RATES.length) beyond.add(name);
      if (settings.of(loss).learningRate() == fastest(tried)) atEnd.add(name);
    });
    var doubled =
        beyond.isEmpty()
            ? ""
            : "While the largest rate was the one to take, its double was tried too: of "
                + String.join(", ", beyond)
                + ".\n";
    if (atEnd.isEmpty()) return doubled;
    return doubled
        + "The rate of "
        + String.join(", ", atEnd)
        + " is the largest that was tried: a larger one might reach more in these few steps, and a smaller one in more"
        + " steps would lose the language less often.\n";
  }

  private static String number(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }

  private static String percent(double share) {
    return String.format(Locale.ROOT, "%.1f %%", 100 * share);
  }

  private static boolean isDone(Condition condition, Form form, Ledger ledger) {
    return ledger.find(condition.job(form, SEED).key()).isPresent();
  }

  private static double measured(Condition condition, Form form, Ledger ledger, String measure) {
    return ledger.get(condition.job(form, SEED).key()).number(measure);
  }
}
