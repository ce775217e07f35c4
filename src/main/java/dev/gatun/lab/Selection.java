package dev.gatun.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BiFunction;

/**
 * A rule that makes a training set out of a pool. Rows of one prompt follow one another, so that an
 * objective that compares finds its pairs in the same rows that another one takes singly.
 *
 * @param id says everything about the rule: a part of the key under which results are kept
 */
record Selection(String id, BiFunction<Pool, Random, List<Judgement>> rule) {

  /** The rows of a seed. */
  List<Judgement> of(Pool pool, long seed) {
    return List.copyOf(rule.apply(pool, new Random(seed)));
  }

  /** The first pairs, both stories of each. */
  static Selection pairs(int count) {
    return new Selection("pairs-" + count, (pool, _) -> rows(first(pool, count)));
  }

  /**
   * Every undesirable row of the first pairs, and a share of the desirable ones. A smaller share is
   * a part of the larger.
   */
  static Selection imbalanced(int count, double desirable) {
    if (desirable == 1) return pairs(count);
    return thinned("imbalanced-" + count + "-" + desirable, count, desirable, 1);
  }

  /** As {@link #imbalanced}, with the rare class the undesirable one. */
  static Selection praised(int count, double undesirable) {
    return thinned("praised-" + count + "-" + undesirable, count, 1, undesirable);
  }

  private static Selection thinned(String id, int count, double desirable, double undesirable) {
    return new Selection(
        id,
        (pool, random) -> {
          var liked = chosen(count, desirable, random);
          var others = chosen(count, undesirable, random);
          var rows = new ArrayList<Judgement>();
          for (var i = 0; i < count; i++) {
            var pair = pool.pairs().get(i);
            if (liked.contains(i)) rows.add(pair.liked());
            if (others.contains(i)) rows.add(pair.other());
          }
          return rows;
        });
  }

  /** The first pairs, a share of them with their thumbs exchanged. */
  static Selection noisy(int count, double misread) {
    if (misread == 0) return pairs(count);
    return new Selection(
        "noisy-" + count + "-" + misread,
        (pool, random) -> {
          var wrong = chosen(count, misread, random);
          var pairs = new ArrayList<Pool.Pair>();
          for (var i = 0; i < count; i++) {
            var pair = pool.pairs().get(i);
            pairs.add(wrong.contains(i) ? pair.misread() : pair);
          }
          return rows(pairs);
        });
  }

  /** The first pairs, each judged by two readers who contradict each other. */
  static Selection contradicted(int count) {
    return new Selection(
        "contradicted-" + count,
        (pool, _) -> {
          var pairs = new ArrayList<Pool.Pair>();
          for (var pair : first(pool, count)) {
            pairs.add(pair);
            pairs.add(pair.misread());
          }
          return rows(pairs);
        });
  }

  /** One story of each of the first prompts, half of them liked. */
  static Selection onePerPrompt(int count) {
    return new Selection(
        "one-per-prompt-" + count,
        (pool, random) -> {
          var praised = chosen(count, 0.5, random);
          var rows = new ArrayList<Judgement>();
          for (var i = 0; i < count; i++) {
            var pair = pool.pairs().get(i);
            rows.add(praised.contains(i) ? pair.liked() : pair.other());
          }
          return rows;
        });
  }

  /**
   * One story of each of the first prompts. On the plots of one topic thumbs up have this share, on
   * all others it is exchanged; as many thumbs up as down when topics are equally large.
   */
  static Selection shifted(int count, Set<String> topic, double praise) {
    return new Selection(
        "shifted-" + count + "-" + praise,
        (pool, random) -> {
          var inside = new ArrayList<Integer>();
          var outside = new ArrayList<Integer>();
          for (var i = 0; i < count; i++) {
            (topic.contains(pool.pairs().get(i).liked().plot()) ? inside : outside).add(i);
          }
          Collections.shuffle(inside, random);
          Collections.shuffle(outside, random);
          var praised = new ArrayList<Integer>();
          praised.addAll(inside.subList(0, share(inside.size(), praise)));
          praised.addAll(outside.subList(0, share(outside.size(), 1 - praise)));
          var up = Set.copyOf(praised);
          var rows = new ArrayList<Judgement>();
          for (var i = 0; i < count; i++) {
            var pair = pool.pairs().get(i);
            rows.add(up.contains(i) ? pair.liked() : pair.other());
          }
          return rows;
        });
  }

  /**
   * The same rows, with the rows that are not liked weighed by underlying distribution matching,
   * for which the true topics stand in for the classifier: w = clamp(p / (1 - p), 0.5, 10), p the
   * class-balanced share of thumbs up in the row's topic.
   */
  Selection matched(Set<String> topic) {
    return new Selection(
        id + "-matched",
        (pool, random) -> {
          var rows = rule.apply(pool, random);
          return rows.stream()
              .map(row -> row.thumbUp() ? row : row.weighing(weight(rows, row, topic)))
              .toList();
        });
  }

  private static double weight(List<Judgement> rows, Judgement row, Set<String> topic) {
    var here = topic.contains(row.plot());
    var up = 0.0;
    var down = 0.0;
    var allUp = 0.0;
    var allDown = 0.0;
    for (var each : rows) {
      var same = topic.contains(each.plot()) == here ? 1 : 0;
      if (each.thumbUp()) {
        allUp++;
        up += same;
      } else {
        allDown++;
        down += same;
      }
    }
    // p / (1 - p) with p = (up / allUp) / (up / allUp + down / allDown)
    return Math.clamp(up / allUp / (down / allDown), 0.5, 10);
  }

  private static List<Pool.Pair> first(Pool pool, int count) {
    return pool.pairs().subList(0, count);
  }

  private static List<Judgement> rows(List<Pool.Pair> pairs) {
    return pairs.stream().flatMap(pair -> pair.both().stream()).toList();
  }

  /**
   * This share of the numbers below count, to the nearest whole number, at least one of a share.
   */
  private static Set<Integer> chosen(int count, double share, Random random) {
    var all = new ArrayList<Integer>();
    for (var i = 0; i < count; i++) all.add(i);
    if (share < 1) Collections.shuffle(all, random); // all need no draw
    return Set.copyOf(all.subList(0, share(count, share)));
  }

  private static int share(int count, double share) {
    return share == 0 ? 0 : Math.max(1, (int) Math.round(share * count));
  }
}
