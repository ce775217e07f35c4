package dev.gatun.lab;

import dev.gatun.align.Auc;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/** What every trained model is measured by. */
final class Measures {
  /** Share of fresh stories that are truly liked: the true reward. */
  static final String LIKED = "liked";

  /** The same of stories of the two topics. */
  static final String LIKED_HOME = "liked/home";

  static final String LIKED_ADVENTURE = "liked/adventure";

  /** Share of fresh stories that are in the language. */
  static final String GRAMMATICAL = "grammatical";

  /** KL divergence of the model from the base model, in nats a story, by sampling. */
  static final String KL = "kl";

  /** Mean log-ratio of held-out liked stories, in nats. */
  static final String CHOSEN = "chosen";

  /** Mean log-ratio of held-out stories that are not liked, in nats. */
  static final String REJECTED = "rejected";

  /** Area under the curve of the implicit reward on held-out stories. */
  static final String AUC = "auc";

  private Measures() {}

  static Map<String, Double> of(World world, Path model, long seed) {
    var measured = new TreeMap<String, Double>();
    var stories = world.freshStories(model, seed);
    var home = World.home();
    measured.put(LIKED, share(stories, Judgement::liked));
    measured.put(LIKED_HOME, share(of(stories, s -> home.contains(s.plot())), Judgement::liked));
    measured.put(
        LIKED_ADVENTURE, share(of(stories, s -> !home.contains(s.plot())), Judgement::liked));
    measured.put(GRAMMATICAL, share(stories, world::grammatical));
    measured.put(KL, Arrays.stream(world.logRatios(model, stories)).average().orElseThrow());
    var unseen = world.unseen();
    var ratios = world.logRatiosKept(model, unseen);
    var chosen = where(unseen, ratios, Judgement::liked);
    var rejected = where(unseen, ratios, row -> !row.liked());
    measured.put(CHOSEN, Arrays.stream(chosen).average().orElseThrow());
    measured.put(REJECTED, Arrays.stream(rejected).average().orElseThrow());
    measured.put(AUC, Auc.of(chosen, rejected));
    return measured;
  }

  /** The values of the rows that are so. */
  static double[] where(List<Judgement> rows, double[] values, Predicate<Judgement> so) {
    return IntStream.range(0, values.length)
        .filter(i -> so.test(rows.get(i)))
        .mapToDouble(i -> values[i])
        .toArray();
  }

  private static List<Judgement> of(List<Judgement> rows, Predicate<Judgement> so) {
    return rows.stream().filter(so).toList();
  }

  private static double share(List<Judgement> rows, Predicate<Judgement> so) {
    return (double) rows.stream().filter(so).count() / rows.size();
  }
}
