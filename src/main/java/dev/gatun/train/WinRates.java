package dev.gatun.train;

import dev.gatun.align.Bootstrap;
import dev.gatun.data.Passage;
import dev.gatun.model.CausalLM;
import dev.gatun.train.Findings.WinRate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Has responses to the same prompts judged.
 *
 * @param prompts what was asked
 * @param responses the model's, then the reference's
 * @param referenceLogProbs of both under the reference
 */
record WinRates(
    List<Passage> prompts,
    List<Continuations> responses,
    List<double[]> referenceLogProbs,
    Scorer.Settings settings,
    StopRequest stop) {

  WinRate of(Contest contest, Bootstrap bootstrap) {
    var scores =
        switch (contest) {
          case Contest.ScoringModel scoring -> scores(scoring);
          case Contest.ByJudge other -> scores(other.judge());
        };
    var mine = scores.getFirst();
    var theirs = scores.getLast();
    var wins = new double[mine.length];
    Arrays.setAll(wins, i -> mine[i] > theirs[i] ? 1 : mine[i] < theirs[i] ? 0 : 0.5);
    var rate = bootstrap.of(wins.length, picked -> new double[] {mean(wins, picked)})[0];
    return new WinRate(
        new Metric("win_rate", rate.value(), rate.low(), rate.high()),
        Arrays.stream(mine).average().orElse(Double.NaN),
        Arrays.stream(theirs).average().orElse(Double.NaN),
        wins.length,
        name(contest));
  }

  private static double mean(double[] values, int[] picked) {
    return Arrays.stream(picked).mapToDouble(i -> values[i]).average().orElse(Double.NaN);
  }

  private static String name(Contest contest) {
    return switch (contest) {
      case Contest.ScoringModel scoring ->
          scoring.by().name().toLowerCase(Locale.ROOT) + " under " + scoring.model().base();
      case Contest.ByJudge other -> other.name();
    };
  }

  private List<double[]> scores(Contest.ScoringModel scoring) {
    var scores = new ArrayList<double[]>();
    try (var model = CausalLM.load(scoring.model(), settings.dtype(), settings.device())) {
      var policy = new Policy(model, settings.device());
      for (var side = 0; side < responses.size(); side++) {
        var made = responses.get(side);
        var reference = referenceLogProbs.get(side);
        var values = made.logProbs(policy, settings, stop);
        for (var i = 0; i < values.length; i++) {
          values[i] =
              switch (scoring.by()) {
                case REWARD -> values[i] - reference[i];
                case LIKELIHOOD -> values[i] / made.tokens(i);
              };
        }
        scores.add(values);
      }
    }
    return scores;
  }

  private List<double[]> scores(Judge judge) {
    var all = new ArrayList<Judge.Response>();
    for (var made : responses) {
      for (var i = 0; i < prompts.size(); i++) {
        all.add(new Judge.Response(prompts.get(i), made.texts().get(i)));
      }
    }
    var scores = judge.scores(all);
    var half = prompts.size();
    return List.of(Arrays.copyOf(scores, half), Arrays.copyOfRange(scores, half, 2 * half));
  }
}
