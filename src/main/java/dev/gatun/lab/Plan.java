package dev.gatun.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What studies are made with: the form, the settings that tuning found, and later the outcomes.
 *
 * @param ledger where outcomes are looked up once they are there
 */
record Plan(Form form, Tuning.Settings settings, Ledger ledger) {
  /** An objective with its tuned settings. */
  Recipe recipe(String loss) {
    return settings.of(loss);
  }

  /** Every repetition of the conditions. */
  List<Job> jobs(Iterable<Condition> conditions) {
    var jobs = new ArrayList<Job>();
    for (var condition : conditions) {
      for (var seed = 1; seed <= form.seeds(); seed++) jobs.add(condition.job(form, seed));
    }
    return jobs;
  }

  /** A measure of every repetition. */
  double[] measured(Condition condition, String measure) {
    return IntStream.rangeClosed(1, form.seeds())
        .mapToDouble(seed -> outcome(condition, seed).number(measure))
        .toArray();
  }

  /** One point of a curve of every repetition. */
  double[] measured(Condition condition, String curve, int point) {
    return IntStream.rangeClosed(1, form.seeds())
        .mapToDouble(seed -> curve(condition, curve, seed)[point])
        .toArray();
  }

  double[] curve(Condition condition, String curve, long seed) {
    return outcome(condition, seed).curve("curve/" + curve);
  }

  private Outcome outcome(Condition condition, long seed) {
    return ledger.get(condition.job(form, seed).key());
  }

  /** The mean of a measure. */
  Interval mean(Condition condition, String measure) {
    return Interval.of(measured(condition, measure));
  }
}
